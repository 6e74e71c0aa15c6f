import { setImmediate } from "node:timers";
import type { Clock } from "../../../port/clock.ts";
import { type Libpulse, openLibpulse } from "./libpulse.ts";
import { PulseError } from "./pulse_error.ts";

/** From `pa_error_code_t`. */
const INTERNAL = 10;

/** The longest wait of one turn in another thread: what ends a connection is noticed after this time at the latest. */
const TURN_MS = 100;
/** The same in this thread, and how long this thread does nothing else. */
const BLOCKED_TURN_MS = 20, BLOCKED_MS = 50;

/** Somebody who is called after each turn. */
interface Served {
  step(): void;
  fail(error: unknown): void;
}

/**
 * libpulse's main loop, which runs in turns: wait until a server says something, then do what follows. All connections of a thread may
 * share one, and then wait together. Whoever has joined calls libpulse only between turns: the next one begins when all of
 * them wait for it. So no call waits for longer than a turn, everything can be ended at any time, and no memory of
 * JavaScript is in use by another thread.
 *
 * The waiting is done in another thread, which wakes this one up. That takes longer than all the rest of a turn. So a thread that has
 * nothing else to do while a microphone and a loudspeaker are served waits itself.
 */
export class PulseLoop {
  readonly #clock: Clock;
  readonly #isWanted: (() => boolean) | undefined;
  #library: Libpulse | undefined;
  #loop: Deno.PointerValue = null;
  /** Those who have joined and are not served. */
  #joined = 0;
  #waiting: PromiseWithResolvers<void>[] = [];
  readonly #served = new Set<Served>();
  #isTurning = false;

  /**
   * `isWanted`: whether this thread has something else to do. With it, this thread may wait itself while two are served:
   * its timers may then be late by 50 ms.
   */
  constructor(clock: Clock, isWanted?: () => boolean) {
    this.#clock = clock;
    this.#isWanted = isWanted;
  }

  /** Resolves to false without libpulse. Must be followed by {@linkcode leave}. */
  async join(): Promise<boolean> {
    if (this.#library === undefined) {
      this.#library = openLibpulse();
      if (this.#library === undefined) return false;
      this.#loop = this.calls.pa_mainloop_new();
    }
    this.#joined++;
    if (!this.#isTurning) return true;
    this.calls.pa_mainloop_wakeup(this.#loop);
    await this.turn().catch(() => {}); // that turn was not ours
    return true;
  }

  /** To be called between turns. Whoever joined has closed what it opened. */
  leave(): void {
    if (--this.#joined + this.#served.size > 0) return this.#next();
    this.calls.pa_mainloop_free(this.#loop);
    this.#library!.close();
    this.#library = undefined;
  }

  /** Only for those who have joined. */
  get calls(): Libpulse["symbols"] {
    return this.#library!.symbols;
  }

  /** What a context needs. */
  get api(): Deno.PointerValue {
    return this.calls.pa_mainloop_get_api(this.#loop);
  }

  /** Waits until a server says something, for a turn at most. Rejects with a {@linkcode PulseError} if the loop broke. */
  turn(): Promise<void> {
    const waiting = Promise.withResolvers<void>();
    this.#waiting.push(waiting);
    this.#next();
    return waiting.promise;
  }

  /** Calls `step` now and after each turn, until it returns or throws something. */
  serve<Result>(step: () => { readonly result: Result } | undefined): Promise<Result> {
    const { promise, resolve, reject } = Promise.withResolvers<Result>();
    const end = () => {
      this.#served.delete(served);
      this.#joined++;
    };
    const served: Served = {
      step: () => {
        try {
          const done = step();
          if (done === undefined) return;
          resolve(done.result);
        } catch (error) {
          reject(error);
        }
        end();
      },
      fail: (error) => {
        reject(error);
        end();
      },
    };
    this.#joined--;
    this.#served.add(served);
    served.step();
    this.#next();
    return promise;
  }

  #next(): void {
    if (this.#isTurning || this.#waiting.length < this.#joined || this.#joined + this.#served.size === 0) return;
    this.#isTurning = true;
    this.#takeTurn().then((isRun) => {
      this.#isTurning = false;
      const waiting = this.#waiting.splice(0);
      if (isRun) { for (const { resolve } of waiting) resolve(); }
      else {
        const error = new PulseError(INTERNAL);
        for (const { fail } of [...this.#served]) fail(error);
        for (const { reject } of waiting) reject(error);
      }
      this.#next();
    });
  }

  /** Resolves to whether libpulse could do it. */
  async #takeTurn(): Promise<boolean> {
    const { pa_mainloop_prepare, pa_mainloop_poll, pa_mainloop_dispatch } = this.calls;
    if (this.#isWanted !== undefined && this.#mayBlock) return await this.#block(this.#isWanted);
    const isRun = pa_mainloop_prepare(this.#loop, TURN_MS * 1000) >= 0 && await pa_mainloop_poll(this.#loop) >= 0 &&
      pa_mainloop_dispatch(this.#loop) >= 0;
    if (isRun) this.#serveAll();
    return isRun;
  }

  /** A microphone and a loudspeaker are served, and nobody else is there. */
  get #mayBlock(): boolean {
    return this.#served.size > 1 && this.#joined === 0;
  }

  async #block(isWanted: () => boolean): Promise<boolean> {
    const { pa_mainloop_prepare, pa_mainloop_poll_here, pa_mainloop_dispatch } = this.calls;
    const endMs = this.#clock.nowMs() + BLOCKED_MS;
    let isRun = true;
    while (isRun && this.#mayBlock && !isWanted() && this.#clock.nowMs() < endMs) {
      isRun = pa_mainloop_prepare(this.#loop, BLOCKED_TURN_MS * 1000) >= 0 && pa_mainloop_poll_here(this.#loop) >= 0 &&
        pa_mainloop_dispatch(this.#loop) >= 0;
      if (isRun) this.#serveAll();
    }
    // Timers, messages and whoever wants to join.
    await new Promise<void>((resolve) => setImmediate(resolve));
    return isRun;
  }

  #serveAll(): void {
    for (const { step } of this.#served) step();
  }
}
