/**
 * Replaces `jsr:@std/assert` if JSR cannot be reached. It has only the part that vchat's tests use. It passes and fails
 * like the original; `node:assert` shows how values differ.
 */
import nodeAssert from "node:assert/strict";
import { equal } from "./equal.ts";

export class AssertionError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "AssertionError";
  }
}

/** The end of an error's text: the message from the test. */
const saying = (msg: string | undefined) => msg ? `: ${msg}` : ".";

function difference(actual: unknown, expected: unknown): string {
  try {
    nodeAssert.deepStrictEqual(actual, expected);
    return "";
  } catch (error) {
    return `\n${(error as Error).message.replace(/^.*\n/, "")}`;
  }
}

export function assert(expr: unknown, msg = ""): asserts expr {
  if (!expr) throw new AssertionError(msg);
}

export function assertEquals<T>(actual: T, expected: T, msg?: string): void {
  if (equal(actual, expected)) return;
  throw new AssertionError(`Values are not equal${saying(msg)}${difference(actual, expected)}`);
}

export function assertNotEquals<T>(actual: T, expected: T, msg?: string): void {
  if (!equal(actual, expected)) return;
  throw new AssertionError(
    `Expected actual: ${Deno.inspect(actual)} not to be: ${Deno.inspect(expected)}${saying(msg)}`,
  );
}

export function assertStrictEquals<T>(actual: unknown, expected: T, msg?: string): asserts actual is T {
  if (Object.is(actual, expected)) return;
  throw new AssertionError(`Values are not strictly equal${saying(msg)}${difference(actual, expected)}`);
}

export function assertExists<T>(actual: T, msg?: string): asserts actual is NonNullable<T> {
  if (actual !== undefined && actual !== null) return;
  throw new AssertionError(`Expected actual: "${actual}" to not be null or undefined${saying(msg)}`);
}

export function assertMatch(actual: string, expected: RegExp, msg?: string): void {
  if (expected.test(actual)) return;
  throw new AssertionError(`Expected actual: "${actual}" to match: "${expected}"${saying(msg)}`);
}

export function assertNotMatch(actual: string, expected: RegExp, msg?: string): void {
  if (!expected.test(actual)) return;
  throw new AssertionError(`Expected actual: "${actual}" to not match: "${expected}"${saying(msg)}`);
}

export function assertStringIncludes(actual: string, expected: string, msg?: string): void {
  if (actual.includes(expected)) return;
  throw new AssertionError(`Expected actual: "${actual}" to contain: "${expected}"${saying(msg)}`);
}

export function assertGreater<T>(actual: T, expected: T, msg?: string): void {
  if (!(actual > expected)) throw new AssertionError(msg ?? `Expect ${actual} > ${expected}`);
}

export function assertGreaterOrEqual<T>(actual: T, expected: T, msg?: string): void {
  if (!(actual >= expected)) throw new AssertionError(msg ?? `Expect ${actual} >= ${expected}`);
}

export function assertLess<T>(actual: T, expected: T, msg?: string): void {
  if (!(actual < expected)) throw new AssertionError(msg ?? `Expect ${actual} < ${expected}`);
}

export function assertLessOrEqual<T>(actual: T, expected: T, msg?: string): void {
  if (!(actual <= expected)) throw new AssertionError(msg ?? `Expect ${actual} <= ${expected}`);
}

// deno-lint-ignore no-explicit-any
type ErrorClass<E extends Error> = new (...args: any[]) => E;

/** What a test expects of an error: its class and a part of its message; or only a message from the test. */
interface Expected {
  ErrorClass?: ErrorClass<Error>;
  msgIncludes?: string;
  msg?: string;
}

function expectedFrom(classOrMsg?: ErrorClass<Error> | string, msgIncludes?: string, msg?: string): Expected {
  return typeof classOrMsg === "string" ? { msg: classOrMsg } : { ErrorClass: classOrMsg, msgIncludes, msg };
}

function checkError(error: unknown, { ErrorClass, msgIncludes, msg }: Expected, how: string): void {
  if (!ErrorClass) return;
  if (!(error instanceof Error)) throw new AssertionError(`A non-Error object was ${how}${saying(msg)}`);
  if (!(error instanceof (ErrorClass as ErrorClass<Error>))) {
    const { name } = (error as Error).constructor;
    const was = `but was "${name}"${saying(msg)}\n${(error as Error).message}`;
    throw new AssertionError(`Expected error to be instance of "${ErrorClass.name}", ${was}`);
  }
  if (!msgIncludes || error.message.includes(msgIncludes)) return;
  const got = `but got ${JSON.stringify(error.message)}${saying(msg)}`;
  throw new AssertionError(`Expected error message to include ${JSON.stringify(msgIncludes)}, ${got}`);
}

export function assertThrows(fn: () => unknown, msg?: string): unknown;
export function assertThrows<E extends Error = Error>(
  fn: () => unknown,
  ErrorClass: ErrorClass<E>,
  msgIncludes?: string,
  msg?: string,
): E;
export function assertThrows(
  fn: () => unknown,
  classOrMsg?: ErrorClass<Error> | string,
  msgIncludes?: string,
  msg?: string,
): unknown {
  const expected = expectedFrom(classOrMsg, msgIncludes, msg);
  try {
    fn();
  } catch (error) {
    checkError(error, expected, "thrown");
    return error;
  }
  throw new AssertionError(`Expected function to throw${saying(expected.msg)}`);
}

export function assertRejects(fn: () => PromiseLike<unknown>, msg?: string): Promise<unknown>;
export function assertRejects<E extends Error = Error>(
  fn: () => PromiseLike<unknown>,
  ErrorClass: ErrorClass<E>,
  msgIncludes?: string,
  msg?: string,
): Promise<E>;
export async function assertRejects(
  fn: () => PromiseLike<unknown>,
  classOrMsg?: ErrorClass<Error> | string,
  msgIncludes?: string,
  msg?: string,
): Promise<unknown> {
  const expected = expectedFrom(classOrMsg, msgIncludes, msg);
  let promise: PromiseLike<unknown> | undefined;
  try {
    promise = fn();
  } catch {
    // It threw before there was a promise. This is refused below.
  }
  if (typeof promise?.then !== "function") {
    throw new AssertionError(`Function throws when expected to reject${saying(expected.msg)}`);
  }
  try {
    await promise;
  } catch (error) {
    checkError(error, expected, "rejected");
    return error;
  }
  throw new AssertionError(`Expected function to reject${saying(expected.msg)}`);
}

export function fail(msg?: string): never {
  throw new AssertionError(`Failed assertion${saying(msg)}`);
}
