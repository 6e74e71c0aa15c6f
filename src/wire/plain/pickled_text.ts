/**
 * The text of a pickled string, decoded piece by piece. A long text is decoded while it arrives, so that little is left to do
 * when its last bytes come.
 */

/** A string, or why the pickle was refused. */
export type PickledString = { readonly text: string } | { readonly failure: "pickle_unsafe" | "text_not_utf8" };

/** How much is decoded in one step. */
const PIECE_BYTES = 64 * 1024;
const NEWLINE = 0x0a, BACKSLASH = 0x5c, SMALL_U = 0x75, LARGE_U = 0x55;

export interface PickledText {
  /** Takes the next bytes of the text. Returns how many it took: an incomplete escape at the end is left for the next call. */
  push(bytes: Uint8Array): number;
  /** Ends the text. `rest` is what the last `push` did not take. */
  end(rest: Uint8Array): PickledString;
}

/** The text of `BINUNICODE`, `SHORT_BINUNICODE` and `BINUNICODE8`. */
export class Utf8Text implements PickledText {
  readonly #utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  readonly #parts: string[] = [];
  #failed = false;

  push(bytes: Uint8Array): number {
    for (let at = 0; at < bytes.length; at += PIECE_BYTES) this.#decode(bytes.subarray(at, at + PIECE_BYTES), true);
    return bytes.length;
  }

  end(rest: Uint8Array): PickledString {
    this.push(rest);
    this.#decode(new Uint8Array(0), false);
    return this.#failed ? { failure: "text_not_utf8" } : { text: this.#parts.join("") };
  }

  #decode(bytes: Uint8Array, stream: boolean): void {
    if (this.#failed) return;
    try {
      this.#parts.push(this.#utf8.decode(bytes, { stream }));
    } catch {
      this.#failed = true;
      this.#parts.length = 0;
    }
  }
}

/** The text of `UNICODE`: Python's `raw-unicode-escape`. It is Latin-1, but `\uXXXX` and `\UXXXXXXXX` are code points. */
export class RawUnicodeEscapeText implements PickledText {
  readonly #parts: string[] = [];
  readonly #units = new Uint16Array(8192);
  #count = 0;
  #failed = false;

  push(bytes: Uint8Array): number {
    let at = 0;
    while (at < bytes.length && !this.#failed) {
      const byte = bytes[at];
      if (byte !== BACKSLASH) {
        this.#add(byte);
        at++;
        continue;
      }
      if (at + 1 === bytes.length) return at;
      const digits = bytes[at + 1] === SMALL_U ? 4 : bytes[at + 1] === LARGE_U ? 8 : 0;
      if (digits === 0) { // any other escape stands for its two characters
        this.#add(byte);
        this.#add(bytes[at + 1]);
        at += 2;
        continue;
      }
      if (at + 2 + digits > bytes.length) return at;
      this.#addCodePoint(hexadecimal(bytes, at + 2, digits));
      at += 2 + digits;
    }
    return bytes.length;
  }

  end(rest: Uint8Array): PickledString {
    const left = rest.subarray(this.push(rest));
    // A backslash at the end stands for itself. An incomplete escape is an error.
    if (left.length === 1) this.#add(BACKSLASH);
    else if (left.length > 1) this.#failed = true;
    this.#flush();
    const text = this.#failed ? "" : this.#parts.join("");
    return !this.#failed && text.isWellFormed() ? { text } : { failure: "text_not_utf8" };
  }

  #addCodePoint(codePoint: number): void {
    if (!(codePoint <= 0x10ffff)) {
      this.#failed = true;
      this.#parts.length = 0;
    } else if (codePoint <= 0xffff) {
      this.#add(codePoint);
    } else {
      this.#add(0xd800 + (codePoint - 0x10000 >> 10));
      this.#add(0xdc00 + (codePoint - 0x10000 & 0x3ff));
    }
  }

  #add(unit: number): void {
    this.#units[this.#count++] = unit;
    if (this.#count === this.#units.length) this.#flush();
  }

  #flush(): void {
    if (this.#count > 0 && !this.#failed) {
      this.#parts.push(String.fromCharCode(...this.#units.subarray(0, this.#count)));
    }
    this.#count = 0;
  }
}

/** The value of `digits` hexadecimal digits; NaN if one of them is not a digit. */
function hexadecimal(bytes: Uint8Array, from: number, digits: number): number {
  let value = 0;
  for (let at = from; at < from + digits; at++) {
    const byte = bytes[at], letter = byte | 0x20;
    if (byte >= 0x30 && byte <= 0x39) value = value * 16 + byte - 0x30;
    else if (letter >= 0x61 && letter <= 0x66) value = value * 16 + letter - 0x57;
    else return NaN;
  }
  return value;
}

/** Where the text is in a pickle. `end` is -1 if a newline ends it that has not come yet. */
export type TextPlace = { readonly kind: "utf8" | "escaped"; readonly start: number; readonly end: number };

/** Decodes the text of a pickle before the whole pickle has come. */
export class TextAhead {
  #place: TextPlace | undefined;
  #text: PickledText | undefined;
  #at = 0;
  #complete = false;

  /** Decodes what is new. `pickle` is everything that has come so far, and `place` says where its text is. */
  advance(pickle: Uint8Array, place: TextPlace): void {
    this.#begin(place);
    if (this.#complete) return;
    let stop = place.end < 0 ? pickle.length : Math.min(place.end, pickle.length);
    if (place.end < 0) {
      const newline = pickle.indexOf(NEWLINE, this.#at);
      if (newline >= 0) [stop, this.#complete] = [newline, true];
    }
    this.#at += this.#text!.push(pickle.subarray(this.#at, stop));
  }

  /** Decodes the rest. Returns the text at `place` of the whole pickle. */
  end(pickle: Uint8Array, place: TextPlace): PickledString {
    this.#begin(place);
    return this.#text!.end(pickle.subarray(this.#at, place.end));
  }

  #begin(place: TextPlace): void {
    if (this.#place?.kind === place.kind && this.#place.start === place.start) return;
    this.#place = place;
    this.#at = place.start;
    this.#complete = false;
    this.#text = place.kind === "utf8" ? new Utf8Text() : new RawUnicodeEscapeText();
  }
}
