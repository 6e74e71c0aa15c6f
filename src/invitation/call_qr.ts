import { renderUnicodeCompact } from "uqr";
import { formatCallLink } from "./call_link.ts";

/** Modules of quiet zone around the QR: the standard asks for 4, phones read it with 2. */
const BORDER = 2;

/**
 * What `--qr` shows: a QR of the link that calls this server at this address with this code, and the link itself.
 * Drawn for a dark terminal: light cells are the QR's light ones.
 */
export function callQr(address: string | undefined, port: number, code: string): string[] {
  if (address === undefined) return [];
  const [host] = address.split("%");
  const link = formatCallLink({ host, port, code });
  return [...renderUnicodeCompact(link, { border: BORDER }).split("\n"), link];
}
