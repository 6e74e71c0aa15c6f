import type { CaptureState, JpegCamera } from "../port/capture_device.ts";
import type { EncodedFrame, MediaTrack } from "../port/encoded_frame.ts";
import type { Encoder } from "../port/encoder.ts";

export interface LocalCameraPorts {
  readonly track: MediaTrack;
  /** What the call begins with; absent for none. */
  readonly device?: JpegCamera;
  /** Opens a camera anew: the one chosen, or the one that the call began with. Absent where none can be opened. */
  readonly open?: (choice?: string) => Promise<JpegCamera>;
  onFrame(frame: EncodedFrame): void;
  onState(state: CaptureState): void;
  /** A picture of its came broken. */
  onBroken?(): void;
}

/**
 * This end's camera, which can be turned off and on and changed for another during a call. Off, the device is really
 * stopped: nobody watches, and its light goes out. A device starts once, so that each time is a device of its own.
 */
export class LocalCamera implements Encoder {
  readonly #ports: LocalCameraPorts;
  #device: JpegCamera | undefined;
  #kbps = Infinity;
  #maxBytes = Infinity;
  #choice: string | undefined;
  /** Of the device that is wanted; what belongs to an earlier one is not heard any more. */
  #turn = 0;
  /** Settles when every device but the one that runs is gone, those on their way included. */
  #gone: Promise<unknown> = Promise.resolve();
  #isOn: boolean;

  constructor(ports: LocalCameraPorts) {
    this.#ports = ports;
    this.#device = ports.device;
    this.#isOn = ports.device !== undefined;
  }

  /** Whether it is wanted; a camera that fails is still on. */
  get isOn(): boolean {
    return this.#isOn;
  }

  /** The camera that was chosen, where one was. */
  get choice(): string | undefined {
    return this.#choice;
  }

  start(): void {
    // A person may have turned it off, or chosen another, before.
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

  /** Settles when nothing of it is left. */
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
    const gone = this.#gone; // the same camera cannot be open twice
    this.#gone = gone.then(() => this.#open(turn));
  }

  /** Settles when the device runs, or is not wanted any more and gone. */
  async #open(turn: number): Promise<void> {
    if (turn !== this.#turn) return;
    try {
      const device = await this.#ports.open!(this.#choice);
      if (turn !== this.#turn) return await device.stop();
      this.#device = device;
      device.setRate(this.#kbps);
      device.limitFrame(this.#maxBytes);
      this.#run(device, turn);
    } catch (error) {
      if (turn !== this.#turn) return;
      const { message, hint } = error as Error & { hint?: string };
      this.#ports.onState({ state: "failed", reason: "not_found", message, hint });
    }
  }

  #run(device: JpegCamera, turn: number): void {
    device.start(
      (frame) => turn === this.#turn && this.#ports.onFrame({ ...frame, track: this.#ports.track.id }),
      (state) => turn === this.#turn && this.#ports.onState(state),
      () => turn === this.#turn && this.#ports.onBroken?.(),
    );
  }
}
