import type { CameraChoice } from "./capture_device.ts";
import type { DisplayHandlers, LocalCameraState, LocalSoundState } from "./display.ts";
import type { RawPicture } from "./raw_picture.ts";
import type { SoundLevels } from "./sound.ts";
import type { SoundDeviceChoice } from "./sound_device.ts";

/** What the start page shows: the page before the first call, where a person chooses to wait or to call. */
export interface StartState {
  /** What the person is called in a call. Absent if the wire carries no names. */
  readonly name?: string;
  readonly camera: LocalCameraState;
  /** Absent if this end has no sound. */
  readonly sound?: LocalSoundState;
  /** The servers of this network. */
  readonly servers: readonly StartServer[];
  /** Why servers cannot be looked for. */
  readonly serversProblem?: string;
  /** What the person wants to call, while it is looked for. */
  readonly looking?: string;
  /** What is wrong with what the person typed, or why the last call failed: lines, each with one sentence. */
  readonly problem?: string;
}

/** A server of this network. Its name is unescaped. */
export interface StartServer {
  readonly key: string;
  readonly name: string;
  /** With the port, if it is not the usual one. */
  readonly address: string;
  /** Calls to it are not encrypted. */
  readonly plain?: true;
}

/** What a person does both on the start page and in a call. */
export type DeviceHandlers = Pick<
  DisplayHandlers,
  "onCamera" | "onListCameras" | "onChooseCamera" | "onMute" | "onListSoundDevices" | "onChooseSoundDevice" | "onLeave"
>;

/** What a person does only on the start page. */
export interface StartChoices {
  /** The person wants to be called. */
  onWait(): void;
  /** The person wants to call what they typed: a link, an address or a code. */
  onCall(target: string): void;
  /** The person wants to call a server of the list. */
  onCallServer(key: string): void;
  /** What is looked for is no longer wanted. */
  onCancel(): void;
  /** The person wants to be called this. */
  onRename(name: string): void;
}

export type StartHandlers = StartChoices & DeviceHandlers;

/** Shows the start page, until a call is shown. No call blocks. */
export interface StartDisplay {
  /** Begins with `state`. */
  openStart(handlers: StartHandlers, state: StartState): void;
  showStart(state: StartState): void;
  /** The picture of this end's own camera. */
  showLocal(jpeg: Uint8Array): void;
  showLocalRaw(picture: RawPicture): void;
  showCameras(cameras: readonly CameraChoice[]): void;
  showSoundDevices(devices: readonly SoundDeviceChoice[]): void;
  showLevels(levels: SoundLevels, speakingMuted: boolean): void;
}
