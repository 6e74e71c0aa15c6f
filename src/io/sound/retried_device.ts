import type { Clock } from "../../port/clock.ts";
import type { SoundDeviceState } from "../../port/sound_device.ts";
import { NoSuchSource } from "../capture/devices/capture_source.ts";
import { RetryPause } from "../capture/retry_pause.ts";
import { StateReport } from "../capture/state_report.ts";
import { reportFault } from "../process/report_fault.ts";

/**
 * Runs a device once. Resolves to why it ended: a failure, `starting` if nothing went wrong, or `undefined` after `signal`. Rejects with a
 * {@linkcode NoSuchSource} if there is no device of its name. `onRunning` is to be called whenever there is sound.
 */
export type DeviceRun = (signal: AbortSignal, onRunning: () => void) => Promise<SoundDeviceState | undefined>;

/** A device that failed is tried again after this time, which doubles each time, up to the longest. */
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 5_000;
/** A device that ran for this long works: the next pause is the first one again. */
const WELL_MS = 2_000;
/** Between two runs of a device with which nothing is wrong, as a FIFO between two writers. */
const NEXT_RUN_MS = 50;

/** Runs a device again and again, with growing pauses while it fails, and reports its state. */
export class RetriedDevice {
  readonly #run: DeviceRun;
  readonly #clock: Clock;
  readonly #pause: RetryPause;
  readonly #states = new StateReport<SoundDeviceState>();
  /** That of the current run. */
  #ending = new AbortController();
  #isStopped = false;
  #running: Promise<void> | undefined;

  constructor(run: DeviceRun, clock: Clock) {
    this.#run = run;
    this.#clock = clock;
    this.#pause = new RetryPause(clock);
  }

  start(onState: (state: SoundDeviceState) => void): void {
    this.#states.onState = onState;
    this.#say({ state: "starting" });
    this.#running = this.#runAll();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#ending.abort();
    this.#pause.end();
    await this.#running;
  }

  async #runAll(): Promise<void> {
    let pauseMs = FIRST_PAUSE_MS;
    while (!this.#isStopped) {
      const { signal } = this.#ending = new AbortController();
      let soundMs: number | undefined;
      const ended = await this.#run(signal, () => {
        if (soundMs !== undefined) return;
        soundMs = this.#clock.nowMs();
        this.#say({ state: "running" });
      }).catch(failureOf);
      if (this.#isStopped) return;
      if (soundMs !== undefined && this.#clock.nowMs() - soundMs >= WELL_MS) pauseMs = FIRST_PAUSE_MS;
      this.#say(ended ?? { state: "starting" });
      if (ended?.state !== "failed") {
        await this.#pause.wait(NEXT_RUN_MS);
        continue;
      }
      await this.#pause.wait(pauseMs);
      pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2);
    }
  }

  #say(state: SoundDeviceState): void {
    if (!this.#isStopped) this.#states.report(state);
  }
}

function failureOf(fault: unknown): SoundDeviceState {
  if (fault instanceof NoSuchSource) {
    return { state: "failed", reason: "not_found", message: fault.message, hint: fault.hint };
  }
  reportFault(fault);
  return {
    state: "failed",
    reason: "stopped",
    message: "a fault of vchat stopped the sound",
    hint: "it restarts automatically; please report the fault",
  };
}
