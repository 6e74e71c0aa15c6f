/** What an end can take, in the four bytes of its hello. PROTOCOL.md, "Messages". */
import type { Codec } from "../../../port/encoded_frame.ts";

/** Every end of version 1 takes JPEGs, and repairs frames with Reed-Solomon parity. */
const CAPABILITY_JPEG = 1 << 0, CAPABILITY_PARITY = 1 << 1;
/** Media packets, which name their track. */
const CAPABILITY_TRACKS = 1 << 2;
/** Packets of sound, and what belongs to them in control messages. */
const CAPABILITY_SOUND = 1 << 7;
/** Challenges are answered on the path on which they came, candidates are taken, and the client decides which path is used. */
const CAPABILITY_PATHS = 1 << 8;
/** The sides of a pair. */
export const CAPABILITY_SIDES = 1 << 9;
/** Of a hello, not of its end: the hint is that of a side. */
export const HINT_OF_SIDE = 1 << 10;

const BIT_OF_CODEC: readonly (readonly [Codec, number])[] = [
  ["jpeg", CAPABILITY_JPEG],
  ["vp8", 1 << 3],
  ["vp9", 1 << 4],
  ["av1", 1 << 5],
  ["h264", 1 << 6],
];

const ALWAYS = CAPABILITY_JPEG | CAPABILITY_PARITY | CAPABILITY_TRACKS | CAPABILITY_PATHS | CAPABILITY_SIDES;

/** The capabilities of an end of this version that decodes these codecs, and that can play sound if `sound` is true. */
export function capabilitiesFor(codecs: Iterable<Codec>, sound = false): number {
  const wanted = new Set(codecs);
  let capabilities = ALWAYS | (sound ? CAPABILITY_SOUND : 0);
  for (const [codec, bit] of BIT_OF_CODEC) if (wanted.has(codec)) capabilities |= bit;
  return capabilities;
}

/** All that this version has a number for. */
export const CAPABILITIES = capabilitiesFor(BIT_OF_CODEC.map(([codec]) => codec), true);

/** What a peer with these capabilities decodes. An end that does not know tracks has no packets for anything but JPEGs. */
export function codecsOf(capabilities: number): Codec[] {
  if (!knowsTracks(capabilities)) return ["jpeg"];
  return BIT_OF_CODEC.filter(([codec, bit]) => codec === "jpeg" || (capabilities & bit) !== 0).map(([codec]) => codec);
}

/** Whether a peer with these capabilities takes packets of sound. */
export function takesSound(capabilities: number): boolean {
  return (capabilities & CAPABILITY_SOUND) !== 0;
}

/** Whether a peer with these capabilities looks for better paths, and for lost peers. */
export function knowsPaths(capabilities: number): boolean {
  return (capabilities & CAPABILITY_PATHS) !== 0;
}

/** Whether an end with these capabilities keeps its side of a pair. */
export function knowsSides(capabilities: number): boolean {
  return (capabilities & CAPABILITY_SIDES) !== 0;
}

export function isHintOfSide(capabilities: number): boolean {
  return (capabilities & HINT_OF_SIDE) !== 0;
}

/** Whether a peer with these capabilities takes media packets. */
export function knowsTracks(capabilities: number): boolean {
  return (capabilities & CAPABILITY_TRACKS) !== 0;
}
