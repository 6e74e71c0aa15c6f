import type { CameraChoice } from "../../../port/capture_device.ts";
import type { ConversationLine, DisplayFigures, DisplayState } from "../../../port/display.ts";

/** What the main process sends to the page, as JSON. Pictures are sent as binary messages: {@linkcode frameMessage}. */
export type ToPage =
  | { readonly kind: "state"; readonly state: DisplayState }
  /** All lines that are still known, oldest first: what a page gets when it connects. */
  | { readonly kind: "lines"; readonly lines: readonly ConversationLine[] }
  | { readonly kind: "line"; readonly line: ConversationLine }
  /** Those that are still known, oldest first, when a page connects; then one at a time. */
  | { readonly kind: "figures"; readonly figures: readonly DisplayFigures[] }
  | { readonly kind: "cameras"; readonly cameras: readonly CameraChoice[] }
  | { readonly kind: "saved" } & SavedPicture
  | { readonly kind: "preferences"; readonly preferences: PagePreferences };

/** What a person has set in the page and finds again in the next call. */
export interface PagePreferences {
  /** Whether single letters are shortcuts (WCAG 2.1.4 asks that they can be turned off). */
  readonly shortcuts: boolean;
}

/** Where a picture was saved, or why it was not. */
export type SavedPicture = { readonly path: string } | { readonly problem: string };

/** What the page sends to the main process, as JSON. A picture to be saved is sent as a binary message: a PNG. */
export type FromPage =
  | { readonly kind: "drawn"; readonly n: number }
  | { readonly kind: "undecodable"; readonly n: number }
  /** The self view has been drawn, or could not be. The next one may be sent. */
  | { readonly kind: "local_settled"; readonly n: number }
  | { readonly kind: "visible"; readonly visible: boolean }
  | { readonly kind: "self_view"; readonly on: boolean }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "code"; readonly text: string }
  | { readonly kind: "camera"; readonly on: boolean }
  | { readonly kind: "list_cameras" }
  | { readonly kind: "choose_camera"; readonly id: string }
  | { readonly kind: "shortcuts"; readonly on: boolean }
  /** The page is closed or loaded again. One whose process dies says nothing. */
  | { readonly kind: "goodbye" }
  | { readonly kind: "leave" };

/** Longest text a person can send from the page, in UTF-16 units. */
export const TEXT_LIMIT = 4 * 1024 * 1024;
/** Longest message of a page in UTF-16 units: a text of `TEXT_LIMIT`, each unit escaped as `\uXXXX`. */
const MESSAGE_LIMIT = 6 * TEXT_LIMIT + 64;
/** Longest code or name of a camera in UTF-16 units. */
const WORD_LIMIT = 1000;
/** Largest picture to be saved, in bytes. */
const PNG_LIMIT = 64 * 1024 * 1024;
/** PNG specification, 5.2. */
const PNG_SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** Bytes before the JPEG: kind (1 byte), zero (3 bytes), n (4 bytes, big-endian, modulo 2^32). */
export const FRAME_HEADER_BYTES = 8;
const FRAME_KINDS = { remote: 0, local: 1 } as const;

/** One binary message: header and JPEG. */
export function frameMessage(kind: keyof typeof FRAME_KINDS, n: number, jpeg: Uint8Array): Uint8Array<ArrayBuffer> {
  const message = new Uint8Array(FRAME_HEADER_BYTES + jpeg.length);
  message[0] = FRAME_KINDS[kind];
  new DataView(message.buffer).setUint32(4, n >>> 0);
  message.set(jpeg, FRAME_HEADER_BYTES);
  return message;
}

/** A page's picture to be saved; undefined when it is no PNG. */
export function parsePicture(message: unknown): Uint8Array | undefined {
  if (!(message instanceof ArrayBuffer) || message.byteLength > PNG_LIMIT) return undefined;
  const bytes = new Uint8Array(message);
  return PNG_SIGNATURE.every((byte, at) => bytes[at] === byte) ? bytes : undefined;
}

/** A page's message, checked; undefined when it is none. The page's token keeps strangers out, not mistakes. */
export function parseFromPage(message: unknown): FromPage | undefined {
  if (typeof message !== "string" || message.length > MESSAGE_LIMIT) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(message);
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null) return undefined;
  const { kind, n, visible, on, text, id } = value as Record<string, unknown>;
  switch (kind) {
    case "drawn":
    case "undecodable":
    case "local_settled":
      return isFrameNumber(n) ? { kind, n } : undefined;
    case "visible":
      return typeof visible === "boolean" ? { kind, visible } : undefined;
    case "camera":
    case "self_view":
    case "shortcuts":
      return typeof on === "boolean" ? { kind, on } : undefined;
    case "text":
      return isText(text, TEXT_LIMIT) ? { kind, text: text.toWellFormed() } : undefined;
    case "code":
      return isText(text, WORD_LIMIT) ? { kind, text: text.toWellFormed() } : undefined;
    case "choose_camera":
      return isText(id, WORD_LIMIT) ? { kind, id } : undefined;
    case "list_cameras":
    case "goodbye":
    case "leave":
      return { kind };
    default:
      return undefined;
  }
}

function isText(text: unknown, limit: number): text is string {
  return typeof text === "string" && text.length <= limit;
}

function isFrameNumber(n: unknown): n is number {
  return typeof n === "number" && Number.isInteger(n) && n >= 0 && n < 2 ** 32;
}
