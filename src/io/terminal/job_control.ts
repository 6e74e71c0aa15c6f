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

/**
 * Reads the terminal at standard input. Waits until this program is in the foreground. `null` at the end of input; rejects if
 * the terminal no longer exists.
 */
export async function readTerminal(buffer: Uint8Array): Promise<number | null> {
  let failures = 0;
  for (;;) {
    await inForeground();
    try {
      return await Deno.stdin.read(buffer);
    } catch (error) {
      // It was put into the background while it waited for a key, and may be back already.
      if (isInForeground() && failures++ > 0) throw error;
    }
  }
}

/** What is typed at the terminal at standard input, as {@linkcode readTerminal} reads it. */
export function terminalInput(): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const buffer = new Uint8Array(4096);
      const count = await readTerminal(buffer);
      if (count === null) controller.close();
      else controller.enqueue(buffer.subarray(0, count));
    },
  }, { highWaterMark: 0 });
}
