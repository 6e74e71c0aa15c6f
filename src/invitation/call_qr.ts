import { renderUnicodeCompact } from "uqr";
import { formatCallLink } from "./call_link.ts";

/** The quiet zone around the QR code, in modules. The standard asks for 4, but phones read it with 2. */
const BORDER = 2;

/**
 * What `--qr` prints: a QR code of the link that calls this server, and the link itself. It is drawn for a dark terminal:
 * bright cells are the light modules.
 */
export function callQr(address: string | undefined, port: number, code: string): string[] {
  if (address === undefined) return [];
  const [host] = address.split("%");
  const link = formatCallLink({ host, port, code });
  return [...renderUnicodeCompact(link, { border: BORDER }).split("\n"), link];
}
