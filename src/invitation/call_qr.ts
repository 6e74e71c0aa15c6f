import { encode, renderUnicodeCompact } from "uqr";
import type { QrPicture } from "../port/display.ts";
import { formatCallLink } from "./call_link.ts";

/** The quiet zone around the QR code, in modules. The standard asks for 4, but phones read it with 2. */
const BORDER = 2;
/** The quiet zone in a window, where there is room for what the standard asks for (ISO/IEC 18004, 6.3.8). */
const WINDOW_BORDER = 4;

/**
 * What `--qr` prints: a QR code of the link that calls this server, and the link itself. It is drawn for a dark terminal:
 * bright cells are the light modules.
 */
export function callQr(address: string | undefined, port: number, code: string): string[] {
  if (address === undefined) return [];
  const link = formatCallLink({ host: address, port, code });
  return [...renderUnicodeCompact(link, { border: BORDER }).split("\n"), link];
}

/** The QR code of a link, to be drawn dark on white, whatever the colours around it are. */
export function qrPicture(link: string): QrPicture {
  const { size, data } = encode(link, { border: WINDOW_BORDER });
  const runs = data.flatMap((row, y) => {
    const dark = row.map((isDark) => isDark ? "#" : " ").join("");
    return [...dark.matchAll(/#+/g)].map(({ 0: run, index }) => `M${index} ${y}h${run.length}v1h-${run.length}z`);
  });
  return { modules: size, path: runs.join("") };
}
