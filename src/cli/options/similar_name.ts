/** The one of `names` that `word` was probably meant to be; `undefined` if none is close. */
export function similarName(word: string, names: readonly string[]): string | undefined {
  if (word.length < 2) return undefined;
  const begins = names.find((name) => name.startsWith(word) || word.startsWith(name));
  if (begins !== undefined) return begins;
  const limit = word.length < 5 ? 1 : 2;
  const [nearest] = names.map((name) => ({ name, edits: editsBetween(word, name) })).sort((a, b) => a.edits - b.edits);
  return nearest !== undefined && nearest.edits <= limit ? nearest.name : undefined;
}

/** How many letters to insert, remove, replace or swap with their neighbour (optimal string alignment distance). */
function editsBetween(a: string, b: string): number {
  if (a.length > 40) return Infinity;
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
