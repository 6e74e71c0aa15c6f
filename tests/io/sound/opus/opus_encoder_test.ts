import { assert, assertEquals, assertThrows } from "@std/assert";
import { OpusEncoder } from "../../../../src/io/sound/opus/opus_encoder.ts";
import { readOpusPacket } from "../../../../src/media/sound/opus_packet.ts";
import { readSpeech, toSoundRate } from "../../../vectors/sound/read_speech.ts";

const SPEECH = toSoundRate(readSpeech("far.wav"));
const RATE_HZ = 48_000;

type Options = { bitsPerSecond?: number; lossPercent?: number };

async function encoder(usesSystem: boolean, options: Options = {}): Promise<OpusEncoder> {
  return await OpusEncoder.open({ bitsPerSecond: 32_000, lossPercent: 0, usesSystem, ...options });
}

function encodeAll(encoder: OpusEncoder, sound: Float32Array, frameSamples: number): (Uint8Array | undefined)[] {
  const packets: (Uint8Array | undefined)[] = [];
  for (let at = 0; at + frameSamples <= sound.length; at += frameSamples) {
    packets.push(encoder.encode(sound.subarray(at, at + frameSamples)));
  }
  return packets;
}

const sent = (packets: (Uint8Array | undefined)[]) => packets.filter((packet) => packet !== undefined);
const bytesOf = (packets: (Uint8Array | undefined)[]) => sent(packets).reduce((sum, { length }) => sum + length, 0);

// Where the system has no libopus, both are the one in WebAssembly.
for (const usesSystem of [false, true]) {
  const which = usesSystem ? "the system's libopus: " : "libopus in WebAssembly: ";
  Deno.test(`${which}frames of 10 and of 20 ms become mono packets of that length, and other lengths are refused`, async () => {
    const opus = await encoder(usesSystem);
    for (const frameSamples of [480, 960, 480]) {
      for (const packet of sent(encodeAll(opus, SPEECH.subarray(0, RATE_HZ), frameSamples))) {
        const head = readOpusPacket(packet);
        assert(typeof head === "object");
        assertEquals([head.samples, head.frames, head.isStereo], [frameSamples, 1, false]);
      }
    }
    for (const length of [0, 240, 481, 1920]) {
      assertThrows(() => opus.encode(new Float32Array(length)), RangeError, `${length} samples: an Opus frame`);
    }
    opus.close();
  });

  Deno.test(`${which}the bit rate is kept, changes with the next frame, and stays within limits`, async () => {
    const opus = await encoder(usesSystem, { bitsPerSecond: 64_000 });
    const seconds = SPEECH.length / RATE_HZ;
    let before = Infinity;
    for (const bitsPerSecond of [64_000, 32_000, 12_000]) {
      opus.setBitrate(bitsPerSecond);
      const rate = bytesOf(encodeAll(opus, SPEECH, 960)) * 8 / seconds;
      assert(rate < bitsPerSecond * 1.15 && rate < before * 0.8, `${rate} bit/s of ${bitsPerSecond}`);
      before = rate;
    }
    for (const beyond of [0, -1, 1e9]) opus.setBitrate(beyond);
    assert(opus.encode(SPEECH.subarray(RATE_HZ, RATE_HZ + 960)) !== undefined);
    opus.close();
  });

  Deno.test(`${which}silence is not sent, except for a packet now and then, and words after it are sent at once`, async () => {
    const opus = await encoder(usesSystem);
    encodeAll(opus, SPEECH, 480);
    const silent = encodeAll(opus, new Float32Array(5 * RATE_HZ), 480);
    assert(sent(silent).length < silent.length / 5, `${sent(silent).length} of ${silent.length} sent`);
    assert(sent(silent.slice(100)).length > 0, "the decoder never hears of the silence");
    const words = encodeAll(opus, SPEECH.subarray(RATE_HZ / 4, RATE_HZ / 2), 480);
    assert(words.slice(1).every((packet) => packet !== undefined));
    opus.close();
  });

  Deno.test(`${which}the more is lost, the more goes into in-band FEC`, async () => {
    const withFec = async (lossPercent: number, frameSamples: number) => {
      const opus = await encoder(usesSystem, { lossPercent, bitsPerSecond: 24_000 });
      const packets = sent(encodeAll(opus, SPEECH, frameSamples));
      opus.close();
      return packets.filter((packet) => (readOpusPacket(packet) as { hasFec: boolean }).hasFec).length / packets.length;
    };
    for (const frameSamples of [480, 960]) {
      assertEquals(await withFec(0, frameSamples), 0);
      assert(await withFec(20, frameSamples) > 0.5, `${await withFec(20, frameSamples)} at ${frameSamples} samples`);
    }
  });

  Deno.test(`${which}samples beyond full scale, and those that are no numbers, do no harm`, async () => {
    const opus = await encoder(usesSystem);
    for (const sample of [NaN, Infinity, -Infinity, 1e30, -50]) {
      for (let n = 0; n < 5; n++) {
        const packet = opus.encode(new Float32Array(480).fill(sample));
        assert(packet === undefined || typeof readOpusPacket(packet) === "object");
      }
    }
    assert(bytesOf(encodeAll(opus, SPEECH, 480)) > 5_000);
    opus.close();
  });
}
