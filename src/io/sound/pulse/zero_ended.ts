/** A zero-terminated string for C. */
export function zeroEnded(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text.replaceAll("\0", "") + "\0");
}
