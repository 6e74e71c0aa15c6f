/** Bytes of the length before each record: unsigned, little-endian (`struct.pack("Q", n)` of the PyShine programs). */
export const LENGTH_PREFIX_BYTES = 8;

/** First allocation for a record. It grows with the bytes that really arrive, never with the length that a peer claims. */
const FIRST_ALLOCATION_BYTES = 4096;

/**
 * Cuts a byte stream into length-prefixed records, however TCP split or joined it. Allocates at most twice the bytes that have
 * arrived of one record.
 */
export class LengthPrefixReader {
  /** Set once a record claims more than the limit. After that, nobody knows where the next record begins. */
  tooLong = false;
  readonly #limitBytes: number;
  readonly #prefix = new Uint8Array(LENGTH_PREFIX_BYTES);
  #prefixFill = 0;
  #record = new Uint8Array(0);
  #recordFill = 0;
  /** Length of the record being read; -1 while its prefix is incomplete. */
  #recordBytes = -1;

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  /** Whether a record has begun and is not complete. */
  get midRecord(): boolean {
    return this.#prefixFill > 0 || this.#recordBytes >= 0;
  }

  /** The bytes so far of the record being read. Valid until the next `push`. */
  get partial(): Uint8Array {
    return this.#record.subarray(0, this.#recordFill);
  }

  /** The records that `bytes` completes, without their prefixes, each in its own buffer. */
  push(bytes: Uint8Array): Uint8Array[] {
    const records: Uint8Array[] = [];
    let at = 0;
    while (at < bytes.length && !this.tooLong) {
      if (this.#recordBytes < 0) {
        const taken = Math.min(LENGTH_PREFIX_BYTES - this.#prefixFill, bytes.length - at);
        this.#prefix.set(bytes.subarray(at, at + taken), this.#prefixFill);
        this.#prefixFill += taken;
        at += taken;
        if (this.#prefixFill < LENGTH_PREFIX_BYTES) break;
        this.#beginRecord();
      }
      if (this.tooLong) break;
      const taken = Math.min(this.#recordBytes - this.#recordFill, bytes.length - at);
      this.#append(bytes.subarray(at, at + taken));
      at += taken;
      if (this.#recordFill === this.#recordBytes) records.push(this.#endRecord());
    }
    return records;
  }

  #beginRecord(): void {
    const length = new DataView(this.#prefix.buffer).getBigUint64(0, true);
    this.tooLong = length > BigInt(this.#limitBytes);
    if (this.tooLong) return;
    this.#recordBytes = Number(length);
    this.#record = new Uint8Array(Math.min(this.#recordBytes, FIRST_ALLOCATION_BYTES));
    this.#recordFill = 0;
  }

  #append(bytes: Uint8Array): void {
    const needed = this.#recordFill + bytes.length;
    if (needed > this.#record.length) {
      const grown = new Uint8Array(Math.min(this.#recordBytes, Math.max(needed, 2 * this.#record.length)));
      grown.set(this.#record.subarray(0, this.#recordFill));
      this.#record = grown;
    }
    this.#record.set(bytes, this.#recordFill);
    this.#recordFill = needed;
  }

  #endRecord(): Uint8Array {
    const record = this.#record;
    this.#record = new Uint8Array(0);
    this.#recordFill = 0;
    this.#recordBytes = -1;
    this.#prefixFill = 0;
    return record;
  }
}

/** A buffer for one record. The prefix is written; the caller writes the record from {@linkcode LENGTH_PREFIX_BYTES} on. */
export function allocateRecord(recordBytes: number): Uint8Array {
  const framed = new Uint8Array(LENGTH_PREFIX_BYTES + recordBytes);
  new DataView(framed.buffer).setBigUint64(0, BigInt(recordBytes), true);
  return framed;
}
