import type { Camera, CameraChoice } from "../port/capture_device.ts";
import type { HostPort } from "../invitation/call_link.ts";
import type { Clock } from "../port/clock.ts";
import type { ConversationLine, Display, DisplayState, Invitation, NextStep } from "../port/display.ts";
import type { Address } from "../port/address.ts";
import type { Codec } from "../port/encoded_frame.ts";
import type { Network } from "../port/network.ts";
import type { Sound } from "../port/sound.ts";
import type { KnownPeer, Role } from "../wire/wire.ts";
import type { CallEvent } from "./call_event.ts";
import type { CallHistory } from "./call_history.ts";
import type { Recording } from "./recording.ts";

/** What a call needs from outside. Everything from the real world comes in here. */
export interface CallPorts {
  readonly clock: Clock;
  readonly network: Network;
  /** Absent for `--camera none`. */
  readonly camera?: Camera;
  /**
   * Opens a camera during the call: `choice`, or the one named by the options. `codecs`: one of these it has to make. Absent if no
   * camera can be opened.
   */
  readonly openCamera?: (choice?: string, codecs?: readonly Codec[]) => Promise<Camera>;
  readonly listCameras?: () => Promise<readonly CameraChoice[]>;
  /** Absent if this end has no sound. */
  readonly sound?: Sound;
  /** Server only: how to call it. `code`: the secret words. */
  readonly invitation?: (code: string | undefined) => Invitation;
  /** Absent without a window. A frame then counts as shown once it is complete and valid. */
  readonly display?: Display;
  /** Of the calls before in the same display. Absent if this is the first. */
  readonly history?: CallHistory;
  /** Takes every received frame, in the order shown, and the peer's sound as it arrives. */
  readonly recording?: Recording;
  readonly rssBytes?: () => number;
  /** Keeps a peer's secret for the next call, or that it called again. `at`: its address. Absent if nothing is to be kept. */
  readonly rememberPeer?: (peer: KnownPeer, at: Address | undefined) => void;
  readonly onEvent: (event: CallEvent) => void;
  /** A line of the conversation is new, or its delivery has changed. For what shows lines besides the display. */
  readonly onLine?: (line: ConversationLine) => void;
  /** The state of the call has changed. For what shows it besides the display. */
  readonly onState?: (state: DisplayState) => void;
}

export interface CallOptions {
  readonly role: Role;
  /** Server: the address to listen on, "" for all. Client: the server's numeric address. */
  readonly hostname: string;
  /** Client: the server's hosts with their base ports. Their names are looked up again while the server does not answer. */
  readonly serverHosts?: readonly HostPort[];
  /** Client: whom it calls, for people. */
  readonly calledName?: string;
  /** Base port; the channels are at this and the three ports below. */
  readonly port: number;
  /** Server: the number with which its codes begin, if this network can find it by one. */
  readonly codeNumber?: number;
  /** The name of this end in its own conversation. */
  readonly name: string;
  /** What this end has said that it decodes. JPEG alone, if absent. */
  readonly decodes?: readonly Codec[];
  /** The devices that were chosen before the call, by the ids or names that the menus show as chosen. */
  readonly chosen?: { readonly camera?: string; readonly microphone?: string; readonly speaker?: string };
  /** Starts with the camera off. */
  readonly cameraOff?: boolean;
  /** Starts with the microphone muted. */
  readonly muted?: boolean;
  /** How loud the peer is at first, as `LocalSoundState.volume`. */
  readonly volume?: number;
  /** Whether it rings, and plays a tone when a call begins or ends. By default it does. */
  readonly tones?: boolean;
  /** What the display can offer when there is no call. */
  readonly nextSteps?: readonly NextStep[];
  /** Ends after the first call, instead of waiting for another or making one. */
  readonly once: boolean;
}
