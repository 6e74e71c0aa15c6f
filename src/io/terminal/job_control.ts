import { libc } from "../process/libc.ts";

/** POSIX leaves the numbers to the system; Linux and macOS have the same. */
const SIGTTIN = 21, SIGTTOU = 22;
const SIG_IGN = 1n;
const STDIN = 0;
/** A shell does not tell a running program that it is now in the foreground, so this is checked this often. */
const LOOK_EVERY_MS = 100;

/**
 * Whether the terminal at standard input is this program's to read, and to set: a shell that started it with `&`, or continued
 * it with `bg`, has it for itself. True if there is no such terminal, or if it is unknown.
 */
export function isInForeground(): boolean {
  const system = libc();
  if (!system) return true;
  const foreground = system.tcgetpgrp(STDIN);
  return foreground < 0 || foreground === system.getpgrp();
}

/** Settles when the program is in the foreground. */
export async function inForeground(): Promise<void> {
  while (!isInForeground()) await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
}

/**
 * From now on a program in the background that reads the terminal gets an error, and one that writes on it is let: neither is
 * stopped.
 */
export function runOnInBackground(): void {
  const system = libc();
  for (const signal of [SIGTTIN, SIGTTOU]) system?.signal(signal, SIG_IGN);
}

/** More than anybody types between two looks. */
const READ_BYTES = 4096;
let reading: Promise<Uint8Array | null> | undefined;

/**
 * What is typed next at the terminal at standard input, once this program is in the foreground. `null` at the end of input; rejects
 * if the terminal no longer exists. It is the same until {@linkcode takeTyped}: a read cannot be stopped, and a reader that no longer
 * waits for it leaves what comes to the next one.
 */
export function typedNext(): Promise<Uint8Array | null> {
  return reading ??= readOnce();
}

/** What {@linkcode typedNext} has given has been read. */
export function takeTyped(): void {
  reading = undefined;
}

async function readOnce(): Promise<Uint8Array | null> {
  const buffer = new Uint8Array(READ_BYTES);
  let failures = 0;
  for (;;) {
    await inForeground();
    try {
      const count = await Deno.stdin.read(buffer);
      return count === null ? null : buffer.subarray(0, count);
    } catch (error) {
      // It was put into the background while it waited for a key, and may be back already.
      if (isInForeground() && failures++ > 0) throw error;
    }
  }
}

/** Reads the terminal at standard input, as {@linkcode typedNext}. */
export async function readTerminal(): Promise<Uint8Array | null> {
  try {
    return await typedNext();
  } finally {
    takeTyped();
  }
}

/** What is typed at the terminal at standard input, as {@linkcode readTerminal} reads it. */
export function terminalInput(): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const bytes = await readTerminal();
      if (bytes === null) controller.close();
      else controller.enqueue(bytes);
    },
  }, { highWaterMark: 0 });
}
