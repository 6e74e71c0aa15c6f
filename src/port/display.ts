import type { PathKind } from "./address.ts";
import type { CameraChoice, CaptureState } from "./capture_device.ts";
import type { Codec, MediaTrack } from "./encoded_frame.ts";
import type { RawPicture } from "./raw_picture.ts";
import type { SoundLevels } from "./sound.ts";
import type { SoundDeviceChoice } from "./sound_device.ts";

/** What the window shows. Everything in it that came from the peer is unescaped. */
export interface DisplayState {
  readonly role: "server" | "client";
  /** `needs_code`: the person must enter the code that the server shows. */
  readonly phase: "waiting" | "calling" | "needs_code" | "in_call" | "reconnecting" | "ended";
  /** When the phase began, in milliseconds since the Unix epoch. */
  readonly sinceEpochMs: number;
  /** During a call: when it began, in milliseconds since the Unix epoch. An interruption does not change it. */
  readonly inCallSinceEpochMs?: number;
  /** Client: whom it calls, as the person named it or as the server announces itself. Unescaped. */
  readonly calledName?: string;
  /** The peer's name and address, once there is a peer. After a call they stay. */
  readonly peerName?: string;
  readonly peerAddress?: string;
  readonly sealed?: boolean;
  /** How packets get to the peer. Undefined outside a call, and on the plain wire. */
  readonly path?: PathKind;
  /** Server only: what the next new caller needs. */
  readonly code?: string;
  /** Server only, while it waits: how to call it. */
  readonly invitation?: Invitation;
  /** How the last call ended, until the next one starts. `not_made`: it could not even be tried; the notice says why. */
  readonly ended?: "hung_up" | "peer_left" | "peer_silent" | "busy" | "declined" | "refused" | "no_answer" | "not_made";
  /** The last call that came about, until the next one starts. */
  readonly lastCall?: LastCall;
  /** What the person can choose now, besides leaving. Absent if the display cannot offer it. */
  readonly choices?: readonly NextStep[];
  /** One line for people: what happened, and what to do. */
  readonly notice?: string;
  /** Server only, while it waits: who calls, if the person is asked about it. */
  readonly caller?: ShownCaller;
  /** Client only, while it calls: the other end asks its person whether to answer. */
  readonly ringing?: true;
  /** While a code is needed: the words that a code can contain. */
  readonly codeWords?: readonly string[];
  /**
   * After a wrong code: when the server takes the next one, in milliseconds since the Unix epoch. A code that is entered sooner is
   * sent then: until that time, `calling` means waiting. It may be past.
   */
  readonly codeRetryAtEpochMs?: number;
  readonly camera: LocalCameraState;
  /** `off`: the peer said that it sends no pictures. `missing`: none arrived for a while. */
  readonly peerPicture: "expected" | "missing" | "off";
  /** Absent if this end has no sound. */
  readonly sound?: LocalSoundState;
  /** The peer said that its microphone is muted. */
  readonly peerMuted?: boolean;
}

/** `durationMs`: until the end, or until the link was lost if it did not come back. */
export interface LastCall {
  readonly peerName: string;
  readonly durationMs: number;
}

/** What a person can do after a call, or instead of waiting for one: call the same server, or go to the page with all calls. */
export type NextStep = "call_again" | "start_page";

/** As the wire's `Caller`. */
export interface ShownCaller {
  readonly name: string;
  readonly address: string;
  readonly isKnown: boolean;
}

export interface LocalSoundState {
  readonly muted: boolean;
  /** How loud the peer is: 0 silent, 1 as it is, at most `MAX_VOLUME`. */
  readonly volume: number;
  readonly microphone: ShownSoundDevice;
  readonly speaker: ShownSoundDevice;
}

/** `choice`: the chosen device, as `SoundDeviceChoice.id`. */
export interface ShownSoundDevice extends Pick<CaptureState, "state" | "message" | "hint"> {
  readonly choice?: string;
}

/** `none`: this end has no camera. `choice`: the chosen camera, as `CameraChoice.id`. */
export interface LocalCameraState extends Pick<CaptureState, "message" | "hint"> {
  readonly state: CaptureState["state"] | "none";
  readonly choice?: string;
  /** What it shows. A screen is not mirrored. */
  readonly kind?: "camera" | "screen";
}

/** What to tell a person who should call. */
export interface Invitation {
  /** The most likely to work first. None: this machine is not connected to a network. */
  readonly addresses: readonly string[];
  /** Who can call the first address, as in `cli/presence/own_addresses.ts`. */
  readonly reach?: "local" | "public" | "vpn" | "link_local" | "virtual" | "loopback";
  /** A command line that calls the first address. */
  readonly command?: string;
  /** A `vchat://` link to the first address, including the code. */
  readonly link?: string;
  /** The link as a QR code, for a window. */
  readonly qr?: QrPicture;
}

/** A QR code with its quiet zone. */
export interface QrPicture {
  /** How many modules a side has. */
  readonly modules: number;
  /** The dark modules as an SVG path. A module is one unit wide. */
  readonly path: string;
}

/** The figures of the last second. Those that the wire does not measure are absent. */
export interface DisplayFigures {
  readonly epochMs: number;
  /** Absent as long as it is not known: in the first seconds of a call. */
  readonly quality?: "good" | "fair" | "poor";
  readonly receivedFps: number;
  readonly shownFps: number;
  readonly sentFps: number;
  readonly receivedKbps: number;
  readonly sentKbps: number;
  /** The median time of the last second from capture at the peer to display here. */
  readonly delayMs?: number;
  readonly rttMs?: number;
  readonly jitterMs?: number;
  /** 0 to 1: the loss in the worse direction. */
  readonly loss?: number;
  /** Since the start, by direction and reason. */
  readonly drops: readonly { readonly direction: "in" | "out"; readonly reason: string; readonly count: number }[];
}

/** A line of the conversation. */
export interface ConversationLine {
  readonly id: number;
  readonly from: "local" | "remote";
  readonly name: string;
  readonly text: string;
  /** How many UTF-16 units are missing at the end of the text, if it is too long to show. */
  readonly leftOut?: number;
  readonly epochMs: number;
  /** For local lines. */
  readonly delivery?: "waiting" | "sent" | "delivered" | "lost";
  /** For local lines: the delivery may still change. */
  readonly pending?: true;
}

/** A frame to show. `n`: its number in the display's reports. */
export interface ShownFrame {
  readonly n: number;
  /** Whether it can be decoded without any other frame. Always true for `jpeg`. */
  readonly keyframe: boolean;
  readonly bytes: Uint8Array;
}

export interface DisplayHandlers {
  /** Frame `n` was drawn. */
  onShown(n: number): void;
  /** Frame `n` was not drawn, and never will be. */
  onDropped(n: number, reason: "display_busy" | "undecodable"): void;
  /**
   * Nothing is shown before a keyframe: frames of a predictive codec were left out, or their decoder failed, or a new
   * page knows none of those before.
   */
  onKeyframeNeeded(): void;
  /** Which codecs the display can decode. Told again if that changes. Until then: `jpeg`. */
  onDecodes(codecs: readonly Codec[]): void;
  /** The person typed a line. */
  onText(text: string): void;
  /** The person entered a code. */
  onCode(code: string): void;
  /** The person answers the call of `DisplayState.caller`, or declines it. */
  onAnswer(accept: boolean): void;
  /** The person wants the camera on or off. */
  onCamera(on: boolean): void;
  /** The person wants the list of cameras. `showCameras` is the answer. */
  onListCameras(): void;
  /** The person chose another camera, by its `CameraChoice.id`. */
  onChooseCamera(id: string): void;
  /** The person wants the microphone muted or not. */
  onMute(muted: boolean): void;
  /** The person wants the peer louder or softer, as `LocalSoundState.volume`. */
  onVolume(volume: number): void;
  /** The person wants the list of microphones and loudspeakers. `showSoundDevices` is the answer. */
  onListSoundDevices(): void;
  onChooseSoundDevice(kind: SoundDeviceChoice["kind"], id: string): void;
  /** The person closed the window or pressed `q`, or the window closed for another reason. */
  onLeave(): void;
  /** The newest lines of the conversation, oldest first, for a display that must show them again. */
  lines(): readonly ConversationLine[];
}

/**
 * Shows received pictures and the conversation. No call blocks. The newest picture wins; of a predictive codec, all of a
 * track's frames are given in order, as each refers to those before it.
 */
export interface Display {
  /** May be called again: from then on the display belongs to the next call. */
  open(handlers: DisplayHandlers): Promise<void>;
  /** Shows a frame of the peer's track. `peer`: how many peers this end has had. */
  showFrame(peer: number, track: MediaTrack, frame: ShownFrame): void;
  /** The picture of this end's own camera. */
  showLocal(jpeg: Uint8Array): void;
  /** A picture of this end's camera, in its full size. */
  showLocalRaw?(picture: RawPicture): void;
  /** Adds a line, or changes the delivery of the line with the same `from` and `id`. */
  showLine(line: ConversationLine): void;
  showState(state: DisplayState): void;
  /** Called once a second during a call. */
  showFigures?(figures: DisplayFigures): void;
  showCameras?(cameras: readonly CameraChoice[]): void;
  showSoundDevices?(devices: readonly SoundDeviceChoice[]): void;
  /** Called some ten times a second while there is sound. `speakingMuted`: somebody speaks into a muted microphone. */
  showLevels?(levels: SoundLevels, speakingMuted: boolean): void;
  /** Settles when the window is closed and its process has ended. */
  close(): Promise<void>;
}
