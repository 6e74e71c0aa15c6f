import type { Clock } from "../../../port/clock.ts";
import type { Libpulse } from "./libpulse.ts";
import { PulseError } from "./pulse_error.ts";
import { PulseLoop } from "./pulse_loop.ts";
import { zeroEnded } from "./zero_ended.ts";

/** From `pa_context_state_t`. */
const CONTEXT_READY = 4, CONTEXT_FAILED = 5;
/** From `pa_error_code_t`. */
const REFUSED = 6, TIMED_OUT = 8, INTERNAL = 10;

/** How long the server may take to answer. */
const PATIENCE_MS = 5_000;

/** A connection to PulseAudio, or to PipeWire in its place. All calls are made between the turns of a {@linkcode PulseLoop}. */
export class PulseConnection {
  readonly context: Deno.PointerValue;
  readonly #clock: Clock;
  readonly #loop: PulseLoop;

  /** `loop`: to share. Resolves to `undefined` without libpulse. */
  static async create(clock: Clock, loop = new PulseLoop(clock)): Promise<PulseConnection | undefined> {
    return await loop.join() ? new PulseConnection(clock, loop) : undefined;
  }

  private constructor(clock: Clock, loop: PulseLoop) {
    this.#clock = clock;
    this.#loop = loop;
    this.context = this.calls.pa_context_new(loop.api, zeroEnded("vchat"));
  }

  get calls(): Libpulse["symbols"] {
    return this.#loop.calls;
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
      await this.#loop.turn();
      this.#check();
    }
    return true;
  }

  /** As {@linkcode PulseLoop.serve}, until the connection breaks: then it rejects with a {@linkcode PulseError}. */
  serve<Result>(step: () => { readonly result: Result } | undefined): Promise<Result> {
    return this.#loop.serve(() => {
      this.#check();
      return step();
    });
  }

  #check(): void {
    if (this.calls.pa_context_get_state(this.context) >= CONTEXT_FAILED) throw this.error(INTERNAL);
  }

  /** What libpulse says went wrong last. */
  error(otherwise: number): PulseError {
    return new PulseError(this.calls.pa_context_errno(this.context) || otherwise);
  }

  /** To be called between turns. */
  close(): void {
    this.calls.pa_context_disconnect(this.context);
    this.calls.pa_context_unref(this.context);
    this.#loop.leave();
  }
}
