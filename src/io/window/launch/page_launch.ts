import type { Clock } from "../../../port/clock.ts";
import { hasDisplay } from "./has_display.ts";
import { type PageWay, type PageWayOptions, pageWays } from "./page_ways.ts";
import type { WindowEnd, WindowProcess } from "./window_process.ts";

/**
 * A page that said goodbye or broke off, and has not reconnected after this time, is closed (a reload takes a fraction of it).
 */
const PAGE_GONE_MS = 3000;
/** What dies twice in so short a time is not opened a third time. */
const STEADY_MS = 60_000;

export interface PageLaunchOptions extends PageWayOptions {
  readonly clock: Pick<Clock, "nowMs" | "callAt">;
  /** The person has closed the page or its window. */
  onLeave(): void;
}

/** "settled": the person has left, or the page is in a browser that lives by itself. */
type Outcome = "settled" | "died" | { readonly failure: string | undefined };

/**
 * Shows the page: one way after another, until one has asked for the page. A page that a person closes says goodbye, and
 * a window that a person closes ends with exit code 0; any other end is a fault, and the call continues:
 * the page is shown again, in the next way, or its address is printed.
 */
export class PageLaunch {
  readonly #done: Promise<void>;
  readonly #here: string;
  #process: WindowProcess | undefined;
  /** What is removed when the page has connected, or is no longer expected. */
  #released = Promise.resolve();
  #present = false;
  /** The page disconnected without a goodbye, and did not reconnect. */
  #broken = false;
  #saidGoodbye = false;
  #left = false;
  #cancelGone = () => {};
  #change = Promise.withResolvers<void>();

  constructor(private readonly url: string, private readonly options: PageLaunchOptions) {
    this.#here = `The call is shown at ${url} - open it in a browser on this machine (the address is a secret).`;
    this.#done = this.#run().catch((error) => {
      options.onNotice(`No window: ${messageOf(error)}. ${this.#here}`);
    });
  }

  /** A page has connected, or the last one has disconnected. */
  pageChanged(present: boolean, saidGoodbye: boolean): void {
    this.#cancelGone();
    this.#present = present;
    this.#saidGoodbye = saidGoodbye;
    this.#broken = false;
    if (!present && !this.#left) {
      this.#cancelGone = this.#after(PAGE_GONE_MS, () => {
        this.#broken = !saidGoodbye;
        if (saidGoodbye) this.leave();
      });
    }
    this.#changed();
  }

  /** The person has left. */
  leave(): void {
    if (this.#left) return;
    this.#stop();
    this.options.onLeave();
  }

  /** Settles when every process and file of the launch is gone. */
  async close(): Promise<void> {
    this.#stop();
    await this.#process?.close();
    await this.#done;
    await this.#released;
  }

  #stop(): void {
    this.#left = true;
    this.#cancelGone();
    this.#changed();
  }

  async #run(): Promise<void> {
    const { os, env, onNotice } = this.options;
    if (hasDisplay(os, env)) await this.#showSomewhere();
    else onNotice(`No display here, so no window. ${this.#here}`);
    // From here on the page is in a browser that is not ours.
    for (;;) {
      await this.#until(() => this.#broken);
      if (this.#left) return;
      this.#broken = false;
      onNotice(`The page has stopped, but the call continues. ${this.#here}`);
    }
  }

  async #showSomewhere(): Promise<void> {
    const failures: string[] = [];
    for await (const way of pageWays(this.url, this.options)) {
      const outcome = await this.#keep(way);
      if (outcome === "settled") return;
      if (outcome !== undefined) failures.push(`${way.name}: ${outcome}`);
    }
    const why = failures.length === 0 ? "" : ` (${failures.join("; ")})`;
    this.options.onNotice(`No window and no browser found.${why} ${this.#here}`);
  }

  /** "settled", or why this way does not show the page, if that has not been reported yet. */
  async #keep(way: PageWay): Promise<"settled" | string | undefined> {
    const { os, clock, onNotice } = this.options;
    for (let diedMs = -Infinity;; diedMs = clock.nowMs()) {
      const outcome = this.#left ? "settled" : await this.#show(way);
      if (outcome === "settled" || this.#left) return "settled";
      if (outcome !== "died") {
        const { failure } = outcome;
        if (failure === undefined || way.kind !== "window") return failure;
        onNotice(`No ${way.name}: ${failure}${hint(os, failure)}`);
        return undefined;
      }
      const isSteady = clock.nowMs() - diedMs > STEADY_MS;
      const next = isSteady ? "it is opened again" : "another way to show it is tried";
      onNotice(`The program that showed the call (${way.name}) has stopped. The call continues, and ${next}.`);
      if (!isSteady) return undefined;
    }
  }

  async #show(way: PageWay): Promise<Outcome> {
    let started;
    try {
      started = await way.start();
    } catch (error) {
      return { failure: error instanceof Deno.errors.NotFound ? undefined : messageOf(error) };
    }
    const { process, release } = started;
    this.#process = process;
    if (this.#left) await process.close();
    const outcome = await this.#follow(way, process);
    // A browser that is not ours may not have read yet what it was asked to open, or may keep it open.
    const isOurs = way.kind !== "opener" && !(outcome === "settled" && this.#present);
    if (isOurs) await process.close();
    else await this.#released;
    const isRead = () => way.kind === "opener" && this.#present;
    this.#released = isOurs ? release() : this.#until(isRead).then(release);
    if (isOurs) await this.#released;
    return outcome;
  }

  async #follow({ kind, patienceMs }: PageWay, process: WindowProcess): Promise<Outcome> {
    let end: WindowEnd | undefined;
    process.ended.then((ended) => {
      end = ended;
      this.#changed();
    });
    const hasFailed = () => end !== undefined && (kind !== "opener" || end.code !== 0);
    await this.#until(() => this.#present || hasFailed(), patienceMs);
    if (this.#left) return "settled";
    if (!this.#present) {
      // A window that was closed before its page was there.
      if (kind === "window" && end?.code === 0) this.leave();
      return { failure: end === undefined ? `it has not asked for the page in ${patienceMs / 1000} s` : lastLine(end) };
    }
    if (kind === "opener") return "settled";

    await this.#until(() => end !== undefined || this.#broken);
    // The connection's end may be heard of after the process's.
    if (end !== undefined) await this.#until(() => !this.#present, PAGE_GONE_MS);
    if (this.#left || this.#present) return "settled";
    if (end?.code !== 0 && !(end !== undefined && kind === "browser" && this.#saidGoodbye)) return "died";
    this.leave();
    return "settled";
  }

  /** Waits until it holds, the person has left, or the time is over. */
  async #until(holds: () => boolean, patienceMs?: number): Promise<void> {
    let isLate = false;
    const cancel = patienceMs === undefined ? () => {} : this.#after(patienceMs, () => isLate = true);
    while (!this.#left && !isLate && !holds()) await this.#change.promise;
    cancel();
  }

  #after(delayMs: number, act: () => void): () => void {
    const { clock } = this.options;
    return clock.callAt(clock.nowMs() + delayMs, () => {
      act();
      this.#changed();
    });
  }

  #changed(): void {
    const { resolve } = this.#change;
    this.#change = Promise.withResolvers();
    resolve();
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The last that it said, without what Chromium puts before a line of its log: numbers, the time, a place in its source. */
function lastLine({ said }: WindowEnd): string {
  const line = said.trimEnd().split("\n").at(-1)?.replace(/^\[[\d:/.]+:[A-Z]+:[^\]]*\]\s*/, "");
  return line || "it ended without a word";
}

function hint(os: string, said: string): string {
  return os === "linux" && said.includes("webkitgtk") ? " (on Debian and Ubuntu: apt install libwebkitgtk-6.0-4)" : "";
}
