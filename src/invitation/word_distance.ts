/** Longer words are like no other: the time to compare grows with the product of the lengths. */
const LONGEST_WORD = 40;

/** How many letters to insert, remove, replace or swap with their neighbour (optimal string alignment distance). */
export function editsBetween(a: string, b: string): number {
  if (a.length > LONGEST_WORD) return Infinity;
  const rows = Array.from({ length: a.length + 1 }, (_, i) => [i, ...new Array<number>(b.length).fill(0)]);
  rows[0] = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      const replaced = rows[i - 1][j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      rows[i][j] = Math.min(replaced, rows[i - 1][j] + 1, rows[i][j - 1] + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        rows[i][j] = Math.min(rows[i][j], rows[i - 2][j - 2] + 1);
      }
    }
  }
  return rows[a.length][b.length];
}

/** The words of the list with the fewest edits to `word`, if those are few enough for a slip of the fingers. */
export function nearestWords(word: string, list: readonly string[]): string[] {
  const mostEdits = word.length < 5 ? 1 : 2;
  const edits = list.map((other) => editsBetween(word, other));
  const fewest = Math.min(...edits);
  return fewest <= mostEdits ? list.filter((_, at) => edits[at] === fewest) : [];
}
