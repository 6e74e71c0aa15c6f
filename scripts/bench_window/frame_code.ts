/** Number of distinguishable pictures: more than are ever under way at the same time. */
export const CODES = 32;
const BITS = 5;
/** Each bit and its complement, so that a row with parts of two pictures, or of none, is not taken for a code. */
export const BARS = 2 * BITS;
/** Greys up to which a bar is black, and from which it is white; in between it is neither. */
const DARK = 80, LIGHT = 175;

/**
 * ffmpeg's filters that give the n-th picture the code `n % CODES`: bars over its upper quarter, white for 1 and black
 * for 0, the lowest bit to the left, the complements to the right.
 */
export function codeFilter(): string {
  const box = (x: string, width: string, colour: string, when = "") =>
    `drawbox=x=${x}:y=0:w=${width}:h=ih/4:color=${colour}:t=fill${when}`;
  const bars = [...Array(BARS).keys()].map((bar) => {
    const wanted = bar < BITS ? 1 : 0;
    return box(
      `iw*${bar}/${BARS}`,
      `iw/${BARS}`,
      "white",
      `:enable='eq(mod(floor(n/${2 ** (bar % BITS)})\\,2)\\,${wanted})'`,
    );
  });
  return [box("0", "iw", "black"), ...bars].join(",");
}

/** The code of a row of grey pixels through the bars, from the picture's left edge to its right; `undefined`: none. */
export function readFrameCode(row: Uint8Array): number | undefined {
  let code = 0;
  for (let bar = 0; bar < BARS; bar++) {
    const grey = row[Math.floor((bar + 0.5) * row.length / BARS)];
    if (grey > DARK && grey < LIGHT) return undefined;
    const bit = Number(grey >= LIGHT);
    if (bar < BITS) code |= bit << bar;
    else if ((code >> (bar - BITS) & 1) === bit) return undefined;
  }
  return code;
}
