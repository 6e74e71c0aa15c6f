import { assert, assertEquals } from "@std/assert";
import { Reception } from "../../../../src/wire/sealed/session/reception.ts";

function receiver() {
  const reception = new Reception(0);
  let number = 0;
  const packet = (frameNumber: number | undefined, atMs: number, captureMs = atMs) => {
    reception.onPacket(number++, 1200, atMs);
    if (frameNumber !== undefined) reception.onVideoPacket(frameNumber, 4, captureMs, atMs);
  };
  return { reception, packet };
}

Deno.test("a train is reported once, and again if more of it has arrived", () => {
  const { reception, packet } = receiver();
  for (let i = 0; i < 4; i++) packet(0, i * 10);
  const { trainBytes, trainMs } = reception.take(30);
  assertEquals([trainBytes, trainMs], [3600, 30]);
  assertEquals(reception.take(55).trainBytes, 0);
  packet(0, 60);
  const more = reception.take(80);
  assertEquals([more.trainBytes, more.trainMs], [4800, 60]);
});

Deno.test("other packets between those of a train count as bytes of the train", () => {
  const { reception, packet } = receiver();
  packet(0, 0);
  packet(undefined, 10);
  packet(undefined, 20);
  packet(0, 30);
  packet(undefined, 40);
  const { trainBytes, trainMs } = reception.take(50);
  assertEquals([trainBytes, trainMs], [3600, 30]);
});

Deno.test("the delay of pictures is measured against the fastest one", () => {
  const { reception, packet } = receiver();
  for (let frameNumber = 0; frameNumber < 10; frameNumber++) {
    packet(frameNumber, 30 + frameNumber * 33, frameNumber * 33);
  }
  assert(reception.lateMs < 1);
  packet(10, 400, 330);
  assert(Math.abs(reception.lateMs - 40) < 2, `${reception.lateMs}`);
});
