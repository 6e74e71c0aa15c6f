/** One key, or typed or pasted text. Keys with modifiers are named like `ctrl-a`, `alt-b`, `ctrl-left`. */
export type Key =
  | { readonly name: "text"; readonly text: string }
  /** `cut`: the paste was too long, and its end is missing. */
  | { readonly name: "paste"; readonly text: string; readonly cut: boolean }
  /** Not a key: the terminal reports its last row and column (ECMA-48's CPR). */
  | { readonly name: "size"; readonly columns: number; readonly rows: number }
  | { readonly name: KeyName };

type BaseKey = "up" | "down" | "left" | "right" | "home" | "end" | "delete" | "page-up" | "page-down" | "enter";
export type KeyName =
  | BaseKey
  | `${"ctrl" | "alt"}-${BaseKey}`
  | `${"ctrl" | "alt"}-${string}`
  | "tab"
  | "backspace"
  | "escape";

/** The most characters taken from one paste. */
export const PASTE_LIMIT = 100_000;
/** No keyboard sends a control sequence longer than this. It is skipped to its end. */
const SEQUENCE_LIMIT = 32;

const CTRL_C = 3;
const PASTE_END = "\x1b[201~";
const FINALS: Readonly<Record<string, BaseKey>> = {
  A: "up",
  B: "down",
  C: "right",
  D: "left",
  H: "home",
  F: "end",
  M: "enter",
};
const NUMBERS: Readonly<Record<string, BaseKey>> = {
  1: "home",
  3: "delete",
  4: "end",
  5: "page-up",
  6: "page-down",
  7: "home",
  8: "end",
};

/**
 * Decodes the bytes of a terminal in raw mode into keys, wherever the input is split. It knows the ECMA-48 control sequences
 * that xterm sends for keys (xterm's ctlseqs, "PC-Style Function Keys", "Bracketed Paste Mode"), and skips all others.
 */
export class KeyDecoder {
  readonly #utf8 = new TextDecoder();
  #state: "ground" | "escape" | "csi" | "ss3" | "string" | "paste" = "ground";
  #sequence = "";
  #keys: Key[] = [];
  #typed = "";
  #pasted = "";
  /** How many characters of the sequence that ends the paste have arrived. */
  #endSeen = 0;
  #pastedCut = false;
  /** A Ctrl-C arrived alone during a paste. If nothing follows, a person pressed it because the paste never ends. */
  #leavesPaste = false;

  push(bytes: Uint8Array): Key[] {
    this.#leavesPaste = this.#state === "paste" && bytes.every((byte) => byte === CTRL_C);
    for (const character of this.#utf8.decode(bytes, { stream: true })) this.#next(character);
    return this.#take();
  }

  /** Nothing arrived for a while. A lone escape or Ctrl-C was a key, and an unfinished sequence is dropped. */
  flush(): Key[] {
    if (this.#state === "escape") this.#add("escape");
    if (this.#leavesPaste) {
      this.#endPaste();
      this.#add("ctrl-c");
    }
    this.#leavesPaste = false;
    if (this.pending) this.#state = "ground";
    return this.#take();
  }

  /** Whether the input ends in the middle of something that a keyboard would have finished at once. */
  get pending(): boolean {
    return this.#leavesPaste || this.#state !== "ground" && this.#state !== "paste";
  }

  #take(): Key[] {
    this.#endText();
    const keys = this.#keys;
    this.#keys = [];
    return keys;
  }

  #add(name: KeyName): void {
    this.#endText();
    this.#keys.push({ name });
  }

  #endText(): void {
    if (this.#typed !== "") this.#keys.push({ name: "text", text: this.#typed });
    this.#typed = "";
  }

  #next(character: string): void {
    switch (this.#state) {
      case "ground":
        return this.#ground(character);
      case "escape":
        return this.#escape(character);
      case "csi":
        return this.#csi(character);
      case "ss3": {
        this.#state = "ground";
        const name = FINALS[character];
        if (name) this.#add(name);
        return;
      }
      case "string":
        if (character === "\x07" || character === "\x9c" || character === "\x03") this.#state = "ground";
        else if (character === "\x1b") this.#state = "escape"; // a "\" that follows counts as alt-\ and does nothing
        return;
      case "paste":
        return this.#paste(character);
    }
  }

  #ground(character: string): void {
    const code = character.charCodeAt(0);
    if (character === "\x1b") this.#state = "escape";
    else if (character === "\r") this.#add("enter");
    else if (character === "\t") this.#add("tab");
    else if (character === "\x7f" || character === "\b") this.#add("backspace");
    else if (code < 0x20) this.#add(`ctrl-${String.fromCharCode(code + 0x60)}`);
    else if (code < 0x7f || code > 0x9f) this.#typed += character;
  }

  #escape(character: string): void {
    this.#state = "ground";
    const code = character.charCodeAt(0);
    if (character === "[") this.#begin("csi");
    else if (character === "O") this.#begin("ss3");
    else if ("]PX^_".includes(character)) this.#begin("string");
    else if (character === "\x1b") {
      this.#add("escape");
      this.#state = "escape";
    } else if (character === "\r") this.#add("alt-enter");
    else if (character === "\x7f" || character === "\b") this.#add("alt-backspace");
    else if (code < 0x20) this.#ground(character);
    else this.#add(`alt-${character}`);
  }

  #begin(state: "csi" | "ss3" | "string"): void {
    this.#state = state;
    this.#sequence = "";
  }

  #csi(character: string): void {
    const code = character.charCodeAt(0);
    if (code < 0x20 || code > 0x7e) {
      this.#state = "ground";
      this.#ground(character);
    } else if (code < 0x40) {
      if (this.#sequence.length < SEQUENCE_LIMIT) this.#sequence += character;
    } else {
      this.#state = "ground";
      this.#endCsi(character);
    }
  }

  #endCsi(final: string): void {
    const [number, modifier] = this.#sequence.split(";");
    if (final === "~" && number === "200") {
      this.#state = "paste";
      this.#pasted = "";
      this.#endSeen = 0;
      this.#pastedCut = false;
      return;
    }
    const [, rows, columns] = /^(\d{1,5});(\d{1,5})$/.exec(this.#sequence) ?? [];
    if (final === "R" && Number(rows) > 0 && Number(columns) > 0) {
      this.#endText();
      this.#keys.push({ name: "size", columns: Number(columns), rows: Number(rows) });
    }
    const name = final === "~" ? NUMBERS[number] : final === "M" ? undefined : FINALS[final];
    if (!name) return;
    // xterm: the parameter is 1, plus 1 for shift, 2 for alt, 4 for ctrl.
    const held = /^\d+$/.test(modifier ?? "") ? Number(modifier) - 1 : 0;
    this.#add(held & 4 ? `ctrl-${name}` : held & 2 ? `alt-${name}` : name);
  }

  #paste(character: string): void {
    if (character === PASTE_END[this.#endSeen]) {
      if (++this.#endSeen === PASTE_END.length) this.#endPaste();
      return;
    }
    const held = PASTE_END.slice(0, this.#endSeen);
    this.#endSeen = character === PASTE_END[0] ? 1 : 0;
    const more = held + (this.#endSeen ? "" : character);
    if (this.#pasted.length + more.length <= PASTE_LIMIT) this.#pasted += more;
    else this.#pastedCut = true;
  }

  #endPaste(): void {
    this.#state = "ground";
    this.#endText();
    // deno-lint-ignore no-control-regex
    const text = this.#pasted.replace(/\r\n?/g, "\n").replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, "");
    this.#pasted = "";
    if (text !== "") this.#keys.push({ name: "paste", text, cut: this.#pastedCut });
  }
}
