import { assert, assertEquals } from "@std/assert";
import { ReplayWindow } from "../../../../src/wire/sealed/session/replay_window.ts";
import { SeededRandom } from "../../../fake/random.ts";

Deno.test("a number is new once, and isNew does not change that", () => {
  const window = new ReplayWindow();
  for (const number of [0, 5, 3, 4000, 3999, 100_000, 2 ** 40]) {
    assert(window.isNew(number));
    assert(window.isNew(number));
    window.commit(number);
    assert(!window.isNew(number));
  }
  assert(!window.isNew(100_000));
});

Deno.test("gives the same answers as a set, over random numbers", () => {
  const random = new SeededRandom(5);
  const window = new ReplayWindow();
  const seen = new Set<number>();
  let top = 0;
  for (let i = 0; i < 50_000; i++) {
    if (random.below(500) === 0) top += random.below(10_000);
    const number = Math.max(0, top + random.below(64) - random.below(5000));
    const expected = !seen.has(number) && window.highest - number < 4064;
    assertEquals(window.isNew(number), expected, `${number} of ${window.highest}`);
    if (expected) {
      window.commit(number);
      seen.add(number);
      top = Math.max(top, number);
    }
  }
});
