/** How often a file is looked at. */
const PERIOD_MS = 1000;

/** Tells when a file has become another one, such as a still picture that something renews. */
export class FileWatch {
  readonly #path: string;
  #first: string | undefined;
  #last: string | undefined;
  #lookedMs: number;

  constructor(path: string, nowMs: number) {
    this.#path = path;
    this.#lookedMs = nowMs;
    this.#first = this.#last = stamp(path);
  }

  /** Whether it is the one that it was at first. */
  get isSame(): boolean {
    return stamp(this.#path) === this.#first;
  }

  /** Whether it is another one, and was written to its end: it did not change since it was last looked at. */
  hasChanged(nowMs: number): boolean {
    if (nowMs - this.#lookedMs < PERIOD_MS) return false;
    this.#lookedMs = nowMs;
    const before = this.#last;
    this.#last = stamp(this.#path);
    return this.#last !== undefined && this.#last !== this.#first && this.#last === before;
  }
}

/** `undefined` if it no longer exists: what was read of it is still valid. */
function stamp(path: string): string | undefined {
  try {
    const { mtime, size, ino } = Deno.statSync(path);
    return `${mtime?.getTime()} ${size} ${ino}`;
  } catch {
    return undefined;
  }
}
