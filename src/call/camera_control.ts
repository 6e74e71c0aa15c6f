import type { Camera, CameraChoice, RawHandlers } from "../port/capture_device.ts";
import type { Codec, EncodedFrame, MediaTrack } from "../port/encoded_frame.ts";
import type { Encoder } from "../port/encoder.ts";
import type { CallEventBody } from "./call_event.ts";
import { LocalCamera } from "./local_camera.ts";
import type { ShownState } from "./shown_state.ts";

/** The track that an end sends, as it begins. */
export const CAMERA_TRACK: MediaTrack = { id: 0, kind: "camera", codec: "jpeg" };

export interface CameraControlPorts {
  /** The camera that the call starts with. Absent if there is none. */
  readonly device?: Camera;
  readonly openCamera?: (choice?: string, codecs?: readonly Codec[]) => Promise<Camera>;
  /** The camera that was chosen before the call, which a menu shows as chosen. */
  readonly chosen?: string;
  readonly listCameras?: () => Promise<readonly CameraChoice[]>;
  readonly emit: (event: CallEventBody) => void;
  readonly shown: ShownState;
  readonly onTrack: (track: MediaTrack) => void;
  readonly onFrame: (frame: EncodedFrame) => void;
  readonly raw: RawHandlers;
  /** The camera gave a broken picture. */
  readonly onBroken: () => void;
  /** The camera is on or off now, and the peer must be told. One that has failed is off: the person there sees no picture. */
  readonly onSwitched: (on: boolean) => void;
  /** No more frames come until the camera is on again. Waiting frames must not be sent. */
  readonly onOff: () => void;
}

/** Lets a person control this end's camera, and reports and shows its state. */
export class CameraControl {
  readonly #ports: CameraControlPorts;
  readonly #camera: LocalCamera;
  #stopped = false;
  /** It has failed, and has not run again since. */
  #failed = false;
  /** What the peer knows. */
  #toldOn: boolean;

  constructor(ports: CameraControlPorts) {
    this.#ports = ports;
    this.#toldOn = ports.device !== undefined;
    const { device, openCamera, emit, shown, onTrack, onFrame, onBroken, raw } = ports;
    this.#camera = new LocalCamera({
      track: CAMERA_TRACK,
      device,
      open: openCamera,
      onFrame: (frame) => this.#stopped || onFrame(frame),
      onState: (state) => {
        emit({ event: "camera", ...state });
        shown.cameraIs(state, this.#camera.choice ?? ports.chosen, this.#camera.kind);
        // One that is tried again and again stays off in between.
        if (state.state !== "starting") this.#failed = state.state === "failed";
        this.#tell();
      },
      onTrack,
      onBroken,
      raw,
    });
  }

  /** Whether the person wants the camera on. A camera that failed still counts as on. */
  get isOn(): boolean {
    return this.#camera.isOn;
  }

  /** The chosen camera, if one was chosen. */
  get choice(): string | undefined {
    return this.#camera.choice;
  }

  /** What encodes the camera's pictures. */
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

  /** The cameras to choose from. Undefined if that is not known, or the call is over. */
  async list(): Promise<readonly CameraChoice[] | undefined> {
    // If the list fails, it is empty. A person who turns the camera on learns why.
    const cameras = await this.#ports.listCameras?.().catch(() => []);
    return this.#stopped ? undefined : cameras ?? [];
  }

  /** Settles when every device is closed. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#camera.stop();
  }

  #change(change: () => void): void {
    if (this.#stopped) return;
    change();
    this.#tell();
  }

  #tell(): void {
    const isOn = this.isOn && !this.#failed;
    if (this.#stopped || isOn === this.#toldOn) return;
    this.#toldOn = isOn;
    if (!isOn) this.#ports.onOff();
    this.#ports.onSwitched(isOn);
  }
}
