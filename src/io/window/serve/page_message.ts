import type { CameraChoice } from "../../../port/capture_device.ts";
import type { ConversationLine, DisplayFigures, DisplayState, NextStep } from "../../../port/display.ts";
import type { Codec, MediaTrack } from "../../../port/encoded_frame.ts";
import { MAX_VOLUME, type SoundLevels } from "../../../port/sound.ts";
import type { SoundDeviceChoice } from "../../../port/sound_device.ts";
import { frameHeader } from "../../../media/picture/frame_header.ts";
import { parseWindowBounds, type WindowBounds } from "../save/window_bounds.ts";
import { type FromPageSound, parseFromPageSound, type ToPageSound } from "./page_sound_message.ts";
import { type FromStartPage, parseFromStartPage, type ToStartPage } from "./start_message.ts";
import type { I420Picture } from "../../../media/picture/shrink_picture.ts";

/** What the main process sends to the page, as JSON. Pictures and sound are sent as binary messages: {@linkcode frameMessage}. */
export type ToPage =
  | { readonly kind: "state"; readonly state: DisplayState }
  /** What the peer's pictures show, from now on. */
  | { readonly kind: "shows"; readonly what: MediaTrack["kind"] }
  /** All lines that are still known, oldest first: what a page gets when it connects. */
  | { readonly kind: "lines"; readonly lines: readonly ConversationLine[] }
  | { readonly kind: "line"; readonly line: ConversationLine }
  /** Those that are still known, oldest first, when a page connects; then one at a time. */
  | { readonly kind: "figures"; readonly figures: readonly DisplayFigures[] }
  | { readonly kind: "cameras"; readonly cameras: readonly CameraChoice[] }
  | { readonly kind: "sound_devices"; readonly devices: readonly SoundDeviceChoice[] }
  /** Some ten times a second. `speakingMuted`: somebody speaks into a muted microphone. */
  | { readonly kind: "levels"; readonly levels: SoundLevels; readonly speakingMuted: boolean }
  | { readonly kind: "saved" | "conversation_saved" } & SavedFile
  | { readonly kind: "folder_not_opened"; readonly problem: string }
  | { readonly kind: "preferences"; readonly preferences: PagePreferences }
  | ToStartPage
  | ToPageSound;

/** What a person has set in the page and finds again in the next call. */
export interface PagePreferences {
  /** Whether single letters are shortcuts (WCAG 2.1.4 asks that they can be turned off). */
  readonly shortcuts: boolean;
  /** What the person is called in a call. Absent until they say it. */
  readonly name?: string;
  /** True if the person opened the conversation and left it open; false if they closed it in this run. Absent: neither. */
  readonly conversation?: boolean;
  /** Size and place of the window. Absent until they differ from the first ones. */
  readonly window?: WindowBounds;
}

/** Where a picture or the conversation was saved, or why it was not. */
export type SavedFile = { readonly path: string } | { readonly problem: string };

/** What the page sends to the main process, as JSON. A picture to be saved is sent as a binary message: a PNG. So is sound. */
export type FromPage =
  | { readonly kind: "drawn"; readonly n: number }
  | { readonly kind: "undecodable"; readonly n: number }
  /** It was decoded, but a newer one was drawn instead, or it has no picture. */
  | { readonly kind: "not_drawn"; readonly n: number }
  /** The decoder has failed: no frame up to `n` can be decoded any more. */
  | { readonly kind: "keyframe_needed"; readonly n: number }
  /** What the page can decode besides JPEG, once it has tried. */
  | { readonly kind: "decodes"; readonly codecs: readonly Codec[] }
  /** The self view has been drawn, or could not be. The next one may be sent. */
  | { readonly kind: "local_settled"; readonly n: number }
  | { readonly kind: "visible"; readonly visible: boolean }
  /** Whether a person who works with this computer has the page before them: it is visible, and has the focus. */
  | { readonly kind: "in_front"; readonly on: boolean }
  | { readonly kind: "self_view"; readonly on: boolean }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "code"; readonly text: string }
  /** The call that the person is asked about is wanted, or not. */
  | { readonly kind: "answer"; readonly on: boolean }
  | { readonly kind: "save_conversation" }
  /** The folder of the file that was saved last. */
  | { readonly kind: "open_folder" }
  /** What the person chose, of what the state offers. */
  | { readonly kind: "next_step"; readonly step: NextStep }
  | { readonly kind: "camera"; readonly on: boolean }
  | { readonly kind: "list_cameras" }
  | { readonly kind: "choose_camera"; readonly id: string }
  | { readonly kind: "mute"; readonly on: boolean }
  /** As `LocalSoundState.volume`. */
  | { readonly kind: "volume"; readonly volume: number }
  | { readonly kind: "list_sound_devices" }
  | { readonly kind: "choose_microphone"; readonly id: string }
  | { readonly kind: "choose_speaker"; readonly id: string }
  | { readonly kind: "shortcuts"; readonly on: boolean }
  /** The person opened or closed the conversation. */
  | { readonly kind: "conversation"; readonly on: boolean }
  /** Size and, if it knows it, place of the window as the page sees it. */
  | { readonly kind: "window" } & WindowBounds
  /** The page is closed or loaded again. One whose process dies says nothing. */
  | { readonly kind: "goodbye" }
  | { readonly kind: "leave" }
  | FromStartPage
  | FromPageSound;

/** Longest text a person can send from the page, in UTF-16 units. */
export const TEXT_LIMIT = 4 * 1024 * 1024;
/** Longest message of a page in UTF-16 units: a text of `TEXT_LIMIT`, each unit escaped as `\uXXXX`. */
const MESSAGE_LIMIT = 6 * TEXT_LIMIT + 64;
/** Longest code or name of a device in UTF-16 units. */
const WORD_LIMIT = 1000;
/** Largest picture to be saved, in bytes. */
const PNG_LIMIT = 64 * 1024 * 1024;
/** PNG specification, 5.2. */
const PNG_SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/**
 * Bytes before a frame: kind, codec, 1 for a keyframe of a predictive codec or else 0, zero (1 byte each), n (4 bytes, modulo
 * 2^32), width and height of a raw picture or such a keyframe or else 0 (2 bytes each). Numbers are big-endian.
 */
export const FRAME_HEADER_BYTES = 12;
const FRAME_KINDS = { remote: 0, local: 1, local_raw: 2, remote_raw: 3 } as const;
const CODECS: Readonly<Record<Codec, number>> = { jpeg: 0, vp8: 1, vp9: 2, av1: 3, h264: 4 };

/** One binary message: header and frame. A self view's frame is a JPEG. */
export function frameMessage(
  kind: "remote" | "local",
  n: number,
  bytes: Uint8Array,
  codec: Codec = "jpeg",
  keyframe = false,
): Uint8Array<ArrayBuffer> {
  const hasSize = codec !== "jpeg" && keyframe;
  const size = hasSize ? frameHeader(codec, bytes) : undefined;
  const message = startMessage(kind, n, bytes.length, typeof size === "string" ? undefined : size);
  message[1] = CODECS[codec];
  message[2] = hasSize ? 1 : 0;
  message.set(bytes, FRAME_HEADER_BYTES);
  return message;
}

/** One binary message: header and picture. */
export function rawMessage(
  kind: "remote_raw" | "local_raw",
  n: number,
  picture: I420Picture,
): Uint8Array<ArrayBuffer> {
  const message = startMessage(kind, n, picture.bytes.length, picture);
  message.set(picture.bytes, FRAME_HEADER_BYTES);
  return message;
}

function startMessage(
  kind: keyof typeof FRAME_KINDS,
  n: number,
  bodyBytes: number,
  { width = 0, height = 0 }: { readonly width?: number; readonly height?: number } = {},
): Uint8Array<ArrayBuffer> {
  const message = new Uint8Array(FRAME_HEADER_BYTES + bodyBytes);
  message[0] = FRAME_KINDS[kind];
  const view = new DataView(message.buffer);
  view.setUint32(4, n >>> 0);
  view.setUint16(8, width);
  view.setUint16(10, height);
  return message;
}

/** A page's picture to be saved; undefined when it is no PNG. */
export function parsePicture(message: unknown): Uint8Array | undefined {
  if (!(message instanceof ArrayBuffer) || message.byteLength > PNG_LIMIT) return undefined;
  const bytes = new Uint8Array(message);
  return PNG_SIGNATURE.every((byte, at) => bytes[at] === byte) ? bytes : undefined;
}

/** A page's message, checked; undefined if it is not valid. The page's token keeps strangers out, not mistakes. */
export function parseFromPage(message: unknown): FromPage | undefined {
  if (typeof message !== "string" || message.length > MESSAGE_LIMIT) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(message);
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null) return undefined;
  const { kind, n, visible, on, text, id, codecs, volume, step } = value as Record<string, unknown>;
  switch (kind) {
    case "drawn":
    case "undecodable":
    case "not_drawn":
    case "keyframe_needed":
    case "local_settled":
      return isFrameNumber(n) ? { kind, n } : undefined;
    case "decodes":
      return isCodecs(codecs) ? { kind, codecs } : undefined;
    case "visible":
      return typeof visible === "boolean" ? { kind, visible } : undefined;
    case "camera":
    case "in_front":
    case "answer":
    case "self_view":
    case "mute":
    case "shortcuts":
    case "conversation":
      return typeof on === "boolean" ? { kind, on } : undefined;
    case "text":
      return isText(text, TEXT_LIMIT) ? { kind, text: text.toWellFormed() } : undefined;
    case "code":
      return isText(text, WORD_LIMIT) ? { kind, text: text.toWellFormed() } : undefined;
    case "volume":
      return typeof volume === "number" && volume >= 0 && volume <= MAX_VOLUME ? { kind, volume } : undefined;
    case "next_step":
      return step === "call_again" || step === "start_page" ? { kind, step } : undefined;
    case "choose_camera":
    case "choose_microphone":
    case "choose_speaker":
      return isText(id, WORD_LIMIT) ? { kind, id } : undefined;
    case "window": {
      const bounds = parseWindowBounds(value);
      return bounds && { kind, ...bounds };
    }
    case "list_cameras":
    case "list_sound_devices":
    case "save_conversation":
    case "open_folder":
    case "goodbye":
    case "leave":
      return { kind };
    default:
      return parseFromStartPage(value as Record<string, unknown>) ??
        parseFromPageSound(value as Record<string, unknown>);
  }
}

function isText(text: unknown, limit: number): text is string {
  return typeof text === "string" && text.length <= limit;
}

function isCodecs(codecs: unknown): codecs is Codec[] {
  return Array.isArray(codecs) && codecs.length <= Object.keys(CODECS).length &&
    codecs.every((codec) => typeof codec === "string" && Object.hasOwn(CODECS, codec));
}

function isFrameNumber(n: unknown): n is number {
  return typeof n === "number" && Number.isInteger(n) && n >= 0 && n < 2 ** 32;
}
