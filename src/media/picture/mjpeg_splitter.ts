/** What the parser expects next. Spec: ITU-T T.81, annex B. */
const enum Expect {
  /** Anything but the first byte of a marker, between pictures. */
  Junk,
  /** The second byte of SOI, between pictures. */
  JunkMarker,
  /** The FF of a marker, in a picture's headers. */
  MarkerPrefix,
  /** A marker's second byte, in a picture's headers. */
  Marker,
  LengthHigh,
  LengthLow,
  /** The rest of a segment whose length is known. */
  Segment,
  /** Entropy-coded data, up to an FF. */
  Entropy,
  /** The byte after an FF in entropy-coded data. */
  EntropyMarker,
}

const SOI = 0xd8, EOI = 0xd9, SOS = 0xda, RST0 = 0xd0, RST7 = 0xd7, TEM = 0x01;
/** Markers below this one, except TEM, are reserved (T.81, table B.1). */
const FIRST_MARKER = 0xc0;

/** A 4096x4096 picture at quality 100 is hardly larger, and no camera comes near. */
const MAX_PICTURE_BYTES = 8 << 20;
/** A new buffer is this many times as large as the last picture, so that it seldom has to grow. */
const ASSEMBLY_SLACK = 1.25;
const MIN_ASSEMBLY_BYTES = 16 << 10;
const NONE: readonly Uint8Array[] = [];

/**
 * Cuts a byte stream of JPEG pictures (Motion JPEG) into complete pictures, each from SOI to EOI. It follows the
 * markers: lengths of segments (so a thumbnail in an APPn does not count), stuffed bytes, restart markers and further
 * scans in entropy-coded data. A picture is given out with its last byte, not with the first byte of the next.
 *
 * Some cameras leave out the end marker. Then the SOI of the next picture ends the picture, which gets its EOI here and
 * is counted. Bytes between pictures are skipped. A picture that is broken, cut short before its image data, or larger
 * than the limit is dropped and counted, and the next SOI begins a new one.
 *
 * @example
 * ```ts
 * const splitter = new MjpegSplitter();
 * for await (const chunk of process.stdout) for (const jpeg of splitter.push(chunk)) send(jpeg);
 * ```
 */
export class MjpegSplitter {
  readonly #maxBytes: number;
  readonly #onDropped: () => void;
  #expect: Expect = Expect.Junk;
  /** Bytes of the segment still to come. */
  #segmentRest = 0;
  #lengthHigh = 0;
  #segmentIsScan = false;
  #hasScan = false;
  /** Entropy-coded data has arrived, so there is something to see even without the end marker. */
  #hasImageData = false;
  /** The bytes of a picture that began in an earlier chunk. */
  #assembly: Uint8Array<ArrayBuffer> | undefined;
  #assembled = 0;
  /** The picture is too large: it is parsed to its end, but not kept. */
  #discarding = false;
  #lastPictureBytes = 0;
  #dropped = 0;
  #endMarkersAdded = 0;
  #lastLackedItsEnd = false;

  /**
   * @param maxBytes A larger picture is dropped. No more memory is used than this, except while a buffer grows.
   * @param onDropped Called for each picture that is dropped.
   */
  constructor(maxBytes: number = MAX_PICTURE_BYTES, onDropped: () => void = () => {}) {
    this.#maxBytes = maxBytes;
    this.#onDropped = onDropped;
  }

  /** Pictures dropped so far: broken, cut short, or too large. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Pictures without an end marker that were given one. */
  get endMarkersAdded(): number {
    return this.#endMarkersAdded;
  }

  /**
   * The stream has ended. Returns the last picture if the stream leaves out end markers. Otherwise the picture was cut
   * short, and is dropped.
   */
  end(): Uint8Array | undefined {
    if (this.#expect <= Expect.JunkMarker) {
      this.#reset();
      return undefined;
    }
    if (!this.#lastLackedItsEnd || !this.#hasImageData) {
      this.#abandon();
      return undefined;
    }
    return this.#finishWithoutEnd(Uint8Array.of(0xff, EOI), 0, 2);
  }

  /**
   * The pictures whose last byte is in `chunk`, in order. Each is a copy, so `chunk` may be used again at once. A picture may
   * be part of a larger buffer that nothing else uses.
   */
  push(chunk: Uint8Array): readonly Uint8Array[] {
    const end = chunk.length;
    /** Where the current picture's bytes begin in this chunk; -1 between pictures. */
    let start = this.#expect > Expect.JunkMarker ? 0 : -1;
    let at = 0;
    let pictures: Uint8Array[] | undefined;
    while (at < end) {
      switch (this.#expect) {
        case Expect.Junk: {
          const prefix = chunk.indexOf(0xff, at);
          if (prefix < 0) return pictures ?? NONE;
          at = prefix + 1;
          this.#expect = Expect.JunkMarker;
          break;
        }
        case Expect.JunkMarker: {
          const code = chunk[at++];
          if (code === SOI) start = this.#begin(at);
          else if (code !== 0xff) this.#expect = Expect.Junk;
          break;
        }
        case Expect.MarkerPrefix:
          if (chunk[at++] === 0xff) this.#expect = Expect.Marker;
          else start = this.#abandon();
          break;
        case Expect.EntropyMarker: {
          const code = chunk[at];
          if (code === 0x00 || (code >= RST0 && code <= RST7)) {
            at++;
            this.#hasImageData = true;
            this.#expect = Expect.Entropy;
            break;
          }
          if (code === 0xff) {
            at++;
            break;
          }
          this.#expect = Expect.Marker;
        } // falls through: a marker ends the scan
        case Expect.Marker: {
          const code = chunk[at++];
          if (code === 0xff) {
            break; // A fill byte (T.81 B.1.1.2).
          } else if (code === EOI) {
            if (this.#hasScan) {
              const picture = this.#finish(chunk, start, at);
              if (picture) (pictures ??= []).push(picture);
              this.#lastLackedItsEnd = false;
              start = -1;
            } else start = this.#abandon();
          } else if (code === SOI) {
            if (this.#hasImageData) {
              const picture = this.#finishWithoutEnd(chunk, start, at);
              if (picture) (pictures ??= []).push(picture);
            } else this.#abandon();
            start = this.#begin(at);
          } else if (code === TEM || (code >= RST0 && code <= RST7)) {
            this.#expect = Expect.MarkerPrefix;
          } else if (code < FIRST_MARKER) {
            start = this.#abandon();
          } else {
            this.#segmentIsScan = code === SOS;
            this.#expect = Expect.LengthHigh;
          }
          break;
        }
        case Expect.LengthHigh:
          this.#lengthHigh = chunk[at++];
          this.#expect = Expect.LengthLow;
          break;
        case Expect.LengthLow:
          // The length counts its own two bytes.
          this.#segmentRest = (this.#lengthHigh << 8 | chunk[at++]) - 2;
          if (this.#segmentRest < 0) start = this.#abandon();
          else this.#expect = Expect.Segment;
          break;
        case Expect.Segment: {
          const step = Math.min(this.#segmentRest, end - at);
          at += step;
          this.#segmentRest -= step;
          break;
        }
        case Expect.Entropy: {
          const prefix = chunk.indexOf(0xff, at);
          if (prefix !== at) this.#hasImageData = true;
          at = prefix < 0 ? end : prefix + 1;
          if (prefix >= 0) this.#expect = Expect.EntropyMarker;
          break;
        }
      }
      if (this.#expect === Expect.Segment && this.#segmentRest === 0) {
        if (this.#segmentIsScan) this.#hasScan = true;
        this.#expect = this.#segmentIsScan ? Expect.Entropy : Expect.MarkerPrefix;
      }
    }
    if (start >= 0) this.#keep(chunk, start, end);
    return pictures ?? NONE;
  }

  /** A picture begins. `at` is just after its SOI, which may have begun in the chunk before. */
  #begin(at: number): number {
    this.#expect = Expect.MarkerPrefix;
    this.#hasScan = false;
    this.#hasImageData = false;
    if (at >= 2) return at - 2;
    this.#assembly = this.#newAssembly();
    this.#assembly[0] = 0xff;
    this.#assembled = 1;
    return 0;
  }

  /** The current picture is broken. Returns -1: no picture begins here. */
  #abandon(): number {
    this.#drop();
    this.#reset();
    return -1;
  }

  #drop(): void {
    this.#dropped++;
    this.#onDropped();
  }

  #reset(): void {
    this.#expect = Expect.Junk;
    this.#assembly = undefined;
    this.#assembled = 0;
    this.#discarding = false;
  }

  #finish(chunk: Uint8Array, start: number, end: number): Uint8Array | undefined {
    let picture: Uint8Array | undefined;
    if (this.#assembly === undefined && !this.#discarding && end - start <= this.#maxBytes) {
      picture = chunk.slice(start, end);
    } else {
      this.#keep(chunk, start, end);
      picture = this.#assembly?.subarray(0, this.#assembled);
    }
    this.#reset();
    if (picture) this.#lastPictureBytes = picture.length;
    else this.#drop();
    return picture;
  }

  /** The same for a picture that ends at `end` with another marker instead of EOI. */
  #finishWithoutEnd(chunk: Uint8Array, start: number, end: number): Uint8Array | undefined {
    const picture = this.#finish(chunk, start, end);
    this.#lastLackedItsEnd = true;
    if (picture === undefined) return undefined;
    picture[picture.length - 1] = EOI;
    this.#endMarkersAdded++;
    return picture;
  }

  /** Adds the picture's bytes in this chunk to those of earlier chunks. */
  #keep(chunk: Uint8Array, start: number, end: number): void {
    if (this.#discarding) return;
    const total = this.#assembled + end - start;
    if (total > this.#maxBytes) {
      this.#assembly = undefined;
      this.#assembled = 0;
      this.#discarding = true;
      return;
    }
    let assembly = this.#assembly ??= this.#newAssembly();
    if (assembly.length < total) {
      assembly = new Uint8Array(Math.min(this.#maxBytes, Math.max(total, assembly.length * 2)));
      assembly.set(this.#assembly.subarray(0, this.#assembled));
      this.#assembly = assembly;
    }
    assembly.set(chunk.subarray(start, end), this.#assembled);
    this.#assembled = total;
  }

  #newAssembly(): Uint8Array<ArrayBuffer> {
    const bytes = Math.max(MIN_ASSEMBLY_BYTES, Math.ceil(this.#lastPictureBytes * ASSEMBLY_SLACK));
    return new Uint8Array(Math.min(this.#maxBytes, bytes));
  }
}
