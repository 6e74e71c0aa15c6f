/** Stand-in for `jsr:@std/encoding` where JSR cannot be reached: the part of it that vchat uses, over the platform's own. */

/** Standard padded base64. */
export function encodeBase64(data: Uint8Array | ArrayBuffer | string): string {
  return bytesOf(data).toBase64();
}

/** Strict: throws on any other alphabet, on missing padding and on white space. */
export function decodeBase64(b64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.fromBase64(b64, { lastChunkHandling: "strict" });
}

export function encodeBase64Url(data: Uint8Array | ArrayBuffer | string): string {
  return bytesOf(data).toBase64({ alphabet: "base64url", omitPadding: true });
}

export function decodeBase64Url(b64url: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.fromBase64(b64url, { alphabet: "base64url" });
}

export function encodeHex(data: Uint8Array | ArrayBuffer | string): string {
  return bytesOf(data).toHex();
}

export function decodeHex(hex: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.fromHex(hex);
}

function bytesOf(data: Uint8Array | ArrayBuffer | string): Uint8Array {
  if (typeof data === "string") return new TextEncoder().encode(data);
  return data instanceof Uint8Array ? data : new Uint8Array(data);
}
