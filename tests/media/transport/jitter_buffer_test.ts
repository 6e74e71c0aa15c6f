import { assert, assertEquals } from "@std/assert";
import { type FramePacket, JitterBuffer } from "../../../src/media/transport/jitter_buffer.ts";
import { NackGenerator } from "../../../src/media/transport/nack_generator.ts";
import { NackResponder } from "../../../src/media/transport/nack_responder.ts";
import { packetize } from "../../../src/media/transport/packetizer.ts";

const LINK = { rttMs: 40, jitterMs: 0, loss: 0 };

function packet(frameNumber: number, index: number, k = 3, m = 0, resent = false): FramePacket<string> {
  const packets = packetize(new Uint8Array(k * 10).fill(frameNumber), 10, m);
  return { frameNumber, index, resent, shape: packets, shard: packets.shards[index], meta: `frame ${frameNumber}` };
}

function takeAll(
  buffer: JitterBuffer<string>,
  fromMs: number,
  untilMs: number,
): { frameNumber: number; atMs: number }[] {
  const taken: { frameNumber: number; atMs: number }[] = [];
  for (let atMs = fromMs; atMs <= untilMs; atMs++) {
    for (let frameNumber; (frameNumber = buffer.take(atMs));) {
      taken.push({ frameNumber: frameNumber.frameNumber, atMs });
    }
  }
  return taken;
}

Deno.test("complete frames are given out at once, but no more than the display can draw or keep", () => {
  const buffer = new JitterBuffer<string>();
  for (let index = 0; index < 3; index++) buffer.insert(packet(6, index), 67);
  assertEquals(buffer.take(67)!.frameNumber, 6);
  for (let frameNumber = 7; frameNumber < 10; frameNumber++) {
    for (let index = 0; index < 3; index++) buffer.insert(packet(frameNumber, index), 100);
  }
  assertEquals(takeAll(buffer, 100, 200), [{ frameNumber: 7, atMs: 100 }, { frameNumber: 8, atMs: 100 }, {
    frameNumber: 9,
    atMs: 112,
  }]);
  for (let index = 0; index < 3; index++) buffer.insert(packet(10, index), 230);
  assertEquals(takeAll(buffer, 230, 240), [{ frameNumber: 10, atMs: 230 }]);
});

Deno.test("a source that is faster than any display is not held back", () => {
  const buffer = new JitterBuffer<string>();
  let frameNumber = 0, late = 0;
  for (let atMs = 0; atMs < 2000; atMs += 4, frameNumber++) {
    for (let index = 0; index < 3; index++) buffer.insert(packet(frameNumber, index), atMs);
    for (let taken; (taken = buffer.take(atMs));) if (atMs > 1000 && taken.frameNumber < frameNumber - 1) late++;
  }
  assertEquals(late, 0);
  assertEquals(buffer.expired, 0);
});

Deno.test("a complete frame waits for the one before it as long as that can be repaired", () => {
  const buffer = new JitterBuffer<string>();
  buffer.setLink(40, 0);
  buffer.insert(packet(0, 0), 0);
  buffer.insert(packet(0, 1), 1);
  for (let index = 0; index < 3; index++) buffer.insert(packet(1, index), 30);
  const [only, ...more] = takeAll(buffer, 30, 400);
  assertEquals(more, []);
  assertEquals(only.frameNumber, 1);
  assert(only.atMs >= 1 + buffer.holdMs && only.atMs <= 30 + buffer.holdMs);
  assertEquals(buffer.expired, 1);
  assertEquals(buffer.insert(packet(0, 2, 3, 0, true), 401), "late");
});

Deno.test("if the first is repaired in time, both are given out in order", () => {
  const buffer = new JitterBuffer<string>();
  buffer.insert(packet(0, 0), 0);
  buffer.insert(packet(0, 2), 1);
  for (let index = 0; index < 3; index++) buffer.insert(packet(1, index), 30);
  assertEquals(buffer.take(50), undefined);
  assertEquals(buffer.insert(packet(0, 1, 3, 0, true), 60), "taken");
  assertEquals(takeAll(buffer, 60, 100).map((t) => t.frameNumber), [0, 1]);
});

Deno.test("after an outage the newest frame is shown, and nothing waits for frames that were never sent", () => {
  const buffer = new JitterBuffer<string>();
  for (let index = 0; index < 3; index++) buffer.insert(packet(0, index), 0);
  buffer.take(0);
  for (let index = 0; index < 3; index++) buffer.insert(packet(50, index), 1000);
  assertEquals(buffer.take(1000)!.frameNumber, 50);
  assertEquals(buffer.expired, 49);
});

Deno.test("packets that contradict their frame are refused", () => {
  const buffer = new JitterBuffer<string>();
  buffer.insert(packet(0, 0), 0);
  assertEquals(buffer.insert(packet(0, 1, 4), 0), "contradictory");
  assertEquals(buffer.insert(packet(0, 0), 0), "duplicate");
});

Deno.test("NACK: missing packets are requested after a moment, and again after a round trip, but not if parity may come", () => {
  const buffer = new JitterBuffer<string>(), nacks = new NackGenerator();
  buffer.insert(packet(0, 0), 0);
  buffer.insert(packet(0, 2), 1);
  const ask = (nowMs: number) => nacks.generate(buffer.incomplete(), buffer.holdMs, LINK, nowMs);
  assertEquals(ask(2), []);
  assertEquals(nacks.deadlineMs, 3);
  assertEquals(ask(3), [{ frameNumber: 0, indexes: [1] }]);
  assertEquals(ask(20), []);
  assertEquals(ask(60), [{ frameNumber: 0, indexes: [1] }]);

  const covered = new JitterBuffer<string>();
  covered.insert(packet(0, 0, 3, 2), 0);
  covered.insert(packet(0, 2, 3, 2), 1);
  assertEquals(new NackGenerator().generate(covered.incomplete(), 100, LINK, 5), []);
});

Deno.test("NACK: a frame of which nothing arrived is requested as a whole", () => {
  const buffer = new JitterBuffer<string>(), nacks = new NackGenerator();
  for (let index = 0; index < 3; index++) buffer.insert(packet(0, index), 0);
  buffer.take(0);
  buffer.insert(packet(2, 0), 60);
  assertEquals(nacks.generate(buffer.incomplete(), buffer.holdMs, LINK, 63), [{ frameNumber: 1, indexes: [] }]);
});

Deno.test("packets are sent again, but not twice within a round trip, and not for ever", () => {
  const responder = new NackResponder<string>();
  const packets = packetize(new Uint8Array(100), 10, 0);
  responder.onSent(5, packets, "meta", -100);
  assertEquals(responder.onNack(5, [], 20, -80), undefined, "it waits for the pacer");
  for (let index = 0; index < packets.shards.length; index++) responder.onLeft(5, index, index === 4 ? 0 : -50);
  assertEquals(responder.onNack(5, [1, 2, 99], 20, 10)!.indexes, [1, 2]);
  assertEquals(responder.onNack(5, [1, 2, 3, 4], 20, 15)!.indexes, [3], "4 is under way");
  assertEquals(responder.onNack(6, [1], 20, 15), undefined);
  for (const index of [1, 2, 3]) responder.onLeft(5, index, 20);
  let resent = 3;
  for (let nowMs = 100; nowMs < 1400; nowMs += 30) {
    const again = responder.onNack(5, [], 20, nowMs)?.indexes ?? [];
    assertEquals(responder.onNack(5, again, 20, nowMs + 25), undefined, "it waits for the pacer again");
    for (const index of again) responder.onLeft(5, index, nowMs + 5);
    resent += again.length;
  }
  assertEquals(resent, 30);
  assertEquals(responder.onNack(5, [1], 20, 5000), undefined);
});

Deno.test("restoring from parity takes at most a tenth of the time, and after that the data is requested", () => {
  const buffer = new JitterBuffer<string>(), nacks = new NackGenerator();
  const k = 100, shardBytes = 1000;
  const { shards, ...shape } = packetize(new Uint8Array(k * shardBytes).map((_, at) => at * 7 >> 3), shardBytes, k);
  const insert = (frameNumber: number, index: number, atMs: number, resent = false) =>
    buffer.insert({ frameNumber, index, resent, shape, shard: shards[index], meta: "" }, atMs);
  for (let frameNumber = 0; frameNumber < 100; frameNumber++) {
    for (let index = k; index < 2 * k; index++) insert(frameNumber, index, 1000 + frameNumber * 10);
    while (buffer.take(1000 + frameNumber * 10));
  }
  const repaired = 100 - buffer.refused;
  assert(repaired >= 1 && repaired <= 7, `${repaired} times 10 million products`);
  const [nack] = nacks.generate([...buffer.incomplete()].slice(-1), 400, LINK, 2100);
  assertEquals(nack, { frameNumber: 99, indexes: Array.from({ length: k }, (_, index) => index) });
  for (let index = k; index < 2 * k; index++) assertEquals(insert(99, index, 2100, true), "duplicate");
  for (const index of nack.indexes) insert(99, index, 2150, true);
  assertEquals([...buffer.incomplete()].at(-1)?.frameNumber, 98, "complete without any parity");
});

Deno.test("a frame that others refer to may be repaired for the longest time, whatever the round trip", () => {
  const buffer = new JitterBuffer<string>();
  for (const rttMs of [1, 100, 300]) {
    buffer.setLink(rttMs, 0, true);
    assertEquals(buffer.holdMs, 700);
  }
});

Deno.test("the next frame is overdue once it was requested three times, and for 150 ms", () => {
  const buffer = new JitterBuffer<string>();
  buffer.setLink(40, 0, true);
  buffer.insert(packet(0, 0, 2, 0), 0);
  buffer.insert(packet(1, 0, 2, 0), 33);
  const [state] = buffer.incomplete();
  state.asked = 2;
  assertEquals(buffer.isOverdue(300), false);
  state.asked = 3;
  assertEquals([buffer.isOverdue(100), buffer.isOverdue(300)], [false, true]);
  buffer.insert(packet(0, 1, 2, 0), 310);
  assertEquals(buffer.isOverdue(310), false);
});

Deno.test("frames before a later one can be given up, and then it is the next", () => {
  const buffer = new JitterBuffer<string>();
  buffer.setLink(40, 0, true);
  buffer.insert(packet(0, 0, 2, 0), 0);
  for (const frameNumber of [1, 3]) for (const index of [0, 1]) buffer.insert(packet(frameNumber, index, 2, 0), 40);
  assertEquals(buffer.skipTo(3), 1, "one of them was complete");
  assertEquals(buffer.expired, 2);
  assertEquals(takeAll(buffer, 50, 100).length, 1);
});
