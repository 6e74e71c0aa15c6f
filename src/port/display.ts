import type { CameraChoice, CaptureState } from "./capture_device.ts";
import type { MediaTrack } from "./encoded_frame.ts";

/** What the window shows, in words a page can draw. Everything in it that came from the peer is still unescaped. */
export interface DisplayState {
  readonly role: "server" | "client";
  /** `needs_code`: the code that the server shows has to be entered. */
  readonly phase: "waiting" | "calling" | "needs_code" | "in_call" | "reconnecting" | "ended";
  /** When the phase began, in milliseconds since the Unix epoch. */
  readonly sinceEpochMs: number;
  /** The peer's name and address, once there is one; after a call, those of the peer that it was with. */
  readonly peerName?: string;
  readonly peerAddress?: string;
  readonly sealed?: boolean;
  /** A server's: what the next new caller needs. */
  readonly code?: string;
  /** A server's, while it waits: how it can be called. */
  readonly invitation?: Invitation;
  /** How the last call ended, until the next one begins. */
  readonly ended?: "hung_up" | "peer_left" | "peer_silent" | "busy" | "refused";
  /** One line for people: what is happening or went wrong, and what to do. */
  readonly notice?: string;
  /** While a code is needed: the words that codes are made of. */
  readonly codeWords?: readonly string[];
  readonly camera: LocalCameraState;
  /** `off`: the peer said that it sends none. `missing`: none came for a while. */
  readonly peerPicture: "expected" | "missing" | "off";
}

/** `none`: this end has no camera. `choice`: the camera that was chosen, as `CameraChoice.id`. */
export interface LocalCameraState extends Pick<CaptureState, "message" | "hint"> {
  readonly state: CaptureState["state"] | "none";
  readonly choice?: string;
}

/** What to tell somebody who is to call. */
export interface Invitation {
  /** The likeliest to work first. */
  readonly addresses: readonly string[];
  /** A command line that calls the first of them. */
  readonly command?: string;
  /** A `vchat://` link to the same, code included. */
  readonly link?: string;
}

/** Figures of the last second; what the wire does not measure is missing. */
export interface DisplayFigures {
  readonly epochMs: number;
  readonly quality: "good" | "fair" | "poor";
  readonly receivedFps: number;
  readonly shownFps: number;
  readonly sentFps: number;
  readonly receivedKbps: number;
  readonly sentKbps: number;
  /** From captured at the peer to drawn here: the median of the last second. */
  readonly delayMs?: number;
  readonly rttMs?: number;
  readonly jitterMs?: number;
  /** 0 to 1: the worse of both ways. */
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
  /** UTF-16 units of the text that are left out at its end, where it is too long to be shown. */
  readonly leftOut?: number;
  readonly epochMs: number;
  /** For local lines. */
  readonly delivery?: "waiting" | "sent" | "delivered" | "lost";
  /** For local lines: the delivery may still change. */
  readonly pending?: true;
}

/** A frame to be shown. `n`: how the display names it in its answers. */
export interface ShownFrame {
  readonly n: number;
  readonly bytes: Uint8Array;
}

export interface DisplayHandlers {
  /** Frame `n` was drawn. */
  onShown(n: number): void;
  /** Frame `n` was not, and never will be. */
  onDropped(n: number, reason: "display_busy" | "undecodable"): void;
  /** The person typed a line. */
  onText(text: string): void;
  /** The person entered what should be the code. */
  onCode(code: string): void;
  /** The person wants our camera on or off. */
  onCamera(on: boolean): void;
  /** The person wants to know which cameras there are: answered by `showCameras`. */
  onListCameras(): void;
  /** The person chose another camera, by its `CameraChoice.id`. */
  onChooseCamera(id: string): void;
  /** The person closed the window or pressed `q`, or the window is gone for another reason. */
  onLeave(): void;
  /** The newest lines of the conversation, the oldest of them first: for a display that has to show them again. */
  lines(): readonly ConversationLine[];
}

/** Where received pictures and the conversation are shown. No call blocks; the newest picture wins. */
export interface Display {
  /** How long a call's end stays to be read before the display is closed by itself. */
  readonly lingerMs?: number;
  open(handlers: DisplayHandlers): Promise<void>;
  /** A frame of the peer's track. `peer` counts the peers of this end, one after another. */
  showFrame(peer: number, track: MediaTrack, frame: ShownFrame): void;
  showLocal(jpeg: Uint8Array): void;
  /** Adds a line, or changes the delivery of the line with the same `from` and `id`. */
  showLine(line: ConversationLine): void;
  showState(state: DisplayState): void;
  /** Once a second in a call. */
  showFigures?(figures: DisplayFigures): void;
  showCameras?(cameras: readonly CameraChoice[]): void;
  /** Settles when the window and its process are gone. */
  close(): Promise<void>;
}
