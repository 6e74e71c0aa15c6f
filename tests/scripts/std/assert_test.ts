/** True of the stand-in and of the original, which a release uses in its place. */
import * as std from "@std/assert";

/** What an assertion throws, or `undefined`. */
function thrownBy(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  return undefined;
}

function check(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}

class Point {
  constructor(readonly x: number) {}
}

const EQUAL: [actual: unknown, expected: unknown][] = [
  [0, -0],
  [NaN, NaN],
  [{ a: [1, { b: 2 }] }, { a: [1, { b: 2 }] }],
  [{ a: 1, b: 2 }, { b: 2, a: 1 }],
  [Object.assign(Object.create(null), { a: 1 }), { a: 1 }],
  [new Map([["a", [1]], ["b", [2]]]), new Map([["b", [2]], ["a", [1]]])],
  [new Set([1, 2]), new Set([2, 1])],
  [new Set([{ a: 1 }]), new Set([{ a: 1 }])],
  [Uint8Array.of(1, 2), new Uint8Array([0, 1, 2]).subarray(1)],
  [new Point(1), new Point(1)],
  [new Date(NaN), new Date(NaN)],
  [/a/g, /a/g],
];
const DIFFERENT: [actual: unknown, expected: unknown][] = [
  [1, "1"],
  [null, undefined],
  [{ a: undefined }, {}],
  [{ a: undefined }, { b: undefined }],
  [[1, 2], [2, 1]],
  [new Point(1), { x: 1 }],
  [Uint8Array.of(1), [1]],
  [Uint8Array.of(1), Uint8Array.of(2)],
  [new Map([["a", 1]]), new Map([["a", 2]])],
  [new Set([1]), new Set([2])],
  [new Date(1), new Date(2)],
  [/a/g, /a/i],
];

Deno.test("equal and unequal values", () => {
  for (const [actual, expected] of EQUAL) {
    std.assertEquals(actual, expected);
    check(thrownBy(() => std.assertNotEquals(actual, expected)) instanceof std.AssertionError, Deno.inspect(actual));
  }
  for (const [actual, expected] of DIFFERENT) {
    std.assertNotEquals(actual, expected);
    const thrown = thrownBy(() => std.assertEquals(actual, expected, "words"));
    check(
      thrown instanceof std.AssertionError && thrown.message.startsWith("Values are not equal: words"),
      `${thrown}`,
    );
  }
  check(thrownBy(() => std.assertStrictEquals(0, -0)) instanceof std.AssertionError, "0 and -0 are not the same");
  check(thrownBy(() => std.assertStrictEquals({}, {})) instanceof std.AssertionError, "nor are two objects");
});

Deno.test("an assertion that fails throws an AssertionError with the message of the test", () => {
  const failures: [run: () => unknown, message: RegExp][] = [
    [() => std.assert(0, "words"), /^words$/],
    [() => std.assertExists(null, "words"), /: words$/],
    [() => std.assertMatch("a", /b/, "words"), /^Expected actual: "a" to match: "\/b\/": words$/],
    [() => std.assertNotMatch("a", /a/, "words"), /^Expected actual: "a" to not match: "\/a\/": words$/],
    [() => std.assertStringIncludes("a", "b", "words"), /^Expected actual: "a" to contain: "b": words$/],
    [() => std.assertGreater(1, 1), /^Expect 1 > 1$/],
    [() => std.assertGreaterOrEqual(0, 1), /^Expect 0 >= 1$/],
    [() => std.assertLess(1, 1), /^Expect 1 < 1$/],
    [() => std.assertLessOrEqual(2, 1, "words"), /^words$/],
    [() => std.fail("words"), /^Failed assertion: words$/],
  ];
  for (const [run, message] of failures) {
    const thrown = thrownBy(run);
    check(thrown instanceof std.AssertionError && thrown.name === "AssertionError", `${run}: ${thrown}`);
    check(message.test((thrown as Error).message), `${run}: ${thrown}`);
  }
});

const throwing = (error: unknown) => () => {
  throw error;
};

Deno.test("an error that is thrown is checked and returned", () => {
  const error = new RangeError("too far");
  check(std.assertThrows(throwing(error)) === error, "returned");
  check(std.assertThrows(throwing(error), Error, "far") === error, "a class above it");
  check(std.assertThrows(throwing("no error")) === "no error", "anything, when nothing is said of it");
  for (
    const run of [
      () => std.assertThrows(() => {}),
      () => std.assertThrows(() => {}, "words"),
      () => std.assertThrows(throwing(error), TypeError),
      () => std.assertThrows(throwing(error), RangeError, "near"),
      () => std.assertThrows(throwing("no error"), Error),
    ]
  ) check(thrownBy(run) instanceof std.AssertionError, `${run}`);
});

Deno.test("a rejected promise is checked, and a function that throws instead of rejecting is refused", async () => {
  const error = new RangeError("too far");
  check(await std.assertRejects(() => Promise.reject(error), RangeError, "far") === error, "returned");
  for (
    const run of [
      () => std.assertRejects(() => Promise.resolve()),
      () => std.assertRejects(() => Promise.reject(error), TypeError),
      () => std.assertRejects(() => Promise.reject("no error"), Error),
      () => std.assertRejects(throwing(error) as () => Promise<void>),
    ]
  ) {
    const thrown = await run().then(() => undefined, (thrown: unknown) => thrown);
    check(thrown instanceof std.AssertionError, `${run}: ${thrown}`);
  }
});
