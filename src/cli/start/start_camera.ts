import { HandedCamera } from "../../call/handed_camera.ts";
import { LocalCamera } from "../../call/local_camera.ts";
import { withoutCommandLine } from "../../call/without_command_line.ts";
import type { Camera } from "../../port/capture_device.ts";
import type { LocalCameraState } from "../../port/display.ts";
import type { RawPicture } from "../../port/raw_picture.ts";
import type { OpenCamera } from "../commands/open_camera.ts";

export interface StartCameraPorts {
  /** Opens the chosen camera, or the one of the options. */
  readonly open: OpenCamera;
  /** That of the options. */
  readonly first?: string;
  readonly onState: (state: LocalCameraState) => void;
  readonly onJpeg: (jpeg: Uint8Array) => void;
  readonly onRaw: (picture: RawPicture) => void;
}

/** This end's camera before a call: it shows the person what the other side will see. */
export class StartCamera {
  readonly #camera: LocalCamera;
  readonly #open: OpenCamera;
  /** The last camera that was asked for. It may have failed. */
  #latest: Promise<HandedCamera> | undefined;

  constructor({ open, first, onState, onJpeg, onRaw }: StartCameraPorts) {
    this.#open = open;
    this.#camera = new LocalCamera({
      track: { id: 0, kind: "camera", codec: "jpeg" },
      open: (choice, codecs) => this.#latest = open(choice, codecs).then((camera) => new HandedCamera(camera)),
      onFrame: ({ bytes }) => onJpeg(bytes),
      onState: ({ state, message, hint }) => {
        onState({
          state,
          message,
          hint: withoutCommandLine(hint),
          choice: this.#camera.choice ?? first,
          kind: this.#camera.kind,
        });
      },
      raw: { onPicture: onRaw },
    });
  }

  /** The camera that the person has chosen, if they have. */
  get choice(): string | undefined {
    return this.#camera.choice;
  }

  get isOn(): boolean {
    return this.#camera.isOn;
  }

  turn(on: boolean): void {
    this.#camera.turn(on);
  }

  choose(id: string): void {
    this.#camera.choose(id);
  }

  /** The running camera, for the call; undefined if it is off, or could not be opened. Nothing is shown any more. */
  async take(): Promise<Camera | undefined> {
    const handed = this.isOn ? await this.#latest?.catch(() => undefined) : undefined;
    const taken = handed?.isOpen ? handed.take() : undefined;
    await this.#camera.stop();
    return taken;
  }

  /** Opens the same camera again. */
  readonly reopen: OpenCamera = (choice, codecs) => this.#open(choice ?? this.choice, codecs);

  /** Settles when it is closed. */
  async stop(): Promise<void> {
    await this.#camera.stop();
  }
}
