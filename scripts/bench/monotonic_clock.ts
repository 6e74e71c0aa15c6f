/** Takes the pair of readings closest together out of many. */
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

/** Added to a time of the machine's monotonic clock, as in stamps, it gives milliseconds since the Unix epoch. */
export async function monotonicEpochMs(): Promise<number> {
  const { stdout } = await new Deno.Command("/usr/bin/python3", { args: ["-c", SCRIPT] }).output();
  return Number(new TextDecoder().decode(stdout));
}
