import { assert, assertEquals } from "@std/assert";
import { NackResponder } from "../../../src/media/transport/nack_responder.ts";
import { packetize } from "../../../src/media/transport/packetizer.ts";

const SPACING_MS = 30;

/** A frame of ten packets that was sent at `nowMs`. */
function sentFrame(responder: NackResponder<string>, frameNumber: number, nowMs = 0) {
  const packets = packetize(new Uint8Array(1000), 100, 0);
  responder.onSent(frameNumber, packets, `meta ${frameNumber}`, nowMs);
  for (let index = 0; index < packets.shards.length; index++) responder.onLeft(frameNumber, index, nowMs);
  return packets;
}

Deno.test("packets are sent again, with everything that belongs to their frame", () => {
  const responder = new NackResponder<string>();
  const packets = sentFrame(responder, 7);
  assertEquals(responder.onNack(7, [2, 5], SPACING_MS, 100), { packets, meta: "meta 7", indexes: [2, 5] });
});

Deno.test("a NACK without indexes requests the whole frame", () => {
  const responder = new NackResponder<string>();
  sentFrame(responder, 7);
  assertEquals(responder.onNack(7, [], SPACING_MS, 100)?.indexes, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

Deno.test("a packet that was sent a moment ago, or waits to be resent, is not sent again", () => {
  const responder = new NackResponder<string>();
  sentFrame(responder, 7);
  assertEquals(responder.onNack(7, [1], SPACING_MS, SPACING_MS - 1), undefined);
  assertEquals(responder.onNack(7, [1], SPACING_MS, SPACING_MS)?.indexes, [1]);
  assertEquals(responder.onNack(7, [1], SPACING_MS, 1000), undefined, "it has not left yet");
  responder.onLeft(7, 1, 1000);
  assertEquals(responder.onNack(7, [1], SPACING_MS, 1000 + SPACING_MS)?.indexes, [1]);
});

Deno.test("a frame is resent at most three times, whatever is requested", () => {
  const responder = new NackResponder<string>();
  sentFrame(responder, 7);
  let resent = 0;
  for (let nowMs = 50; nowMs < 1400; nowMs += 50) {
    for (const index of responder.onNack(7, [], SPACING_MS, nowMs)?.indexes ?? []) {
      responder.onLeft(7, index, nowMs);
      resent++;
    }
  }
  assertEquals(resent, 30);
});

Deno.test("nothing is sent for indexes and frames that do not exist", () => {
  const responder = new NackResponder<string>();
  sentFrame(responder, 7);
  assertEquals(responder.onNack(7, [10, 65_535], SPACING_MS, 100), undefined);
  assertEquals(responder.onNack(8, [], SPACING_MS, 100), undefined);
});

Deno.test("a frame from 1.5 s ago is too old", () => {
  const responder = new NackResponder<string>();
  sentFrame(responder, 7);
  assert(responder.onNack(7, [1], SPACING_MS, 1500));
  assertEquals(responder.onNack(7, [2], SPACING_MS, 1501), undefined);
});

Deno.test("at most 48 frames are remembered, and none after `forget`", () => {
  const responder = new NackResponder<string>();
  for (let frameNumber = 0; frameNumber < 60; frameNumber++) sentFrame(responder, frameNumber, frameNumber);
  assertEquals(responder.onNack(11, [], SPACING_MS, 200), undefined);
  assert(responder.onNack(12, [], SPACING_MS, 200));
  responder.forget();
  assertEquals(responder.onNack(59, [], SPACING_MS, 200), undefined);
});
