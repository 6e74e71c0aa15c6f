import type { Camera } from "../../port/capture_device.ts";
import type { Sound } from "../../port/sound.ts";
import type { OpenCamera } from "../commands/open_camera.ts";

/** Devices that run already when a call begins. Each is given away once: a call stops its devices when it ends. */
export class StartedDevices {
  /** Opens the chosen camera. What it has found out about this machine's codecs, it knows. */
  readonly openCamera: OpenCamera;
  readonly #camera: Camera | undefined;
  readonly #sound: Sound | undefined;
  #cameraIsTaken = false;
  #soundIsTaken = false;

  constructor(camera: Camera | undefined, sound: Sound | undefined, openCamera: OpenCamera) {
    this.#camera = camera;
    this.#sound = sound;
    this.openCamera = openCamera;
  }

  takeCamera(): Camera | undefined {
    if (this.#cameraIsTaken) return undefined;
    this.#cameraIsTaken = true;
    return this.#camera;
  }

  takeSound(): Sound | undefined {
    if (this.#soundIsTaken) return undefined;
    this.#soundIsTaken = true;
    return this.#sound;
  }

  /** Stops them, whoever has them. */
  async close(): Promise<void> {
    this.#cameraIsTaken = this.#soundIsTaken = true;
    await Promise.all([this.#camera?.stop(), this.#sound?.stop()]);
  }
}
