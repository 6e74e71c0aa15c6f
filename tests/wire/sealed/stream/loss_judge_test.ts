import { assert, assertEquals } from "@std/assert";
import { LossJudge } from "../../../../src/wire/sealed/stream/loss_judge.ts";
import { SeededRandom } from "../../../fake/random.ts";

/** Sends `count` packets, some of which are lost. Returns the response after them. */
function send(judge: LossJudge, from: number, count: number, lost: (n: number) => boolean) {
  for (let n = from; n < from + count; n++) judge.count(n, lost(n));
  return judge.judge(count, from + count);
}

Deno.test("losses that do not decrease with less in flight are the path's own, and no longer count", () => {
  for (let seed = 1; seed <= 20; seed++) {
    const random = new SeededRandom(seed), judge = new LossJudge();
    const lost = () => random.next() < 0.2;
    const responses = [];
    for (let from = 0; from < 10_000; from += 100) responses.push(send(judge, from, 100, lost)?.kind);
    assertEquals(responses.slice(0, 2), ["reduce", "restore"], `${seed}`);
    assert(responses.slice(2).filter((kind) => kind === "reduce").length <= 4, `${seed}: ${responses}`);
  }
});

Deno.test("losses that stop with less in flight were caused by the stream", () => {
  const judge = new LossJudge();
  assertEquals(send(judge, 0, 100, () => false), undefined);
  const response = send(judge, 100, 100, (n) => n % 3 === 0);
  assert(response?.kind === "reduce" && response.excess > 0.3 && response.excess < 0.35);
  assert(judge.testing);
  // Sent before the reduction: says nothing about it.
  judge.count(150, true);
  assertEquals(send(judge, 200, 70, (n) => n === 210)?.kind, "keep");
  assert(!judge.testing);
});

Deno.test("a few losses, or too few packets, change nothing", () => {
  const judge = new LossJudge();
  assertEquals(send(judge, 0, 20, () => true), undefined);
  judge.restart(20);
  for (let from = 20; from < 4000; from += 100) {
    assertEquals(send(judge, from, 100, (n) => n % 50 === 0), undefined);
  }
});
