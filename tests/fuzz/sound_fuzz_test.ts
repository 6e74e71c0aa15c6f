/** The short run; `deno task fuzz` is the long one. */
import { fuzzPlayout } from "./sound_fuzz.ts";

Deno.test("the playout takes any packets at any time", () => {
  for (const seed of [1, 2, 3]) fuzzPlayout(seed, 5000);
});
