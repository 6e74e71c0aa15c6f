import type { StartState } from "../../../port/start_display.ts";

/** What the main process sends to the page before there is a call, as JSON. */
export interface ToStartPage {
  readonly kind: "start";
  readonly state: StartState;
}

/** What a person does on the start page, as JSON. */
export type FromStartPage =
  | { readonly kind: "start_wait" }
  /** As it was typed. */
  | { readonly kind: "start_call"; readonly text: string }
  | { readonly kind: "start_call_server"; readonly key: string }
  | { readonly kind: "start_cancel" }
  | { readonly kind: "start_name"; readonly text: string };

/** Longest text, in UTF-16 units. A link is shorter. */
const TEXT_LIMIT = 1100;

/** A message of the start page, checked; undefined if it is none. */
export function parseFromStartPage({ kind, text, key }: Record<string, unknown>): FromStartPage | undefined {
  switch (kind) {
    case "start_wait":
    case "start_cancel":
      return { kind };
    case "start_call":
    case "start_name":
      return isShort(text) ? { kind, text: text.toWellFormed() } : undefined;
    case "start_call_server":
      return isShort(key) ? { kind, key } : undefined;
  }
}

function isShort(text: unknown): text is string {
  return typeof text === "string" && text.length <= TEXT_LIMIT;
}
