const utf8 = new TextEncoder();
const utf8Decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** The same text in memory of its own: a slice, however short, holds the whole text that it was cut from. */
export function ownText(slice: string): string {
  return utf8Decoder.decode(utf8.encode(slice));
}
