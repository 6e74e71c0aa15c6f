/** What happened to a frame and when, in milliseconds. */
export interface LedgerFrame {
  readonly n: number;
  /** When it was complete in the main process, and given to the window. */
  readonly offeredMs: number;
  /** When it was given to the page's connection. */
  sentMs?: number;
  /** When the page reported that it has drawn it. */
  shownMs?: number;
  /** When it was superseded, or found to be undecodable. */
  droppedMs?: number;
}

/** Records what happens to every frame. */
export class FrameLedger {
  readonly #frames = new Map<number, LedgerFrame>();
  #inPage = 0;
  #mostInPage = 0;
  #newestShownMs: number | undefined;

  /** The most frames that were with the page at the same time: sent, and neither drawn nor dropped. */
  get mostInPage(): number {
    return this.#mostInPage;
  }

  /** When the last frame was drawn. */
  get newestShownMs(): number | undefined {
    return this.#newestShownMs;
  }

  offered(n: number, nowMs: number): void {
    this.#frames.set(n, { n, offeredMs: nowMs });
  }

  sent(n: number, nowMs: number): void {
    const frame = this.#frames.get(n);
    if (!frame) return;
    frame.sentMs = nowMs;
    this.#mostInPage = Math.max(this.#mostInPage, ++this.#inPage);
  }

  shown(n: number, nowMs: number): void {
    const frame = this.#frames.get(n);
    if (!frame) return;
    frame.shownMs = this.#newestShownMs = nowMs;
    this.#inPage--;
  }

  dropped(n: number, nowMs: number): void {
    const frame = this.#frames.get(n);
    if (!frame) return;
    frame.droppedMs = nowMs;
    if (frame.sentMs !== undefined) this.#inPage--;
  }

  /** The frames offered within the span, in order. */
  between(fromMs: number, toMs: number): LedgerFrame[] {
    return [...this.#frames.values()].filter(({ offeredMs }) => offeredMs >= fromMs && offeredMs < toMs);
  }

  /** The newest frame sent by then whose number modulo `divisor` is `rest`. */
  newestSent(byMs: number, rest: number, divisor: number): LedgerFrame | undefined {
    let newest: LedgerFrame | undefined;
    for (const frame of this.#frames.values()) {
      if (frame.n % divisor === rest && frame.sentMs !== undefined && frame.sentMs <= byMs) newest = frame;
    }
    return newest;
  }
}
