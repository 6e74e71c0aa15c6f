/** @import { DisplayState } from "../../../port/display.ts" */
import { isolated, plainLine } from "./plain_text.js";
import { shownDuration } from "./shown_duration.js";
import { strings, withText } from "./strings.js";

/**
 * How the last call ended: who left, or why there was none.
 * @param {DisplayState} state
 * @returns {string} "" if nothing has ended yet
 */
export function endWords({ phase, ended, lastCall }) {
  if (ended === undefined) return phase === "ended" ? strings.ended : "";
  const name = plainLine(lastCall?.peerName ?? "");
  if (name !== "" && ended === "peer_left") return withText(strings.left_by, isolated(name));
  if (name !== "" && ended === "peer_silent") return withText(strings.lost_to, isolated(name));
  return strings[`ended_${ended}`];
}

/**
 * How long the last call lasted.
 * @param {DisplayState} state
 * @returns {string} "" if there was none
 */
export function lastedWords({ lastCall }) {
  return lastCall === undefined ? "" : withText(strings.lasted, shownDuration(lastCall.durationMs));
}

/**
 * What to do after it.
 * @param {DisplayState} state
 * @returns {string} "" if that is clear
 */
export function adviceWords({ ended }) {
  if (ended === "busy" || ended === "no_answer") return strings.advice_busy;
  return ended === "peer_silent" ? strings.advice_silent : "";
}
