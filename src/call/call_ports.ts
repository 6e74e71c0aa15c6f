import type { CameraChoice, JpegCamera } from "../port/capture_device.ts";
import type { Clock } from "../port/clock.ts";
import type { ConversationLine, Display, DisplayState, Invitation } from "../port/display.ts";
import type { Address } from "../port/address.ts";
import type { Network } from "../port/network.ts";
import type { KnownPeer, Role } from "../wire/wire.ts";
import type { CallEvent } from "./call_event.ts";

/** What a call stands on; everything of the real world comes in here. */
export interface CallPorts {
  readonly clock: Clock;
  readonly network: Network;
  /** Absent for `--camera none`. */
  readonly camera?: JpegCamera;
  /** Opens a camera during the call: `choice`, or the one that the options name. Absent where that is not to be had. */
  readonly openCamera?: (choice?: string) => Promise<JpegCamera>;
  readonly listCameras?: () => Promise<readonly CameraChoice[]>;
  /** A server's: how it can be called. */
  readonly invitation?: (code: string | undefined) => Invitation;
  /** Absent without a window: then a frame counts as shown once it is whole and valid. */
  readonly display?: Display;
  /** Takes every received frame, in the order shown. */
  readonly record?: (jpeg: Uint8Array) => void;
  readonly rssBytes?: () => number;
  /** Keeps a peer's secret for the next call; `at` is where it is. Absent where nothing is to be kept. */
  readonly rememberPeer?: (peer: KnownPeer, at: Address | undefined) => void;
  readonly onEvent: (event: CallEvent) => void;
  /** A line of the conversation is new, or its delivery has changed: for what shows it apart from the display. */
  readonly onLine?: (line: ConversationLine) => void;
  /** The state of the call has changed: likewise. */
  readonly onState?: (state: DisplayState) => void;
}

export interface CallOptions {
  readonly role: Role;
  /** Server: the address to listen on, "" for all. Client: the server's numeric address. */
  readonly hostname: string;
  /** Client: what to ask for the server's addresses again, while it does not answer. */
  readonly serverName?: string;
  /** Base port; the channels are at this and the three ports below. */
  readonly port: number;
  /** What this end is called in its own conversation. */
  readonly name: string;
  /** Ends after the first call: no further one is waited for, nor made. */
  readonly once: boolean;
}
