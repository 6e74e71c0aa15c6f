/** A non-blocking pipe is full: it is tried again after this long, then after twice that, and so on. */
const FIRST_PAUSE_MS = 1;
const LONGEST_PAUSE_MS = 50;

/** Nothing was written, and nothing is wrong: EAGAIN of a pipe that others made non-blocking, and EINTR. */
function isToBeTriedAgain(error: unknown): boolean {
  return error instanceof Deno.errors.WouldBlock || error instanceof Deno.errors.Interrupted;
}

/**
 * Writes all of `bytes`, however little is accepted at a time, and waits while a non-blocking pipe is full. Gives up silently
 * once `isGone`. Rejects with what `write` rejects with.
 */
export async function writeAll(
  write: (bytes: Uint8Array) => Promise<number>,
  bytes: Uint8Array,
  isGone: () => boolean = () => false,
): Promise<void> {
  let pauseMs = FIRST_PAUSE_MS;
  for (let at = 0; at < bytes.length && !isGone();) {
    try {
      at += await write(at === 0 ? bytes : bytes.subarray(at));
      pauseMs = FIRST_PAUSE_MS;
    } catch (error) {
      if (!isToBeTriedAgain(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
      pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS);
    }
  }
}

/** The same for a program that has nothing else to do meanwhile: it sleeps. Past `limitMs` it gives up. */
export function writeAllSync(
  write: (bytes: Uint8Array) => number,
  bytes: Uint8Array,
  limitMs = Infinity,
): void {
  const asleep = new Int32Array(new SharedArrayBuffer(4));
  let sleptMs = 0, pauseMs = FIRST_PAUSE_MS;
  for (let at = 0; at < bytes.length && sleptMs < limitMs;) {
    try {
      at += write(bytes.subarray(at));
      pauseMs = FIRST_PAUSE_MS;
    } catch (error) {
      if (!isToBeTriedAgain(error)) throw error;
      Atomics.wait(asleep, 0, 0, pauseMs);
      sleptMs += pauseMs;
      pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS);
    }
  }
}
