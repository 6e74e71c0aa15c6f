import type { CameraChoice, JpegCamera } from "../port/capture_device.ts";
import type { EncodedFrame, MediaTrack } from "../port/encoded_frame.ts";
import type { Encoder } from "../port/encoder.ts";
import type { CallEventBody } from "./call_event.ts";
import { LocalCamera } from "./local_camera.ts";
import type { ShownState } from "./shown_state.ts";

/** The one track that an end sends today. */
export const CAMERA_TRACK: MediaTrack = { id: 0, kind: "camera", codec: "jpeg" };

export interface CameraControlPorts {
  /** What the call begins with; absent for none. */
  readonly device?: JpegCamera;
  readonly openCamera?: (choice?: string) => Promise<JpegCamera>;
  readonly listCameras?: () => Promise<readonly CameraChoice[]>;
  readonly emit: (event: CallEventBody) => void;
  readonly shown: ShownState;
  readonly onFrame: (frame: EncodedFrame) => void;
  /** A picture of the camera came broken. */
  readonly onBroken: () => void;
  /** The person turned it on or off: the peer is to be told. */
  readonly onSwitched: (on: boolean) => void;
  /** No more frames come until it is on again; those that wait are for nobody. */
  readonly onOff: () => void;
}

/** This end's camera as the person at it controls it, its state told and shown. */
export class CameraControl {
  readonly #ports: CameraControlPorts;
  readonly #camera: LocalCamera;
  #stopped = false;

  constructor(ports: CameraControlPorts) {
    this.#ports = ports;
    const { device, openCamera, emit, shown, onFrame, onBroken } = ports;
    this.#camera = new LocalCamera({
      track: CAMERA_TRACK,
      device,
      open: openCamera,
      onFrame: (frame) => this.#stopped || onFrame(frame),
      onState: (state) => {
        emit({ event: "camera", ...state });
        shown.cameraIs(state, this.#camera.choice);
      },
      onBroken,
    });
  }

  /** Whether it is wanted; a camera that fails is still on. */
  get isOn(): boolean {
    return this.#camera.isOn;
  }

  /** What makes frames of its pictures. */
  get encoder(): Encoder {
    return this.#camera;
  }

  start(): void {
    if (!this.#stopped) this.#camera.start();
  }

  turn(on: boolean): void {
    this.#change(() => this.#camera.turn(on));
  }

  choose(id: string): void {
    this.#change(() => this.#camera.choose(id));
  }

  /** Those that there are to choose from, where that is known and still matters. */
  async list(): Promise<readonly CameraChoice[] | undefined> {
    // Where they cannot be listed, there are none to choose from; the person who turns the camera on is told why.
    const cameras = await this.#ports.listCameras?.().catch(() => []);
    return this.#stopped ? undefined : cameras ?? [];
  }

  /** Settles when nothing of it is left. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#camera.stop();
  }

  #change(change: () => void): void {
    if (this.#stopped) return;
    const wasOn = this.isOn;
    change();
    if (!this.isOn) this.#ports.onOff();
    if (this.isOn !== wasOn) this.#ports.onSwitched(this.isOn);
  }
}
