import { assert, assertEquals } from "@std/assert";
import { FecSizer } from "../../../src/media/transport/fec_sizer.ts";
import { SeededRandom } from "../../fake/random.ts";

Deno.test("if nothing is lost, there is no parity", () => {
  const sizer = new FecSizer();
  assertEquals([sizer.loss, sizer.parityFor(17)], [0, 0]);
  for (let frame = 0; frame < 200; frame++) sizer.onFrame(17, 17);
  assertEquals([sizer.loss, sizer.parityFor(17)], [0, 0]);
});

Deno.test("parity completes 97 of 100 frames at the measured loss", () => {
  for (const percent of [2, 5, 10, 20]) {
    const random = new SeededRandom(percent);
    const received = (packets: number) =>
      Array.from({ length: packets }, () => random.next() * 100 >= percent).filter((came) => came).length;
    const sizer = new FecSizer();
    for (let frame = 0; frame < 96; frame++) sizer.onFrame(received(20), 20);
    const k = 17, m = sizer.parityFor(k);
    let whole = 0;
    for (let frame = 0; frame < 1000; frame++) if (received(k + m) >= k) whole++;
    assert(whole >= 930, `${percent} %: ${m} parity shards, ${whole} of 1000 whole`);
  }
});

Deno.test("parity is at most half of the data, or more over a far link, however much is lost", () => {
  const sizer = new FecSizer();
  for (let frame = 0; frame < 96; frame++) sizer.onFrame(0, 20);
  assertEquals(sizer.loss, 1);
  assertEquals(sizer.parityFor(10), 5);
  assertEquals(sizer.parityFor(10, 200), 8);
  assertEquals(sizer.parityFor(1), 1);
});

Deno.test("losses from more than 96 frames ago are forgotten", () => {
  const sizer = new FecSizer();
  for (let frame = 0; frame < 96; frame++) sizer.onFrame(10, 20);
  assert(sizer.parityFor(20) > 0);
  for (let frame = 0; frame < 96; frame++) sizer.onFrame(20, 20);
  assertEquals([sizer.loss, sizer.parityFor(20)], [0, 0]);
});

Deno.test("an impossible claim does no harm", () => {
  const sizer = new FecSizer();
  sizer.onFrame(5, 0);
  sizer.onFrame(30, 20);
  assertEquals(sizer.loss, 0);
});

Deno.test("parity covers the losses of the link, and is not used on a link without losses", () => {
  const random = new SeededRandom(4);
  for (const [loss, atLeast, atMost] of [[0, 0, 0], [0.01, 1, 2], [0.05, 2, 4], [0.2, 5, 10]]) {
    const sizer = new FecSizer();
    for (let i = 0; i < 200; i++) {
      let received = 0;
      for (let n = 0; n < 20; n++) if (random.next() >= loss) received++;
      sizer.onFrame(received, 20);
    }
    const parity = sizer.parityFor(17);
    assert(parity >= atLeast && parity <= atMost, `${parity} for ${loss}`);
    assert(Math.abs(sizer.loss - loss) < 0.04);
  }
});
