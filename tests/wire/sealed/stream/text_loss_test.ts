import { assert, assertEquals } from "@std/assert";
import { TextLoss } from "../../../../src/wire/sealed/stream/text_loss.ts";
import { SeededRandom } from "../../../fake/random.ts";

/** Sends `count` packets of which a share is lost; the verdict after them. */
function send(loss: TextLoss, from: number, count: number, lost: (n: number) => boolean) {
  for (let n = from; n < from + count; n++) loss.count(n, lost(n));
  return loss.judge(count, from + count);
}

Deno.test("losses that less under way does not lower are the path's own, and count no more", () => {
  for (let seed = 1; seed <= 20; seed++) {
    const random = new SeededRandom(seed), loss = new TextLoss();
    const lost = () => random.next() < 0.2;
    const verdicts = [];
    for (let from = 0; from < 10_000; from += 100) verdicts.push(send(loss, from, 100, lost)?.kind);
    assertEquals(verdicts.slice(0, 2), ["less", "again"], `${seed}`);
    assert(verdicts.slice(2).filter((kind) => kind === "less").length <= 4, `${seed}: ${verdicts}`);
  }
});

Deno.test("losses that go away with less under way were made by it", () => {
  const loss = new TextLoss();
  assertEquals(send(loss, 0, 100, () => false), undefined);
  const verdict = send(loss, 100, 100, (n) => n % 3 === 0);
  assert(verdict?.kind === "less" && verdict.excess > 0.3 && verdict.excess < 0.35);
  assert(loss.trying);
  // Sent before there was less under way: says nothing.
  loss.count(150, true);
  assertEquals(send(loss, 200, 70, (n) => n === 210)?.kind, "kept");
  assert(!loss.trying);
});

Deno.test("a few losses, or too few packets, lead to nothing", () => {
  const loss = new TextLoss();
  assertEquals(send(loss, 0, 20, () => true), undefined);
  loss.restart(20);
  for (let from = 20; from < 4000; from += 100) {
    assertEquals(send(loss, from, 100, (n) => n % 50 === 0), undefined);
  }
});
