import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { changingRates } from "../../../scripts/bench_network/changing_rates.ts";

const OPTIONS = { settings: "delay=25", fromKbps: 300, toKbps: 8000 };

Deno.test("rates stay within their bounds and change every 1 to 4 s", () => {
  const schedule = changingRates({ seed: 1, ...OPTIONS });
  const kbps = schedule.map(([, settings]) => Number(/^rate=(\d+)/.exec(settings)![1]));
  assert(kbps.every((rate) => rate >= 300 && rate <= 8000));
  assert(Math.min(...kbps) < 600 && Math.max(...kbps) > 4000);
  const gaps = schedule.slice(1).map(([second], at) => second - schedule[at][0]);
  assert(gaps.every((seconds) => seconds > 0.98 && seconds < 4.02));
  assertEquals(schedule.filter(([, settings]) => settings.includes("delay=25")).map(([second]) => second), [0]);
});

Deno.test("a seed always gives the same rates, and another seed others", () => {
  assertEquals(changingRates({ seed: 2, ...OPTIONS }), changingRates({ seed: 2, ...OPTIONS }));
  assertNotEquals(changingRates({ seed: 2, ...OPTIONS }), changingRates({ seed: 3, ...OPTIONS }));
});
