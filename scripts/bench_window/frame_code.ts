/** The number of different pictures: more than can be on their way at the same time. */
export const CODES = 32;
const BITS = 5;
/** Each bit and its complement, so that a row with parts of two pictures, or of none, does not look like a code. */
export const BARS = 2 * BITS;
/** A bar is black up to the first grey value, and white from the second on. Between them it is neither. */
const DARK = 80, LIGHT = 175;

/**
 * ffmpeg filters that mark the n-th picture with the code `n % CODES`: bars across its upper quarter, white for 1 and black
 * for 0, the lowest bit on the left, the complements on the right.
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

/** Reads the code from a row of grey pixels through the bars, over the full width; `undefined` if there is none. */
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
