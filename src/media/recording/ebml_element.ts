import { joinedBytes } from "../picture/joined_bytes.ts";

/**
 * The size of an element whose size is not known when it is written: all bits set, in the longest form (RFC 8794,
 * section 6.2).
 */
const UNKNOWN_SIZE = [0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];

/** An element and its contents. `id` is written as it is, with its length marker: RFC 8794, section 5. */
export function element(id: number, ...content: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const head = elementHead(id, content.reduce((sum, { length }) => sum + length, 0));
  return joinedBytes([head, ...content]);
}

/** The start of an element whose contents have `size` bytes: its ID and its size. */
export function elementHead(id: number, size: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.of(...bigEndian(id), ...vint(size));
}

/** The start of an element that ends where the next element of its parent begins, or where the file ends. */
export function elementOfUnknownSize(id: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.of(...bigEndian(id), ...UNKNOWN_SIZE);
}

/** RFC 8794, section 7.2. `value` is a whole number from 0 to 2^53 - 1. */
export function unsigned(id: number, value: number): Uint8Array<ArrayBuffer> {
  return element(id, Uint8Array.from(bigEndian(value)));
}

/** RFC 8794, section 7.3, in 8 bytes. */
export function float(id: number, value: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setFloat64(0, value);
  return element(id, bytes);
}

/** RFC 8794, section 7.4: printable ASCII only. */
export function ascii(id: number, text: string): Uint8Array<ArrayBuffer> {
  return element(id, new TextEncoder().encode(text));
}

function bigEndian(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value; rest > 0 || bytes.length === 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return bytes;
}

/** A variable-size integer (RFC 8794, section 4), in the shortest form that does not mean an unknown size. */
function vint(value: number): number[] {
  let length = 1;
  while (value >= 2 ** (7 * length) - 1) length++;
  const bytes = bigEndian(value);
  while (bytes.length < length) bytes.unshift(0);
  bytes[0] |= 0x80 >> (length - 1);
  return bytes;
}
