import type { Camera, CaptureState, RawHandlers } from "../port/capture_device.ts";
import type { Codec, EncodedFrame, MediaTrack } from "../port/encoded_frame.ts";
import type { Encoder } from "../port/encoder.ts";

export interface LocalCameraPorts {
  readonly track: MediaTrack;
  /** The camera that the call starts with. Absent if there is none. */
  readonly device?: Camera;
  /**
   * Opens a camera again: the chosen one, or the one that the call started with. `codecs`: one of these it has to make. Absent
   * if none can be opened.
   */
  readonly open?: (choice?: string, codecs?: readonly Codec[]) => Promise<Camera>;
  /** The frames that follow have another codec. */
  onTrack?(track: MediaTrack): void;
  onFrame(frame: EncodedFrame): void;
  onState(state: CaptureState): void;
  /** The camera gave a broken picture. */
  onBroken?(): void;
  /** For a camera whose pictures come raw. */
  readonly raw?: RawHandlers;
}

/**
 * This end's camera. It can be turned off and on, and changed for another, during a call. When it is off, the device is
 * really stopped, and its light goes out. A device can start only once, so each time another one is opened.
 */
export class LocalCamera implements Encoder {
  readonly #ports: LocalCameraPorts;
  #device: Camera | undefined;
  #track: MediaTrack;
  /** What the peer decodes; undefined without a peer. */
  #peerCodecs: readonly Codec[] | undefined;
  /** The device was opened for a peer that decodes nothing better. */
  #isFallback = false;
  #kbps = Infinity;
  #maxBytes = Infinity;
  #choice: string | undefined;
  /** Changes whenever another device is wanted. Events of earlier devices are then ignored. */
  #turn = 0;
  /** Settles when every device except the running one is closed, including those still being opened. */
  #gone: Promise<unknown> = Promise.resolve();
  #isOn: boolean;

  constructor(ports: LocalCameraPorts) {
    this.#ports = ports;
    this.#device = ports.device;
    this.#track = ports.track;
    this.#isOn = ports.device !== undefined;
  }

  /** Whether the person wants the camera on. A camera that failed still counts as on. */
  get isOn(): boolean {
    return this.#isOn;
  }

  /** What the device shows. */
  get kind(): "camera" | "screen" {
    return this.#device?.kind ?? "camera";
  }

  /** The chosen camera, if one was chosen. */
  get choice(): string | undefined {
    return this.#choice;
  }

  start(): void {
    // The person may already have turned it off, or chosen another.
    if (this.#device && this.#turn === 0) this.#run(this.#device, this.#turn);
  }

  setRate(kbps: number): void {
    this.#kbps = kbps;
    this.#device?.setRate(kbps);
  }

  limitFrame(maxBytes: number): void {
    this.#maxBytes = maxBytes;
    this.#device?.limitFrame(maxBytes);
  }

  requestKeyframe(): void {
    this.#device?.requestKeyframe();
  }

  frameLeft(): void {
    this.#device?.frameLeft?.();
  }

  /** A device that makes nothing that the peer decodes is opened again, in another way. */
  setPeer(codecs: readonly Codec[] | undefined, isNew = false): void {
    this.#peerCodecs = codecs;
    if (isNew) this.#kbps = Infinity;
    const device = this.#device;
    if (device === undefined) return;
    const own = device.codecs ?? ["jpeg"];
    const fits = codecs === undefined || own.some((codec) => codecs.includes(codec));
    const isLess = codecs !== undefined && this.#isFallback && codecs.some((codec) => codec !== "jpeg");
    if ((fits && !isLess) || !this.#ports.open) return device.setPeer?.(codecs, isNew);
    this.#isFallback = !isLess;
    this.#end();
    this.#reopen();
  }

  turn(on: boolean): void {
    if (on === this.#isOn || (on && !this.#ports.open)) return;
    this.#isOn = on;
    if (on) this.#reopen();
    else {
      this.#end();
      this.#ports.onState({ state: "off" });
    }
  }

  choose(choice: string): void {
    if (!this.#ports.open || (this.#device && choice === this.#choice)) return;
    this.#choice = choice;
    this.#isOn = true;
    this.#end();
    this.#reopen();
  }

  /** Settles when every device is closed. */
  async stop(): Promise<void> {
    this.#isOn = false;
    this.#end();
    await this.#gone;
  }

  #end(): void {
    this.#turn++;
    const device = this.#device;
    this.#device = undefined;
    if (device) this.#gone = Promise.allSettled([this.#gone, device.stop()]);
  }

  #reopen(): void {
    const turn = ++this.#turn;
    this.#ports.onState({ state: "starting" });
    const gone = this.#gone; // a camera cannot be open twice
    this.#gone = gone.then(() => this.#open(turn));
  }

  /** Settles when the device runs, or when it is closed because it is no longer wanted. */
  async #open(turn: number): Promise<void> {
    if (turn !== this.#turn) return;
    try {
      const device = await this.#ports.open!(this.#choice, this.#isFallback ? ["jpeg"] : undefined);
      if (turn !== this.#turn) return await device.stop();
      this.#device = device;
      device.setRate(this.#kbps);
      device.limitFrame(this.#maxBytes);
      device.setPeer?.(this.#peerCodecs, this.#kbps === Infinity);
      this.#run(device, turn);
    } catch (error) {
      if (turn !== this.#turn) return;
      const { message, hint } = error as Error & { hint?: string };
      this.#ports.onState({ state: "failed", reason: "not_found", message, hint });
    }
  }

  #run(device: Camera, turn: number): void {
    const { kind = "camera" } = device;
    device.start(
      ({ codec = "jpeg", ...frame }) => {
        if (turn !== this.#turn) return;
        if (codec !== this.#track.codec || kind !== this.#track.kind) {
          this.#ports.onTrack?.(this.#track = { ...this.#track, codec, kind });
        }
        this.#ports.onFrame({ ...frame, track: this.#track.id });
      },
      (state) => turn === this.#turn && this.#ports.onState(state),
      () => turn === this.#turn && this.#ports.onBroken?.(),
      {
        onPicture: (picture) => turn === this.#turn && this.#ports.raw?.onPicture?.(picture),
        onSkipped: () => turn === this.#turn && this.#ports.raw?.onSkipped?.(),
      },
    );
  }
}
