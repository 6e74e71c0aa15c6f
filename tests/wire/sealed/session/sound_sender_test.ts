import { assert, assertEquals } from "@std/assert";
import { SoundSender } from "../../../../src/wire/sealed/session/sound_sender.ts";
import { decodeSoundPacket, MAX_SOUND_FRAMES } from "../../../../src/wire/sealed/track/sound_packet.ts";

const MAX_BYTES = 1200;

function sound(sequence: number, length = 20) {
  const bytes = new Uint8Array(length).fill(sequence);
  return { sequence, bytes, captureMs: sequence * 10 };
}

/** The numbers of the frames in each packet, after the peer has reported losses. */
function sent(
  lost: number,
  sequences: readonly number[],
  { maxBytes = MAX_BYTES, length = 20, linkKbps = Infinity } = {},
) {
  const sender = new SoundSender();
  const receivedPackets = 400 - 10 * lost;
  sender.onReception({ receivedPackets, lostPackets: 10 * lost, lossRuns: 10 * lost }, 400);
  sender.takeTarget(linkKbps, 400);
  return sequences.map((sequence) => {
    const packet = sender.packet(sound(sequence, length), maxBytes);
    assert(packet.length <= maxBytes);
    return decodeSoundPacket(packet)!.frames.map((frame) => frame.sequence);
  });
}

Deno.test("without losses a packet has one frame; with them it repeats the frames before", () => {
  assertEquals(sent(0, [0, 1, 2]), [[0], [1], [2]]);
  const [, , third] = sent(8, [0, 1, 2]);
  assert(third.length >= 2, `${third}`);
  assertEquals(third, [2, 1, 0].slice(0, third.length));
});

Deno.test("silence is a packet without frames, and the sound after it repeats what was before", () => {
  const sender = new SoundSender();
  sender.onReception({ receivedPackets: 300, lostPackets: 100, lossRuns: 100 }, 400);
  sender.takeTarget(Infinity, 400);
  sender.packet(sound(0), MAX_BYTES);
  const silence = decodeSoundPacket(sender.packet(sound(1, 0), MAX_BYTES))!;
  assertEquals([silence.sequence, silence.frames], [1, []]);
  assertEquals(decodeSoundPacket(sender.packet(sound(40), MAX_BYTES))!.frames.map(({ sequence }) => sequence), [40, 0]);
});

Deno.test("on a narrow link frames are longer and smaller, and not repeated", () => {
  assertEquals(sent(8, [0, 2, 4], { linkKbps: 64 }), [[0], [2], [4]]);
  const sender = new SoundSender();
  assertEquals(sender.takeTarget(Infinity, 0), { kbps: 32, frameMs: 10, loss: 0 });
  assertEquals(sender.takeTarget(Infinity, 100), undefined, "it has not changed");
  assertEquals(sender.takeTarget(64, 200), { kbps: 18, frameMs: 20, loss: 0 });
});

Deno.test("the encoder is told what repetition leaves of the losses: all of them where the link carries none", () => {
  const lossFor = (linkKbps: number) => {
    const sender = new SoundSender();
    sender.onReception({ receivedPackets: 320, lostPackets: 80, lossRuns: 80 }, 400);
    return sender.takeTarget(linkKbps, 400)!.loss;
  };
  assert(lossFor(Infinity) < 0.001, `${lossFor(Infinity)}`);
  assertEquals(lossFor(64), 0.2);
});

Deno.test("packets are numbered one after the other", () => {
  const sender = new SoundSender();
  const numbers = [4, 6, 8].map((sequence) => decodeSoundPacket(sender.packet(sound(sequence), MAX_BYTES))!.number);
  assertEquals(numbers, [0, 1, 2]);
});

Deno.test("repetitions never make a packet longer than the path carries, and none is older than the wire can say", () => {
  const packets = sent(20, [0, 1, 2, 3, 4, 5], { maxBytes: 300, length: 120 });
  assert(packets.every((frames) => frames.length <= 2), JSON.stringify(packets));
  assertEquals(sent(8, [0, 1000]).at(-1), [1000]);
});

Deno.test("however much is lost, a packet has no more frames than the wire allows", () => {
  const packets = sent(40, Array.from({ length: 30 }, (_, i) => i));
  assert(packets.every((frames) => frames.length <= MAX_SOUND_FRAMES));
});
