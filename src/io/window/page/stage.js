/** @import { DisplayState } from "../../../port/display.ts" */
/** @import { Picture } from "./picture.js" */
import { CodeForm } from "./code_form.js";
import { CodeWait } from "./code_wait.js";
import { byId, write } from "./dom.js";
import { endWords, lastedWords } from "./end_words.js";
import { Invitation } from "./invitation.js";
import { isolated, plainLine, plainText } from "./plain_text.js";
import { shownDuration } from "./shown_duration.js";
import { strings, withText } from "./strings.js";
import { setWindowTitle } from "./window_title.js";

const SECOND_MS = 1000;
/** A server that can be reached has answered by then. */
const UNANSWERED_MS = 10_000;
/** How many characters of a notice are shown. */
const NOTICE_SHOWN = 600;

/** The state of the call in words, and the peer's picture if there is one. */
export class Stage {
  #remote;
  #invitation;
  #codeForm;
  #codeWait = new CodeWait();
  #hasPicture = false;
  /** @type {DisplayState | undefined} */
  #state;
  #ticking = 0;
  #unseen = 0;
  #tellsCameraFailure = true;

  /**
   * @param {Picture} remote
   * @param {(code: string) => void} onCode
   */
  constructor(remote, onCode) {
    this.#remote = remote;
    this.#invitation = new Invitation();
    byId("remote").ariaLabel = strings.remote_picture;
    byId("self").ariaLabel = strings.local_picture;
    this.#codeForm = new CodeForm(onCode);
  }

  /** Whether the peer's picture is visible. */
  get hasPicture() {
    return this.#hasPicture;
  }

  /** The text in place of the peer's picture; "" while the picture is visible. */
  get said() {
    return byId("placeholder").hidden ? "" : byId("headline").textContent ?? "";
  }

  /** A picture of the peer was drawn. */
  drawn() {
    if (this.#hasPicture || this.#state === undefined) return;
    this.#hasPicture = true;
    this.show(this.#state);
  }

  /**
   * Whether a failure of this end's camera is said here: there is no self view to say it.
   * @param {boolean} tells
   */
  set tellsCameraFailure(tells) {
    if (tells === this.#tellsCameraFailure) return;
    this.#tellsCameraFailure = tells;
    if (this.#state !== undefined) this.show(this.#state);
  }

  /** @param {number} count of lines that the person has not seen */
  unseen(count) {
    this.#unseen = count;
    this.#title();
  }

  /** @param {DisplayState} state */
  show(state) {
    this.#state = state;
    const { phase, sealed, notice, peerPicture } = state;
    document.body.dataset.phase = phase;
    const inCall = phase === "in_call" || phase === "reconnecting";
    // The last picture would look like a frozen face.
    if (!inCall || peerPicture !== "expected") this.#clear();

    const isSafe = !inCall || sealed === undefined ? "" : sealed ? strings.sealed : strings.not_sealed;
    write("peer", isolated(this.#who()) || strings.vchat);
    byId("phase").classList.toggle("warning", inCall && sealed === false);
    write("phase", [this.#words(), isSafe].filter(Boolean).join(" \u00b7 "));
    const isCovered = phase !== "in_call" || !this.#hasPicture;
    const said = plainText((notice ?? "").slice(0, NOTICE_SHOWN)) ||
      (this.#tellsCameraFailure ? this.#cameraFailure() : "");
    byId("placeholder").hidden = !isCovered;
    write("headline", phase === "in_call" ? this.#noPicture() : this.#words());
    this.#showDetail();
    write("notice", isCovered ? said : "");
    write("banner", isCovered ? "" : said);
    byId("banner").hidden = isCovered || said === "";
    if (phase === "needs_code") this.#codeForm.show(state.codeWords ?? []);
    else this.#codeForm.hide(phase === "calling");
    this.#codeWait.show(state);
    this.#invitation.show(phase === "waiting" ? state : undefined);
    this.#tick();
    this.#title();
  }

  /**
   * Nothing arrives any more.
   * @param {string} words
   */
  showEnd(words) {
    this.#state = undefined;
    document.body.dataset.phase = "lost";
    this.#clear();
    this.#tick();
    byId("placeholder").hidden = false;
    write("phase", words);
    write("headline", words);
    write("detail", "");
    write("notice", "");
    byId("banner").hidden = true;
    this.#codeForm.hide(false);
    this.#codeWait.show(undefined);
    this.#invitation.show(undefined);
    setWindowTitle(`vchat \u00b7 ${words}`);
  }

  #clear() {
    this.#hasPicture = false;
    this.#remote.clear();
  }

  /** The peer's name. One without a name is known only by its address, which is among the figures. */
  #peer() {
    const { phase, peerName = "", peerAddress } = /** @type {DisplayState} */ (this.#state);
    if (phase === "waiting" || peerAddress === undefined && peerName === "") return "";
    return plainLine(peerName) || strings.other_person;
  }

  /** The peer, unless the words say who has left. */
  #who() {
    const peer = this.#peer();
    return this.#state?.phase === "ended" && this.#words().includes(isolated(peer)) ? "" : peer;
  }

  /** The phase in words. */
  #words() {
    const state = /** @type {DisplayState} */ (this.#state);
    const { phase, ringing, caller, calledName } = state;
    if (phase === "calling" && calledName) {
      return withText(ringing ? strings.ringing_at : strings.calling_whom, plainLine(calledName));
    }
    if (phase === "calling" && ringing) return strings.ringing;
    if (phase === "waiting" && caller) {
      return withText(caller.isKnown ? strings.call_from : strings.first_call_from, plainLine(caller.name));
    }
    return phase === "ended" ? endWords(state) : strings[phase];
  }

  #noPicture() {
    const { peerPicture } = /** @type {DisplayState} */ (this.#state);
    const { peer_camera_off, picture_missing, no_picture } = strings;
    return withText(
      { off: peer_camera_off, missing: picture_missing, expected: no_picture }[peerPicture],
      isolated(this.#peer()),
    );
  }

  #cameraFailure() {
    const { state, message = "", hint = "" } = /** @type {DisplayState} */ (this.#state).camera;
    return state === "failed" ? plainText([message, hint].filter(Boolean).join("\n").slice(0, NOTICE_SHOWN)) : "";
  }

  /** How the last call ended, and what to do if nobody has answered for a while. */
  #showDetail() {
    const state = /** @type {DisplayState} */ (this.#state);
    const { phase, ringing, sinceEpochMs, codeRetryAtEpochMs } = state;
    const isCalling = phase === "calling";
    const isUnanswered = isCalling && !ringing && codeRetryAtEpochMs === undefined &&
      Date.now() - sinceEpochMs >= UNANSWERED_MS;
    const last = isCalling || phase === "waiting" ? [endWords(state), lastedWords(state)] : [];
    const detail = [...last, isUnanswered ? strings.calling_unanswered : ""].filter(Boolean).join("\n");
    write("detail", detail);
    byId("detail").hidden = detail === "";
  }

  /** How long the call has lasted, or the phase, if that is worth knowing. */
  #tick() {
    clearTimeout(this.#ticking);
    const phase = this.#state?.phase;
    const isTimed = phase === "calling" || phase === "in_call" || phase === "reconnecting";
    byId("elapsed").hidden = !isTimed;
    if (!isTimed) return;
    const { sinceEpochMs, inCallSinceEpochMs = sinceEpochMs } = /** @type {DisplayState} */ (this.#state);
    const sinceMs = Math.max(0, Date.now() - (phase === "in_call" ? inCallSinceEpochMs : sinceEpochMs));
    write("elapsed", shownDuration(sinceMs));
    this.#showDetail();
    this.#ticking = setTimeout(() => this.#tick(), SECOND_MS - sinceMs % SECOND_MS);
  }

  #title() {
    if (this.#state === undefined) return;
    const parts = [strings.vchat, this.#who(), this.#words()];
    setWindowTitle((this.#unseen > 0 ? `(${this.#unseen}) ` : "") + parts.filter(Boolean).join(" \u00b7 "));
  }
}
