/**
 * A frame's number, in blocks along the lower edge that survive scaling and strong compression: two rows of 20 squares, black
 * 0 and white 1, most significant first: magic 8, number 16, CRC-16/CCITT of the first three bytes. The same as that of
 * `../shared/clip/bigstamp.py`.
 */
const COLUMNS = 20, ROWS = 2;
const MAGIC = 0xa5;
const CRC_POLYNOMIAL = 0x1021, CRC_START = 0xffff;
/** In limited range. */
const BLACK = 16, WHITE = 235;

/** Numbers start again at 0 from here on. */
export const COUNTER_END = 0x10000;

/** How many rows of pixels above the counter belong to the picture. */
export function rowsAboveCounter(width: number, height: number): number {
  return height - ROWS * Math.floor(width / COLUMNS);
}

/** Writes `number` into a luma plane. Its width has to be a multiple of 20. */
export function drawCounter(luma: Uint8Array, width: number, height: number, number: number): void {
  const bytes = counterBytes(number);
  const block = Math.floor(width / COLUMNS);
  const top = rowsAboveCounter(width, height);
  for (let bit = 0; bit < COLUMNS * ROWS; bit++) {
    const level = bytes[bit >> 3] >> (7 - (bit & 7)) & 1 ? WHITE : BLACK;
    const x = bit % COLUMNS * block, y = top + Math.floor(bit / COLUMNS) * block;
    for (let line = y; line < y + block; line++) luma.fill(level, line * width + x, line * width + x + block);
  }
}

/** @returns `undefined` if there is no counter, or it cannot be read. */
export function readCounter(luma: Uint8Array, width: number, height: number): number | undefined {
  const block = width / COLUMNS;
  const levels = new Float64Array(COLUMNS * ROWS);
  for (let bit = 0; bit < levels.length; bit++) {
    const x = Math.floor((bit % COLUMNS + 0.5) * block);
    const y = Math.floor(height - (ROWS - Math.floor(bit / COLUMNS) - 0.5) * block);
    for (let dy = -1; dy <= 1; dy++) {
      for (let dx = -1; dx <= 1; dx++) levels[bit] += luma[(y + dy) * width + x + dx];
    }
  }
  const threshold = (Math.min(...levels) + Math.max(...levels)) / 2;
  const bytes = new Uint8Array(COLUMNS * ROWS / 8);
  levels.forEach((level, bit) => bytes[bit >> 3] |= Number(level > threshold) << (7 - (bit & 7)));
  const number = bytes[1] << 8 | bytes[2];
  return counterBytes(number).every((byte, at) => byte === bytes[at]) ? number : undefined;
}

function counterBytes(number: number): Uint8Array {
  const bytes = [MAGIC, number >> 8 & 0xff, number & 0xff];
  const crc = crc16(bytes);
  return new Uint8Array([...bytes, crc >> 8, crc & 0xff]);
}

function crc16(bytes: readonly number[]): number {
  let crc = CRC_START;
  for (const byte of bytes) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 0x8000 ? crc << 1 ^ CRC_POLYNOMIAL : crc << 1) & 0xffff;
  }
  return crc;
}
