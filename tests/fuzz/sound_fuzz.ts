/** Hostile sound, from a seed. Throws when the playout gives anything but 480 bounded numbers, or keeps too much. */
import { assert } from "@std/assert";
import { readOpusPacket } from "../../src/media/sound/opus_packet.ts";
import { Playout } from "../../src/media/sound/playout.ts";
import type { SoundFrame } from "../../src/port/sound.ts";
import { SeededRandom } from "../fake/random.ts";
import { hostileBytes } from "./hostile_bytes.ts";

/** 10, 20, 40 and 60 ms of SILK, hybrid and CELT with FEC, and packets of several frames. */
const PACKETS = [
  "40600102",
  "48c00102",
  "50200102",
  "58100102",
  "68400102",
  "f80102",
  "410101",
  "4b030102",
  "4bc30201020506060000",
]
  .map((hex) => Uint8Array.fromHex(hex));

/** The packet parser and the playout behind it, which gets well and badly formed packets at any time. */
export function fuzzPlayout(seed: number, rounds: number): void {
  const random = new SeededRandom(seed);
  const noise = (samples: number) => new Float32Array(samples).fill(random.next() - 0.5);
  const playout = new Playout({
    decode: (bytes) => noise(random.below(50) === 0 ? 7 : samplesOf(bytes)),
    decodeFec: (_, samples) => noise(samples),
    conceal: noise,
  });
  let nowMs = 0, sequence = random.below(2 ** 32);
  for (let round = 0; round < rounds; round++) {
    nowMs += random.below(1000) === 0 ? (random.next() - 0.3) * 1e7 : random.below(20);
    sequence += random.below(300) === 0 ? random.below(2 ** 32) : random.below(4);
    const frames: SoundFrame[] = [];
    for (let n = 0, at = sequence; n < random.below(10); n++) {
      const bytes = random.below(4) === 0 ? hostileBytes(random, PACKETS) : PACKETS[random.below(PACKETS.length)];
      const units = random.below(20) === 0 ? random.below(9) : samplesOf(bytes) / 480;
      frames.push({ sequence: at >>> 0, bytes });
      at -= random.below(20) === 0 ? random.below(1000) - 500 : units;
    }
    const captureMs = random.below(20) === 0 ? undefined : random.next() * 1e12;
    playout.insert({ captureMs, frames, arrivedMs: nowMs });
    for (let pulls = random.below(4); pulls > 0; pulls--) {
      const samples = playout.pull(nowMs);
      assert(samples.length === 480 && samples.every((sample) => Math.abs(sample) <= 1.01), `round ${round}`);
    }
    assert(playout.bufferMs <= 2300, `${playout.bufferMs} ms in round ${round}`);
  }
}

/** 10 ms if it is no Opus packet. */
function samplesOf(bytes: Uint8Array): number {
  const packet = readOpusPacket(bytes);
  return typeof packet === "string" ? 480 : packet.samples;
}
