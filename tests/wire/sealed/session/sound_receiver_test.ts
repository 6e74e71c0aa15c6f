import { assert, assertEquals } from "@std/assert";
import type { Buffer } from "node:buffer";
import { SoundReceiver } from "../../../../src/wire/sealed/session/sound_receiver.ts";
import { encodeSoundPacket } from "../../../../src/wire/sealed/track/sound_packet.ts";

const FRAME_MS = 10;

function packet(number: number, track = 0): Buffer {
  const frames = [{ sequence: number, bytes: Uint8Array.of(1) }];
  return encodeSoundPacket({ track, number, captureMs: number * FRAME_MS, sequence: number, frames });
}

const counts = (receivedPackets: number, lostPackets: number, lossRuns: number) => ({
  receivedPackets,
  lostPackets,
  lossRuns,
});

/** What the receiver says after it has got packets with these numbers, one each 10 ms. */
function reception(numbers: readonly number[]) {
  const receiver = new SoundReceiver();
  numbers.forEach((number, i) => assert(typeof receiver.receive(packet(number), i * FRAME_MS) === "object"));
  return receiver.takeReception(receiver.deadlineMs);
}

Deno.test("the peer is told how many packets were lost, and in how many runs", () => {
  assertEquals(reception([1, 2, 3]), counts(3, 0, 0));
  assertEquals(reception([65534, 65535, 1, 4]), counts(4, 3, 2));
});

Deno.test("a reception is due 0.4 s after the first packet, and then only after another one", () => {
  const receiver = new SoundReceiver();
  assertEquals(receiver.deadlineMs, Infinity);
  receiver.receive(packet(1), 1000);
  assertEquals(receiver.deadlineMs, 1400);
  assertEquals(receiver.takeReception(1399), undefined);
  assertEquals(receiver.takeReception(1400), counts(1, 0, 0));
  assertEquals(receiver.deadlineMs, Infinity);
  receiver.receive(packet(2), 5000);
  assertEquals(receiver.takeReception(5400), counts(2, 0, 0), "since the beginning, as a message may be lost");
});

Deno.test("a second track of sound is not taken", () => {
  const receiver = new SoundReceiver();
  assert(typeof receiver.receive(packet(1), 0) === "object");
  assertEquals(receiver.receive(packet(2, 1), 10), "track_unknown");
});

Deno.test("of a peer that sends 1000 packets a second, no more are taken than a microphone makes", () => {
  const receiver = new SoundReceiver();
  let taken = 0, refused = 0;
  for (let i = 0; i < 10_000; i++) {
    const result = receiver.receive(packet(i), i);
    if (typeof result === "object") taken++;
    else {
      assertEquals(result, "sound_flood");
      refused++;
    }
  }
  assert(taken >= 4000 && taken <= 4200, `${taken} taken`);
  assertEquals(taken + refused, 10_000);
});
