/**
 * An erasure code: any k of k + m shards give the data. It is a systematic Reed-Solomon code over GF(2^8) with a Cauchy
 * matrix. Parity row i, data column j: 1 / ((255 - i) XOR j), which is never 1 / 0 while k + m <= 255.
 *
 * Source: Cauchy matrices for this are from J. Bloemer et al., An XOR-Based Erasure-Resilient Coding Scheme, ICSI
 * TR-95-048, 1995.
 */

// Part of the sealed wire: src/wire/sealed/PROTOCOL.md, "Video". There is nothing to tune.

/** The field's polynomial: x^8 + x^4 + x^3 + x^2 + 1. */
const POLYNOMIAL = 0x11d;
/** Data and parity shards of a frame, together. */
export const MAX_SHARDS = 255;

const EXP = new Uint8Array(510);
const LOG = new Uint8Array(256);
for (let i = 0, x = 1; i < 255; i++) {
  EXP[i] = EXP[i + 255] = x;
  LOG[x] = i;
  x = (x << 1) ^ (x & 0x80 ? POLYNOMIAL : 0);
}

export function invert(a: number): number {
  return EXP[255 - LOG[a]];
}

/** The weight of data shard `column` in parity shard `row`. */
export function cauchy(row: number, column: number): number {
  return invert((255 - row) ^ column);
}

/** `into` ^= factor * shard. A shard that is shorter than `into` counts as padded with zeros. */
function multiplyAdd(into: Uint8Array, shard: Uint8Array, factor: number): void {
  if (factor === 0) return;
  const length = Math.min(into.length, shard.length);
  if (factor === 1) {
    for (let i = 0; i < length; i++) into[i] ^= shard[i];
    return;
  }
  // A row of the product table costs one lookup per byte. Logarithms would cost two and an addition.
  const row = rowOf(factor);
  for (let i = 0; i < length; i++) into[i] ^= row[shard[i]];
}

const rows: (Uint8Array | undefined)[] = [];
function rowOf(factor: number): Uint8Array {
  let row = rows[factor];
  if (row === undefined) {
    row = rows[factor] = new Uint8Array(256);
    for (let x = 1; x < 256; x++) row[x] = EXP[LOG[factor] + LOG[x]];
  }
  return row;
}

/** `count` parity shards of `shardBytes` each. data.length + count must be at most {@linkcode MAX_SHARDS}. */
export function encodeParity(data: readonly Uint8Array[], shardBytes: number, count: number): Uint8Array[] {
  const parity: Uint8Array[] = [];
  for (let i = 0; i < count; i++) {
    const shard = new Uint8Array(shardBytes);
    for (let j = 0; j < data.length; j++) multiplyAdd(shard, data[j], cauchy(i, j));
    parity.push(shard);
  }
  return parity;
}

/**
 * Fills the gaps of `data` (undefined entries) from as many parity shards, which are given by their row. A shard that
 * fills a gap has full length. There must be at least as many parity shards as gaps.
 */
export function recover(
  data: (Uint8Array | undefined)[],
  parity: ReadonlyMap<number, Uint8Array>,
  shardBytes: number,
): void {
  const gaps: number[] = [];
  for (let j = 0; j < data.length; j++) if (data[j] === undefined) gaps.push(j);
  const chosen = [...parity.keys()].slice(0, gaps.length);
  const matrix = chosen.map((row) => Uint8Array.from(gaps, (column) => cauchy(row, column)));
  const sums = chosen.map((row) => {
    const sum = Uint8Array.from(parity.get(row)!);
    for (let j = 0; j < data.length; j++) if (data[j] !== undefined) multiplyAdd(sum, data[j]!, cauchy(row, j));
    return sum;
  });
  // Gauss-Jordan on [matrix | sums]. Square submatrices of a Cauchy matrix are invertible, so there is always a pivot.
  for (let c = 0; c < gaps.length; c++) {
    let pivot = c;
    while (matrix[pivot][c] === 0) pivot++;
    [matrix[c], matrix[pivot]] = [matrix[pivot], matrix[c]];
    [sums[c], sums[pivot]] = [sums[pivot], sums[c]];
    scale(matrix[c], invert(matrix[c][c]), sums[c]);
    for (let r = 0; r < gaps.length; r++) {
      const factor = matrix[r][c];
      if (r === c || factor === 0) continue;
      multiplyAdd(matrix[r], matrix[c], factor);
      multiplyAdd(sums[r], sums[c], factor);
    }
  }
  for (const [c, column] of gaps.entries()) data[column] = sums[c].subarray(0, shardBytes);
}

function scale(row: Uint8Array, factor: number, sum: Uint8Array): void {
  if (factor === 1) return;
  const products = rowOf(factor);
  for (let i = 0; i < row.length; i++) row[i] = products[row[i]];
  for (let i = 0; i < sum.length; i++) sum[i] = products[sum[i]];
}
