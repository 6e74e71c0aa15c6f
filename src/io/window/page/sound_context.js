/** @import { PageSoundEnd } from "../../sound/page/sound_page.ts" */
/** As SOUND_RATE_HZ in sound_device.ts. */
const RATE_HZ = 48_000;
const WORKLETS = ["play_worklet.js", "capture_worklet.js"];
/** A browser that lets the page play at all does so within this time. */
const ALLOWED_MS = 1000;
/** A time from the browser that is further than this from the page's own estimate is wrong. */
const PLAUSIBLE_MS = 500;

/** Why a device has ended. */
export class SoundEnd extends Error {
  /** @param {PageSoundEnd} reason */
  constructor(reason) {
    super(reason);
    this.reason = reason;
  }
}

/** The page's one AudioContext. Some browsers let it play only after a person has clicked or pressed a key. */
export class SoundContext {
  /** @type {AudioContext | undefined} */
  #context;
  /** @type {Promise<unknown> | undefined} */
  #loaded;
  #onBlocked;
  #users = 0;
  #blockedTimer = 0;

  /** @param {(isBlocked: boolean) => void} onBlocked whether a click is needed before anything is heard */
  constructor(onBlocked) {
    this.#onBlocked = onBlocked;
    for (const gesture of ["pointerdown", "pointerup", "keydown"]) addEventListener(gesture, () => this.resume(), true);
  }

  /**
   * The context, once it can have worklets; it may still wait for a gesture. {@linkcode close} is due after each call.
   * @returns {Promise<AudioContext>}
   */
  async open() {
    this.#users++;
    try {
      const context = this.#context ??= this.#create();
      this.resume();
      await (this.#loaded ??= Promise.all(WORKLETS.map((url) => context.audioWorklet.addModule(url))));
      return context;
    } catch (error) {
      this.#loaded = undefined;
      this.close();
      throw error instanceof SoundEnd ? error : new SoundEnd("not_started");
    }
  }

  /** A device does not need it any more. */
  close() {
    if (--this.#users > 0) return;
    this.#context?.suspend().catch(() => {});
    this.#watch();
  }

  /** Lets it run, if it may. */
  resume() {
    if (this.#users === 0 || this.#context === undefined || this.#context.state === "running") return;
    this.#context.resume().catch(() => {}); // in WebKitGTK it waits for a gesture
    this.#watch();
  }

  #create() {
    if (!("AudioWorkletNode" in globalThis)) throw new SoundEnd("not_started");
    const context = new AudioContext({ sampleRate: RATE_HZ, latencyHint: "interactive" });
    if (context.sampleRate !== RATE_HZ) throw new SoundEnd("not_started");
    context.addEventListener("statechange", () => {
      this.resume();
      this.#watch();
    });
    return context;
  }

  #watch() {
    clearTimeout(this.#blockedTimer);
    if (this.#users === 0 || this.#context?.state === "running") this.#onBlocked(false);
    else this.#blockedTimer = setTimeout(() => this.#onBlocked(true), ALLOWED_MS);
  }
}

/**
 * When a sample at `atS` of the context's time is heard, by the page's clock, in milliseconds.
 * @param {AudioContext} context
 * @param {number} atS
 */
export function heardMs(context, atS) {
  const guessMs = performance.now() + 1000 * (atS - context.currentTime) + latencyMs(context);
  const { contextTime = 0, performanceTime = 0 } = context.getOutputTimestamp?.() ?? {};
  const toldMs = performanceTime + 1000 * (atS - contextTime);
  return Math.abs(toldMs - guessMs) < PLAUSIBLE_MS ? toldMs : guessMs;
}

/**
 * How long after its time a sample is heard.
 * @param {AudioContext} context
 */
export function latencyMs(context) {
  return 1000 * (context.outputLatency || context.baseLatency || 0);
}
