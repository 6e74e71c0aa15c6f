import { assert, assertEquals } from "@std/assert";
import { getPacketInfo } from "libopus-wasm";
import { OpusDecoder } from "../../../../src/io/sound/opus/opus_decoder.ts";
import { OpusEncoder } from "../../../../src/io/sound/opus/opus_encoder.ts";
import { readOpusPacket } from "../../../../src/media/sound/opus_packet.ts";
import { SeededRandom } from "../../../fake/random.ts";
import { readSpeech, toSoundRate } from "../../../vectors/sound/read_speech.ts";

const SPEECH = toSoundRate(readSpeech("far.wav"));
/** From the encoder's input to the decoder's output: libopus's 6.5 ms, less what its high pass turns the phase. */
const DELAY_SAMPLES = 309;

async function encoded(frameSamples: number, lossPercent = 0): Promise<Uint8Array[]> {
  const encoder = await OpusEncoder.open({ bitsPerSecond: 32_000, lossPercent });
  const packets: Uint8Array[] = [];
  for (let at = 0; at + frameSamples <= SPEECH.length; at += frameSamples) {
    packets.push(encoder.encode(SPEECH.subarray(at, at + frameSamples)) ?? new Uint8Array(0));
  }
  encoder.close();
  return packets;
}

/** How alike two sounds are, 1 for the same. */
function likeness(a: Float32Array, b: Float32Array): number {
  let ab = 0, aa = 0, bb = 0;
  for (let n = 0; n < Math.min(a.length, b.length); n++) {
    ab += a[n] * b[n];
    aa += a[n] * a[n];
    bb += b[n] * b[n];
  }
  return ab / Math.sqrt(aa * bb + 1e-30);
}

function joined(parts: Float32Array[]): Float32Array {
  return Float32Array.from(parts.flatMap((part) => Array.from(part)));
}

Deno.test("what was spoken is heard, with frames of 10 and of 20 ms", async () => {
  for (const frameSamples of [480, 960]) {
    const decoder = await OpusDecoder.open();
    const heard = joined((await encoded(frameSamples)).map((packet) => {
      const sound = packet.length === 0 ? decoder.conceal(frameSamples) : decoder.decode(packet);
      assertEquals(sound.length, frameSamples);
      return sound;
    }));
    decoder.close();
    const alike = likeness(heard.subarray(DELAY_SAMPLES), SPEECH);
    assert(alike > 0.93, `${frameSamples} samples: ${alike}`);
  }
});

Deno.test("a lost frame is nearer to the original by FEC than by concealment", async () => {
  for (const frameSamples of [480, 960]) {
    const packets = await encoded(frameSamples, 20);
    const heardWith = async (restore: (decoder: OpusDecoder, next: Uint8Array) => Float32Array) => {
      const decoder = await OpusDecoder.open();
      // Every fifth is lost; what is heard in its place is collected.
      const restored: Float32Array[] = [];
      const original: Float32Array[] = [];
      for (const [n, packet] of packets.slice(0, -1).entries()) {
        if (packet.length === 0) decoder.conceal(frameSamples);
        else if (n % 5 !== 4) decoder.decode(packet);
        else {
          restored.push(restore(decoder, packets[n + 1]));
          const at = n * frameSamples - DELAY_SAMPLES;
          original.push(SPEECH.subarray(at, at + frameSamples));
        }
      }
      decoder.close();
      return likeness(joined(restored), joined(original));
    };
    const byFec = await heardWith((decoder, next) => decoder.decodeFec(next, frameSamples));
    const concealed = await heardWith((decoder) => decoder.conceal(frameSamples));
    assert(byFec > concealed + 0.1 && byFec > 0.7, `${frameSamples} samples: FEC ${byFec}, concealed ${concealed}`);
  }
});

Deno.test("concealed lengths are multiples of 2.5 ms up to 60 ms", async () => {
  const decoder = await OpusDecoder.open();
  for (const [asked, given] of [[480, 480], [2880, 2880], [0, 120], [-5, 120], [500, 480], [1e6, 2880], [NaN, 120]]) {
    assertEquals(decoder.conceal(asked).length, given, `${asked}`);
    assertEquals(decoder.decodeFec(Uint8Array.of(0xff), asked).length, given, `${asked}`);
  }
  decoder.close();
});

Deno.test("what is no packet gives no samples", async () => {
  const decoder = await OpusDecoder.open();
  for (const bytes of [new Uint8Array(0), Uint8Array.of(3), Uint8Array.of(3, 0), new Uint8Array(1276)]) {
    assertEquals(decoder.decode(bytes).length, 0);
  }
  decoder.close();
});

Deno.test("random packets decode to numbers from -1 to 1, and memory does not grow", async () => {
  const decoder = await OpusDecoder.open();
  const random = new SeededRandom(11);
  const { grow } = WebAssembly.Memory.prototype;
  let growths = 0;
  WebAssembly.Memory.prototype.grow = function (pages) {
    growths++;
    return grow.call(this, pages);
  };
  try {
    for (let n = 0; n < 40_000; n++) {
      const bytes = random.bytes(random.below(n % 10 === 0 ? 1300 : 60));
      const head = readOpusPacket(bytes);
      const sound = n % 5 === 0 ? decoder.decodeFec(bytes, 480) : decoder.decode(bytes);
      if (n % 5 !== 0) assertEquals(sound.length, typeof head === "string" ? 0 : head.samples);
      for (const sample of sound) if (!(Math.abs(sample) <= 1)) throw new Error(`${sample} of packet ${n}`);
    }
    assertEquals(growths, 0);
  } finally {
    WebAssembly.Memory.prototype.grow = grow;
    decoder.close();
  }
});

Deno.test("a packet's head is read as libopus reads it", async () => {
  const random = new SeededRandom(12);
  for (let n = 0; n < 20_000; n++) {
    const bytes = random.bytes(1 + random.below(n % 10 === 0 ? 1300 : 60));
    const head = readOpusPacket(bytes);
    let info: { samples: number; frames: number; channels: number } | undefined;
    try {
      info = await getPacketInfo(bytes);
    } catch {
      // It refuses the packet.
    }
    if (info === undefined || info.samples > 2880 || bytes.length > 1275) assertEquals(typeof head, "string");
    else {
      assert(typeof head === "object", `${head}: ${bytes}`);
      assertEquals([head.samples, head.frames, head.isStereo], [info.samples, info.frames, info.channels === 2]);
    }
  }
});
