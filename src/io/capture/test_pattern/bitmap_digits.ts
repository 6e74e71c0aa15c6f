/** Digits, 5 by 7 points, a row a string: what a clock and a frame number need. */
const GLYPHS: Readonly<Record<string, readonly string[]>> = {
  "0": [".###.", "#...#", "#..##", "#.#.#", "##..#", "#...#", ".###."],
  "1": ["..#..", ".##..", "..#..", "..#..", "..#..", "..#..", ".###."],
  "2": [".###.", "#...#", "....#", "...#.", "..#..", ".#...", "#####"],
  "3": ["####.", "....#", "....#", ".###.", "....#", "....#", "####."],
  "4": ["...#.", "..##.", ".#.#.", "#..#.", "#####", "...#.", "...#."],
  "5": ["#####", "#....", "####.", "....#", "....#", "#...#", ".###."],
  "6": ["..##.", ".#...", "#....", "####.", "#...#", "#...#", ".###."],
  "7": ["#####", "....#", "...#.", "..#..", ".#...", ".#...", ".#..."],
  "8": [".###.", "#...#", "#...#", ".###.", "#...#", "#...#", ".###."],
  "9": [".###.", "#...#", "#...#", ".####", "....#", "...#.", ".##.."],
  ":": [".....", "..#..", "..#..", ".....", "..#..", "..#..", "....."],
  ".": [".....", ".....", ".....", ".....", ".....", ".##..", ".##.."],
  " ": [".....", ".....", ".....", ".....", ".....", ".....", "....."],
};

/** Points from one glyph to the next, and rows of one. */
export const GLYPH_STEP = 6;
export const GLYPH_ROWS = 7;

/** Calls back for every point that is set, with its column and row, from the text's top left. Other characters are spaces. */
export function eachTextPoint(text: string, onPoint: (column: number, row: number) => void): void {
  for (const [at, character] of [...text].entries()) {
    const rows = GLYPHS[character] ?? GLYPHS[" "];
    for (const [row, points] of rows.entries()) {
      for (let column = 0; column < points.length; column++) {
        if (points[column] === "#") onPoint(at * GLYPH_STEP + column, row);
      }
    }
  }
}
