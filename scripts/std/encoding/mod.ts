/**
 * Replaces `jsr:@std/encoding` if JSR cannot be reached. It has only the part that vchat uses, based on the platform's
 * functions. It accepts and refuses what the original does, with errors of the same classes.
 */

/** Standard padded base64. */
export function encodeBase64(data: Uint8Array | ArrayBuffer | string): string {
  return bytesOf(data).toBase64();
}

/**
 * Padding may be missing, and unused bits of the last character are ignored. Throws a `TypeError` on any other
 * character, including white space, and a `RangeError` on an impossible length.
 */
export function decodeBase64(b64: string): Uint8Array<ArrayBuffer> {
  return decode(b64, "base64", /[^A-Za-z\d+/]/);
}

export function encodeBase64Url(data: Uint8Array | ArrayBuffer | string): string {
  return bytesOf(data).toBase64({ alphabet: "base64url", omitPadding: true });
}

/** Like {@linkcode decodeBase64}, with the other alphabet. */
export function decodeBase64Url(b64url: string): Uint8Array<ArrayBuffer> {
  return decode(b64url, "base64url", /[^\w-]/);
}

export function encodeHex(data: Uint8Array | ArrayBuffer | string): string {
  return bytesOf(data).toHex();
}

/** Throws a `RangeError` on an odd length, and a `TypeError` on a character that is not a digit. */
export function decodeHex(hex: string): Uint8Array<ArrayBuffer> {
  const { length } = bytesOf(hex);
  if (length % 2 === 1) throw new RangeError(`Cannot decode input as hex: Length (${length}) must be divisible by 2`);
  refuse(hex.match(/[^\da-f]/i), "hex");
  return Uint8Array.fromHex(hex);
}

function decode(
  text: string,
  alphabet: "base64" | "base64url",
  otherCharacter: RegExp,
): Uint8Array<ArrayBuffer> {
  const digits = text.replace(/={1,2}$/, "");
  const { length } = bytesOf(digits);
  if (length % 4 === 1) {
    throw new RangeError(
      `Cannot decode input as base64: Length (${length}), excluding padding, must not have a remainder of 1 when divided by 4`,
    );
  }
  refuse(digits.match(otherCharacter), "base64");
  return Uint8Array.fromBase64(digits, { alphabet, lastChunkHandling: "loose" });
}

function refuse(found: RegExpMatchArray | null, what: string): void {
  if (found) throw new TypeError(`Cannot decode input as ${what}: Invalid character (${found[0]})`);
}

function bytesOf(data: Uint8Array | ArrayBuffer | string): Uint8Array {
  if (typeof data === "string") return new TextEncoder().encode(data);
  return data instanceof Uint8Array ? data : new Uint8Array(data);
}
