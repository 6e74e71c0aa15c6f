/** Only a condition that never comes true takes this long, however busy the machine is. */
const LIMIT_MS = 120_000;

/** Waits until `condition` is true. Rejects with its source code if that takes too long. */
export async function eventually(condition: () => boolean | Promise<boolean>): Promise<void> {
  const endMs = performance.now() + LIMIT_MS;
  while (!await condition()) {
    if (performance.now() > endMs) throw new Error(`never came true: ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
