/** What the stamp in a picture says. The stamps are those of the original programs' `stamp.py`. */
export interface Stamp {
  readonly source: number;
  /** Number of the frame, modulo 2^24. */
  readonly sequence: number;
  /** When it was made, in milliseconds of the machine's monotonic clock, modulo 2^36 ticks of 0.1 ms (79 days). */
  readonly madeMs: number;
}

const COLUMNS = 40, ROWS = 2;
const MAGIC = 0xa5;
const CRC_POLYNOMIAL = 0x07;
const TICK_MS = 0.1;
/** Smallest side of a block, in pixels, that can still be read. */
const MIN_BLOCK = 3;

/**
 * Reads the stamp of a grey picture: 80 bits in two rows of 40 blocks along its lower edge, 0 black and 1 white, most
 * significant first: magic 8, source 4, frame number 24, ticks 36, CRC-8 of the first nine bytes.
 *
 * @returns `undefined` if there is none, or it is broken.
 */
export function readStamp(grey: Uint8Array, width: number, height: number): Stamp | undefined {
  const block = width / COLUMNS;
  if (block < MIN_BLOCK || height < MIN_BLOCK * block) return undefined;
  const levels = new Float64Array(ROWS * COLUMNS);
  for (let row = 0; row < ROWS; row++) {
    const y = Math.floor(height - (ROWS - row - 0.5) * block);
    for (let column = 0; column < COLUMNS; column++) {
      levels[row * COLUMNS + column] = patchSum(grey, width, Math.floor((column + 0.5) * block), y);
    }
  }
  const threshold = (Math.min(...levels) + Math.max(...levels)) / 2;
  const bytes = new Uint8Array(ROWS * COLUMNS / 8);
  levels.forEach((level, bit) => bytes[bit >> 3] |= Number(level > threshold) << (7 - (bit & 7)));
  return unpack(bytes);
}

/** Of the 3x3 pixels around a block's middle. */
function patchSum(grey: Uint8Array, width: number, x: number, y: number): number {
  let sum = 0;
  for (let dy = -1; dy <= 1; dy++) {
    for (let dx = -1; dx <= 1; dx++) sum += grey[(y + dy) * width + x + dx];
  }
  return sum;
}

function unpack(bytes: Uint8Array): Stamp | undefined {
  if (bytes[0] !== MAGIC || crc8(bytes.subarray(0, 9)) !== bytes[9]) return undefined;
  const bits = bytes.subarray(1, 9).reduce((value, byte) => value << 8n | BigInt(byte), 0n);
  return {
    source: Number(bits >> 60n),
    sequence: Number(bits >> 36n & 0xffffffn),
    madeMs: Number(bits & 0xfffffffffn) * TICK_MS,
  };
}

function crc8(bytes: Uint8Array): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 0x80 ? crc << 1 ^ CRC_POLYNOMIAL : crc << 1) & 0xff;
  }
  return crc;
}
