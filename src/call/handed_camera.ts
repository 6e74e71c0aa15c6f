import type { Camera, CapturedFrame, CaptureState, RawHandlers } from "../port/capture_device.ts";
import type { Codec } from "../port/encoded_frame.ts";

interface Listener {
  readonly onFrame: (frame: CapturedFrame) => void;
  readonly onState: (state: CaptureState) => void;
  readonly onBroken?: () => void;
  readonly raw?: RawHandlers;
}

/**
 * A camera that runs before a call, and is then given to it without stopping. A camera that is opened again takes seconds to
 * give a picture, and some refuse.
 */
export class HandedCamera implements Camera {
  readonly #device: Camera;
  #listener: Listener | undefined;
  #state: CaptureState | undefined;
  #isTaken = false;
  #stopped: Promise<void> | undefined;

  constructor(device: Camera) {
    this.#device = device;
  }

  get kind(): Camera["kind"] {
    return this.#device.kind;
  }

  get codecs(): readonly Codec[] | undefined {
    return this.#device.codecs;
  }

  /** Whether nobody has stopped it. */
  get isOpen(): boolean {
    return this.#stopped === undefined;
  }

  start(...[onFrame, onState, onBroken, raw]: Parameters<Camera["start"]>): void {
    if (!this.#isTaken) this.#listen({ onFrame, onState, onBroken, raw });
  }

  stop(): Promise<void> {
    return this.#isTaken ? Promise.resolve() : this.#stop();
  }

  /** What is left without a call: nobody sees what is encoded. */
  setRate(): void {}
  limitFrame(): void {}
  requestKeyframe(): void {}

  /**
   * The same camera for its next user, whose `start` begins with the present state. From then on it belongs to that one alone: the
   * first user hears nothing of it, and cannot stop it.
   */
  take(): Camera {
    this.#isTaken = true;
    this.#listener = undefined;
    const device = this.#device;
    return {
      kind: device.kind,
      codecs: device.codecs,
      start: (onFrame, onState, onBroken, raw) => this.#listen({ onFrame, onState, onBroken, raw }),
      stop: () => this.#stop(),
      setRate: (kbps) => device.setRate(kbps),
      limitFrame: (maxBytes) => device.limitFrame(maxBytes),
      requestKeyframe: () => device.requestKeyframe(),
      setPeer: (codecs, isNew) => device.setPeer?.(codecs, isNew),
      frameLeft: () => device.frameLeft?.(),
    };
  }

  #listen(listener: Listener): void {
    const runs = this.#state !== undefined;
    this.#listener = listener;
    if (runs) return listener.onState(this.#state!);
    this.#state = { state: "starting" };
    this.#device.start(
      (frame) => this.#listener?.onFrame(frame),
      (state) => {
        this.#state = state;
        this.#listener?.onState(state);
      },
      () => this.#listener?.onBroken?.(),
      {
        onPicture: (picture) => this.#listener?.raw?.onPicture?.(picture),
        onSkipped: () => this.#listener?.raw?.onSkipped?.(),
      },
    );
  }

  #stop(): Promise<void> {
    this.#listener = undefined;
    return this.#stopped ??= this.#device.stop();
  }
}
