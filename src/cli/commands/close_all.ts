/** How long the last output may take, and as much again whenever some of it was taken. */
const CLOSE_MS = 1000;

/** What has to be closed after a call. */
export interface Closer {
  close(): Promise<unknown>;
  /** Grows while closing makes progress. */
  readonly steps?: number;
}

/**
 * Closes all of them, and then `last`. Gives up when there is no progress: the reader of our output may have stopped reading,
 * which must not keep this process alive.
 */
export async function closeAll(closers: readonly Closer[], last: Closer): Promise<void> {
  const closed = Promise.allSettled(closers.map((closer) => closer.close())).then(() => last.close());
  await Promise.race([closed, standstill(() => closers.reduce((sum, { steps = 0 }) => sum + steps, 0))]);
}

/** Settles when no progress has been made for a while. */
async function standstill(steps: () => number): Promise<void> {
  for (let before = -1, now = steps(); now !== before; now = steps()) {
    before = now;
    await new Promise((resolve) => setTimeout(resolve, CLOSE_MS));
  }
}
