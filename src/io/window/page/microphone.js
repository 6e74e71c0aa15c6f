/** @import { DisplayState } from "../../../port/display.ts" */
/** @import { SoundLevels } from "../../../port/sound.ts" */
/** @import { Controls } from "./controls.js" */
import { byId, write } from "./dom.js";
import { strings } from "./strings.js";

/** What a level meter shows, in dBFS: from nothing to all of it. */
const METER_FROM_DB = -60, METER_TO_DB = -6;

/** Whether this end and the other are muted, and how loud both are. */
export class Microphone {
  #controls;
  #onMute;
  #button = /** @type {HTMLButtonElement} */ (byId("control-microphone"));
  #muted = false;
  /** The microphone is open only while a key is held. */
  #isHeld = false;

  /**
   * @param {Controls} controls
   * @param {(muted: boolean) => void} onMute
   */
  constructor(controls, onMute) {
    this.#controls = controls;
    this.#onMute = onMute;
    write("peer-muted", strings.peer_muted);
    write("muted-hint", strings.you_are_muted);
    byId("microphone-level").ariaLabel = strings.your_level;
    byId("peer-level").ariaLabel = strings.peer_level;
  }

  toggle() {
    this.#onMute(!this.#muted);
  }

  /** Push to talk: opens a muted microphone until {@linkcode release}. */
  hold() {
    if (this.#isHeld || !this.#muted || this.#button.hidden) return;
    this.#isHeld = true;
    this.#onMute(false);
  }

  release() {
    if (!this.#isHeld) return;
    this.#isHeld = false;
    this.#onMute(true);
  }

  /** @param {DisplayState} state */
  show({ sound, peerMuted, phase }) {
    const inCall = phase === "in_call" || phase === "reconnecting";
    for (const name of ["control-microphone", "control-sound"]) byId(name).hidden = sound === undefined;
    byId("peer-muted").hidden = !(inCall && peerMuted);
    byId("peer-level").hidden = sound === undefined || !inCall || peerMuted === true;
    if (sound === undefined) return;
    this.#muted = sound.muted;
    const isOff = sound.muted || sound.microphone.state === "failed" || sound.microphone.state === "off";
    this.#button.classList.toggle("off", isOff);
    this.#controls.label("microphone", sound.muted ? strings.unmute : strings.mute);
    if (!sound.muted) byId("muted-hint").hidden = true;
  }

  /**
   * @param {SoundLevels} levels
   * @param {boolean} speakingMuted
   */
  levels({ microphoneDb, speakerDb }, speakingMuted) {
    setMeter("microphone-level", this.#muted ? METER_FROM_DB : microphoneDb);
    setMeter("peer-level", speakerDb);
    byId("muted-hint").hidden = !speakingMuted;
  }
}

/**
 * Shows a level in a meter.
 * @param {string} id of the meter
 * @param {number} db in dBFS
 */
export function setMeter(id, db) {
  const share = Math.min(1, Math.max(0, (db - METER_FROM_DB) / (METER_TO_DB - METER_FROM_DB)));
  /** @type {HTMLMeterElement} */ (byId(id)).value = share;
}
