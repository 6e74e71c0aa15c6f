import { encodeBase64 } from "@std/encoding";
import { readJpegHeader } from "../../media/picture/jpeg_header.ts";
import type { DropReason } from "../drop_reason.ts";

/** Largest UDP payload over IPv4: 65,535 less 20 (IP) and 8 (UDP). */
const DATAGRAM_LIMIT_BYTES = 65_507;
/** Largest JPEG whose padded base64 fits one datagram. */
export const JPEG_LIMIT_BYTES = Math.floor(DATAGRAM_LIMIT_BYTES / 4) * 3;

const ascii = new TextEncoder();
const asciiOrRefused = new TextDecoder("latin1");

/** One frame as the PyShine programs send it: standard padded base64 of the whole JPEG, one datagram. */
export function encodeJpegDatagram(jpeg: Uint8Array): Uint8Array {
  return ascii.encode(encodeBase64(jpeg));
}

/** The JPEG in a datagram, or why the datagram is refused. Never throws. */
export function decodeJpegDatagram(
  datagram: Uint8Array,
): { readonly jpeg: Uint8Array } | { readonly failure: DropReason } {
  if (datagram.length === 0) return { failure: "datagram_empty" };
  const jpeg = fromStandardBase64(asciiOrRefused.decode(datagram));
  if (jpeg === undefined) return { failure: "not_base64" };
  const header = readJpegHeader(jpeg);
  return typeof header === "string" ? { failure: header } : { jpeg };
}

/** Decodes standard base64: padded, on one line, unused bits zero (RFC 4648, section 4). `undefined` for anything else. */
function fromStandardBase64(text: string): Uint8Array | undefined {
  // White space is the only other thing that the platform's strict decoder accepts.
  if (/\s/.test(text)) return undefined;
  try {
    return Uint8Array.fromBase64(text, { lastChunkHandling: "strict" });
  } catch {
    return undefined;
  }
}
