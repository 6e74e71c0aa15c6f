import { Buffer } from "node:buffer";
import type { SeededRandom } from "../fake/random.ts";

/** Random bytes, often with the lengths and first bytes that decoders expect. */
export function hostileBytes(random: SeededRandom, like: readonly Uint8Array[]): Buffer {
  const base = like.length > 0 && random.below(3) > 0
    ? like[random.below(like.length)]
    : random.bytes(random.below(600));
  let bytes = Buffer.from(base);
  for (let i = random.below(6); i > 0 && bytes.length > 0; i--) {
    const at = random.below(3) === 0 ? random.below(Math.min(64, bytes.length)) : random.below(bytes.length);
    bytes[at] = random.below(3) === 0 ? [0, 1, 0x7f, 0x80, 0xff][random.below(5)] : bytes[at] ^ (1 << random.below(8));
  }
  switch (random.below(8)) {
    case 0:
      bytes = bytes.subarray(0, random.below(bytes.length + 1));
      break;
    case 1:
      bytes = Buffer.concat([bytes, random.bytes(random.below(40))]);
      break;
  }
  return bytes;
}
