import { assert, assertEquals } from "@std/assert";
import { Depacketizer } from "../../../src/media/transport/depacketizer.ts";
import { NackGenerator, type RepairState } from "../../../src/media/transport/nack_generator.ts";

const LINK = { rttMs: 50, jitterMs: 0, loss: 0 };
const HOLD_MS = 150;

/** A frame of ten data shards and `parity` more, of which some arrived. */
function frame(came: readonly number[], more: Partial<RepairState> & { parity?: number } = {}): RepairState {
  const { parity = 0, ...state } = more;
  const assembly = new Depacketizer({ frameBytes: 1000, shardBytes: 100, k: 10, m: parity });
  for (const index of came) assembly.add(index, new Uint8Array(100));
  return {
    frameNumber: 1,
    assembly,
    highestIndex: Math.max(-1, ...came),
    progressMs: 1000,
    gapMs: 1,
    overtaken: false,
    askedMs: -Infinity,
    asked: 0,
    askedFor: 0,
    ...state,
  };
}

const upTo = (end: number) => Array.from({ length: end }, (_, index) => index);
const ask = (state: RepairState, nowMs: number, link = LINK, generator = new NackGenerator()) =>
  generator.generate([state], HOLD_MS, link, nowMs)[0]?.indexes;

Deno.test("an overtaken packet is requested after a moment, and one that may still arrive is not", () => {
  const state = frame([0, 1, 3, 4]);
  assertEquals(ask(state, 1001), undefined);
  assertEquals(ask(state, 1002), [2]);
});

Deno.test("packets that parity can restore are not requested", () => {
  assertEquals(ask(frame([0, 1, 3, 4], { parity: 2 }), 1002), undefined);
});

Deno.test("the end of a frame counts as lost after a while without a packet, and at once if a later frame began", () => {
  assertEquals(ask(frame(upTo(8)), 1011), undefined);
  assertEquals(ask(frame(upTo(8)), 1012), [8, 9]);
  assertEquals(ask(frame(upTo(8), { overtaken: true }), 1002), [8, 9]);
});

Deno.test("over a narrow link, packets are far apart, and count as lost later", () => {
  assertEquals(ask(frame(upTo(8), { gapMs: 20 }), 1049), undefined);
  assertEquals(ask(frame(upTo(8), { gapMs: 20 }), 1050), [8, 9]);
});

Deno.test("a frame of which nothing arrived is requested as a whole", () => {
  assertEquals(ask(frame([], { assembly: undefined, overtaken: true }), 1002), []);
});

Deno.test("a packet is requested again after one round trip, but not for ever", () => {
  const generator = new NackGenerator();
  const state = frame([0, 1, 3, 4]);
  const asked: number[] = [];
  for (let nowMs = 1000; nowMs < 3000; nowMs++) {
    if (generator.generate([state], HOLD_MS, LINK, nowMs).length > 0) asked.push(nowMs);
  }
  assertEquals(asked[0], 1002);
  assert(asked[1] - asked[0] >= LINK.rttMs && asked[1] - asked[0] <= LINK.rttMs + 10, `${asked}`);
  assertEquals(asked.length, 6);
});

Deno.test("packets that cannot arrive before the frame is given up are not requested", () => {
  const overtaken = { overtaken: true };
  assertEquals(ask(frame(upTo(8), overtaken), 1000 + HOLD_MS - LINK.rttMs), [8, 9]);
  assertEquals(ask(frame(upTo(8), overtaken), 1001 + HOLD_MS - LINK.rttMs), undefined);
});

Deno.test("if much is lost, a little more is requested than is needed", () => {
  const state = frame([0, 9], { parity: 4, overtaken: true });
  assertEquals(ask(state, 1002, { ...LINK, loss: 0 })?.length, 8);
  assertEquals(ask(frame([0, 9], { parity: 4, overtaken: true }), 1002, { ...LINK, loss: 0.2 })?.length, 12);
});

Deno.test("the deadline is when the next packet may be requested", () => {
  const generator = new NackGenerator();
  assertEquals(generator.deadlineMs, Infinity);
  generator.generate([frame(upTo(8)), frame([0, 2])], HOLD_MS, LINK, 1000);
  assertEquals(generator.deadlineMs, 1002);
});
