/** @import { DisplayState } from "../../../port/display.ts" */
import { byId, write } from "./dom.js";
import { strings, withNumber } from "./strings.js";

const SECOND_MS = 1000;
/** Another clock that is far off must not be counted down for hours. A server waits ten seconds. */
const LONGEST_MS = 60 * SECOND_MS;

/** Counts down until the server takes the next code, after a wrong one. */
export class CodeWait {
  #timer = 0;

  /** @param {Pick<DisplayState, "phase" | "codeRetryAtEpochMs"> | undefined} state */
  show(state) {
    clearTimeout(this.#timer);
    const { phase, codeRetryAtEpochMs = 0 } = state ?? {};
    const leftMs = codeRetryAtEpochMs - Date.now();
    const isShown = (phase === "needs_code" || phase === "calling") && leftMs > 0 && leftMs <= LONGEST_MS;
    byId("code-wait").hidden = !isShown;
    if (!isShown) return;
    const words = phase === "calling" ? strings.code_waits : strings.code_wait;
    write("code-wait", withNumber(words, Math.ceil(leftMs / SECOND_MS)));
    this.#timer = setTimeout(() => this.show(state), leftMs % SECOND_MS || SECOND_MS);
  }
}
