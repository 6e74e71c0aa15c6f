import type { ConversationLine, DisplayState } from "../../port/display.ts";

/** What the main process tells the page, as JSON. Pictures go as binary messages: {@linkcode frameMessage}. */
export type ToPage =
  | { readonly kind: "state"; readonly state: DisplayState }
  /** All lines that are still known, oldest first: what a page gets when it connects. */
  | { readonly kind: "lines"; readonly lines: readonly ConversationLine[] }
  | { readonly kind: "line"; readonly line: ConversationLine };

/** What the page tells the main process, as JSON. */
export type FromPage =
  | { readonly kind: "drawn"; readonly n: number }
  | { readonly kind: "undecodable"; readonly n: number }
  /** The self view has been drawn, or could not be: the next may come. */
  | { readonly kind: "local_settled"; readonly n: number }
  | { readonly kind: "visible"; readonly visible: boolean }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "leave" };

/** Longest text a person can send from the page, in UTF-16 units. */
export const TEXT_LIMIT = 4 * 1024 * 1024;
/** Longest message of a page in UTF-16 units: a text of `TEXT_LIMIT`, each unit escaped as `\uXXXX`. */
const MESSAGE_LIMIT = 6 * TEXT_LIMIT + 64;

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
  const { kind, n, visible, text } = value as Record<string, unknown>;
  switch (kind) {
    case "drawn":
    case "undecodable":
    case "local_settled":
      return isFrameNumber(n) ? { kind, n } : undefined;
    case "visible":
      return typeof visible === "boolean" ? { kind, visible } : undefined;
    case "text":
      return typeof text === "string" && text.length <= TEXT_LIMIT ? { kind, text: text.toWellFormed() } : undefined;
    case "leave":
      return { kind };
    default:
      return undefined;
  }
}

function isFrameNumber(n: unknown): n is number {
  return typeof n === "number" && Number.isInteger(n) && n >= 0 && n < 2 ** 32;
}
