import { renderUnicodeCompact } from "uqr";
import { formatCallLink } from "./call_link.ts";

/** Modules of quiet zone around the QR: the standard asks for 4, phones are content with 2. */
const BORDER = 2;

/**
 * What `--qr` shows: a QR of the link that calls this server at its likeliest address with this code, and the link itself.
 * Drawn for a dark terminal: light cells are the QR's light ones.
 */
export function callQr(addresses: readonly { readonly address: string }[], port: number, code: string): string[] {
  if (addresses.length === 0) return [];
  const [host] = addresses[0].address.split("%");
  const link = formatCallLink({ host, port, code });
  return [...renderUnicodeCompact(link, { border: BORDER }).split("\n"), link];
}
