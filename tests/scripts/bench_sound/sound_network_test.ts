import { assertEquals } from "@std/assert";
import { isReached } from "../../../scripts/bench/figure_row.ts";
import { networkRows, SOUND_NETWORKS } from "../../../scripts/bench_sound/sound_network.ts";

const GOOD = { words: 100, p50Ms: 55, p95Ms: 70, realShare: 0.9995, apartP95Ms: 30, firstMs: 200, cpu: 0.2 };

Deno.test("each network has its targets, and a figure that is not measured reaches none", () => {
  const reached = (figures: Parameters<typeof networkRows>[1]) =>
    SOUND_NETWORKS.map((network) => networkRows(network, figures, figures).map(isReached));
  const none = undefined;
  assertEquals(reached(GOOD), [
    [true, true, none, none, none, true],
    [none, true, true, none, none, true],
    [none, true, true, none, none, true],
    [none, none, true, none, none, true],
    [none, true, true, none, none, true],
  ]);
  assertEquals(reached({ ...GOOD, p95Ms: 120, realShare: 0.995 })[1], [none, false, false, none, none, true]);
  assertEquals(networkRows(SOUND_NETWORKS[0], GOOD).map(isReached), [true, true, none, none, none, none], "no picture");
  assertEquals(reached({ words: 0, cpu: 0 })[0], [none, none, none, none, none, none]);
});
