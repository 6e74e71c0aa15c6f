import { assert, assertEquals } from "@std/assert";
import { SenderShares } from "../../../src/io/discovery/sender_shares.ts";

Deno.test("a sender has ten packets a second of its own, whatever others send, and a hundred when alone", () => {
  const shares = new SenderShares(0);
  const taken = (sender: string, times: number, nowMs: number) =>
    Array.from({ length: times }).filter(() => shares.take(sender, 300, nowMs)).length;
  for (const nowMs of [0, 1000, 5500]) {
    assertEquals(taken("junk", 800, nowMs), 100);
    for (let n = 0; n < 20; n++) assertEquals(taken(`server ${n}`, 20, nowMs), 10);
  }
});

Deno.test("however many senders a flood pretends to have, what is decoded in a second is bounded", () => {
  const shares = new SenderShares(0);
  let taken = 0;
  for (let n = 0; n < 100_000; n++) if (shares.take(`${n % 30_000}`, 300, 0)) taken++;
  assert(taken <= 32 * 10 + 90, `${taken}`);
});

Deno.test("a packet counts as much as it contains", () => {
  const shares = new SenderShares(0);
  let taken = 0;
  for (let n = 0; n < 800; n++) if (shares.take("junk", 9000, 0)) taken++;
  assertEquals(taken, 5);
  assert(shares.take("server", 1500, 0));
});
