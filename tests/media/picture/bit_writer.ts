/** Bits as a string of 0s and 1s, or a number of bits and the number to write in them. */
export type BitPart = string | readonly [count: number, value: number];

/** Writes headers bit by bit: `bits("10", [16, 640])` is 1, 0, then 640 in 16 bits. The last byte is filled with zeros. */
export function bits(...parts: readonly BitPart[]): Uint8Array<ArrayBuffer> {
  const text = parts.map((part) =>
    typeof part === "string" ? part.replaceAll(" ", "") : part[1].toString(2).padStart(part[0], "0")
  ).join("");
  const bytes = new Uint8Array(Math.ceil(text.length / 8));
  for (let at = 0; at < text.length; at++) if (text[at] === "1") bytes[at >> 3] |= 0x80 >> (at & 7);
  return bytes;
}
