/** Takes many pairs of readings, and uses the pair whose readings are closest together. */
const SCRIPT = `
import time
best = None
for _ in range(1000):
    before = time.clock_gettime(time.CLOCK_MONOTONIC)
    epoch = time.time()
    after = time.clock_gettime(time.CLOCK_MONOTONIC)
    if best is None or after - before < best[0]:
        best = (after - before, epoch - (before + after) / 2)
print(repr(best[1] * 1000))
`;

/** The difference from this machine's monotonic clock, which stamps use, to milliseconds since the Unix epoch. */
export async function monotonicEpochMs(): Promise<number> {
  const { stdout } = await new Deno.Command("/usr/bin/python3", { args: ["-c", SCRIPT] }).output();
  return Number(new TextDecoder().decode(stdout));
}
