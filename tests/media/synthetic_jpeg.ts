/** JPEG streams with every feature of T.81 annex B that matters for finding their ends. They contain no real picture. */
import { fc } from "../fake/fc.ts";

/** A marker segment: FF, code, length, content. */
export function segment(code: number, content: Iterable<number>): number[] {
  const bytes = [...content];
  const length = bytes.length + 2;
  return [0xff, code, length >> 8, length & 0xff, ...bytes];
}

/** SOFn of a 4:2:0 picture. */
export function frameHeader(width: number, height: number, code = 0xc0): number[] {
  return segment(code, [
    8,
    height >> 8,
    height & 255,
    width >> 8,
    width & 255,
    ...[3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1],
  ]);
}

export function scan(entropy: Iterable<number>): number[] {
  return [...segment(0xda, [3, 1, 0, 2, 0x11, 3, 0x11, 0, 63, 0]), ...entropy];
}

export function jpeg(...parts: number[][]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from([0xff, 0xd8, ...parts.flat(), 0xff, 0xd9]);
}

export function concat(parts: Iterable<Uint8Array>): Uint8Array<ArrayBuffer> {
  const all = [...parts];
  const bytes = new Uint8Array(all.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of all) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** Entropy-coded data: any byte but FF, stuffed FFs, restart markers, doubled FFs. */
const entropy: fc.Arbitrary<number[]> = fc.array(
  fc.oneof(
    { weight: 8, arbitrary: fc.integer({ min: 0, max: 0xfe }).map((byte) => [byte]) },
    { weight: 2, arbitrary: fc.constant([0xff, 0x00]) },
    { weight: 1, arbitrary: fc.constant([0xff, 0xff, 0x00]) },
    { weight: 1, arbitrary: fc.integer({ min: 0xd0, max: 0xd7 }).map((code) => [0xff, code]) },
  ),
  { maxLength: 40 },
).map((parts) => parts.flat());

/** An APPn or a comment, sometimes with a complete thumbnail or a single marker in it. */
const extraSegment: fc.Arbitrary<number[]> = fc.tuple(
  fc.oneof(fc.integer({ min: 0xe0, max: 0xef }), fc.constant(0xfe)),
  fc.oneof(
    fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 30 }),
    entropy.map((data) => [...jpeg(frameHeader(16, 16), scan(data))]),
    fc.constantFrom([0xff, 0xd9], [0xff, 0xd8], [0xff]),
  ),
  fc.integer({ min: 0, max: 2 }),
).map(([code, content, fill]) => [...new Array(fill).fill(0xff), ...segment(code, content)]);

/** Any well-formed JPEG of one to three scans. */
export const anyJpeg: fc.Arbitrary<Uint8Array<ArrayBuffer>> = fc.tuple(
  fc.array(extraSegment, { maxLength: 3 }),
  fc.array(fc.tuple(entropy, fc.array(extraSegment, { maxLength: 1 })), { minLength: 1, maxLength: 3 }),
).map(([extras, scans]) =>
  jpeg(
    ...extras,
    segment(0xdb, new Array(65).fill(1)),
    frameHeader(400, 300, scans.length > 1 ? 0xc2 : 0xc0),
    segment(0xc4, new Array(19).fill(1)),
    ...scans.map(([data, between]) => [...between.flat(), ...scan(data)]),
  )
);

/** Bytes that contain no SOI, and whose end cannot become one with the next byte. */
export const anyJunk: fc.Arbitrary<Uint8Array<ArrayBuffer>> = fc.array(fc.integer({ min: 0, max: 255 }), {
  maxLength: 40,
}).map((bytes) => Uint8Array.from(bytes.filter((byte, i) => !(byte === 0xd8 && bytes[i - 1] === 0xff))))
  .filter((bytes) => !bytes.some((byte, i) => byte === 0xd8 && bytes[i - 1] === 0xff) && bytes.at(-1) !== 0xff);
