import type { Clock } from "../../../port/clock.ts";
import { type Libpulse, openLibpulse } from "./libpulse.ts";
import { PulseError } from "./pulse_error.ts";
import { zeroEnded } from "./zero_ended.ts";

/** From `pa_context_state_t`. */
const CONTEXT_READY = 4, CONTEXT_FAILED = 5;
/** From `pa_error_code_t`. */
const REFUSED = 6, TIMED_OUT = 8, INTERNAL = 10;

/** The longest wait of one turn: what ends the connection is noticed after this time at the latest. */
const TURN_MS = 100;
/** How long the server may take to answer. */
const PATIENCE_MS = 5_000;

/**
 * A connection to PulseAudio, or to PipeWire in its place. libpulse's own main loop runs in turns: only the waiting of a turn
 * is done in another thread, all else (and every callback) in this one. So no call waits for longer than a turn,
 * everything can be ended at any time, and no memory of JavaScript is in use by another thread.
 */
export class PulseConnection {
  readonly context: Deno.PointerValue;
  readonly #library: Libpulse;
  readonly #clock: Clock;
  readonly #loop: Deno.PointerValue;

  /** `undefined` without libpulse. */
  static create(clock: Clock): PulseConnection | undefined {
    const library = openLibpulse();
    return library && new PulseConnection(library, clock);
  }

  private constructor(library: Libpulse, clock: Clock) {
    this.#library = library;
    this.#clock = clock;
    this.#loop = this.calls.pa_mainloop_new();
    this.context = this.calls.pa_context_new(this.calls.pa_mainloop_get_api(this.#loop), zeroEnded("vchat"));
  }

  get calls(): Libpulse["symbols"] {
    return this.#library.symbols;
  }

  /**
   * Connects. `server` as PULSE_SERVER has it; without it, the one that every program finds. Resolves to false if `isEnded`
   * became true meanwhile. Rejects with a {@linkcode PulseError}.
   */
  async connect(server: string | undefined, isEnded: () => boolean): Promise<boolean> {
    const { pa_context_connect, pa_context_get_state } = this.calls;
    const address = server === undefined ? null : zeroEnded(server);
    if (await pa_context_connect(this.context, address, 0, null) < 0) throw this.error(REFUSED);
    return await this.until(() => pa_context_get_state(this.context) === CONTEXT_READY, isEnded);
  }

  /** Takes turns until `isDone`. Resolves to false if `isEnded` came first. Rejects with a {@linkcode PulseError}. */
  async until(isDone: () => boolean, isEnded: () => boolean): Promise<boolean> {
    const limitMs = this.#clock.nowMs() + PATIENCE_MS;
    while (!isDone()) {
      if (isEnded()) return false;
      if (this.#clock.nowMs() > limitMs) throw new PulseError(TIMED_OUT);
      await this.turn();
    }
    return true;
  }

  /** Waits until the server says something, for a turn at most. Rejects with a {@linkcode PulseError} if the connection broke. */
  async turn(): Promise<void> {
    const { pa_mainloop_prepare, pa_mainloop_poll, pa_mainloop_dispatch, pa_context_get_state } = this.calls;
    const isRun = pa_mainloop_prepare(this.#loop, TURN_MS * 1000) >= 0 && await pa_mainloop_poll(this.#loop) >= 0 &&
      pa_mainloop_dispatch(this.#loop) >= 0;
    if (!isRun || pa_context_get_state(this.context) >= CONTEXT_FAILED) throw this.error(INTERNAL);
  }

  /** What libpulse says went wrong last. */
  error(otherwise: number): PulseError {
    return new PulseError(this.calls.pa_context_errno(this.context) || otherwise);
  }

  /** To be called between turns. */
  close(): void {
    this.calls.pa_context_disconnect(this.context);
    this.calls.pa_context_unref(this.context);
    this.calls.pa_mainloop_free(this.#loop);
    this.#library.close();
  }
}
