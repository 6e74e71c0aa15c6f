/** @import { StartServer, StartState } from "../../../port/start_display.ts" */
/** @import { SoundLevels } from "../../../port/sound.ts" */
/** @import { FromPage } from "../serve/page_message.ts" */
/** @import { Decoded } from "./picture.js" */
import { byId, make, makeButton, write } from "./dom.js";
import { isForInputMethod } from "./input_method.js";
import { setMeter } from "./microphone.js";
import { Picture } from "./picture.js";
import { plainLine, plainText } from "./plain_text.js";
import { strings, withText } from "./strings.js";
import { setWindowTitle } from "./window_title.js";

/** How many characters of a problem are shown. */
const PROBLEM_SHOWN = 600;

/** The page before a call: what the other person will see of this end, and the choice to wait or to call somebody. */
export class StartPage {
  #tell;
  #page = byId("start");
  #picture = new Picture(/** @type {HTMLCanvasElement} */ (byId("start-picture")), { mirrored: true });
  #name = /** @type {HTMLInputElement} */ (byId("start-name"));
  #target = /** @type {HTMLInputElement} */ (byId("start-target"));
  /** @type {StartState | undefined} */
  #state;
  /** The list of servers as it is shown, so that an unchanged one keeps the focus. */
  #listed = "";

  /** @param {(message: FromPage) => void} tell */
  constructor(tell) {
    this.#tell = tell;
    this.#writeWords();
    byId("start-wait").addEventListener("click", () => {
      this.#rename();
      tell({ kind: "start_wait" });
    });
    byId("start-form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#rename();
      tell({ kind: "start_call", text: this.#target.value });
    });
    byId("start-cancel").addEventListener("click", () => tell({ kind: "start_cancel" }));
    this.#page.addEventListener("keydown", ({ key }) => {
      if (key === "Escape" && this.#state?.looking !== undefined) tell({ kind: "start_cancel" });
    });
    byId("start-microphone").addEventListener("click", () => tell({ kind: "mute", on: !this.#state?.sound?.muted }));
    byId("start-camera").addEventListener("click", () => tell({ kind: "camera", on: !this.#cameraIsOn }));
    this.#name.addEventListener("change", () => this.#rename());
    for (const field of [this.#name, this.#target]) {
      field.addEventListener("keydown", (event) => {
        if (event.key === "Enter" && isForInputMethod(event)) event.preventDefault();
      });
    }
    this.#name.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || isForInputMethod(event)) return;
      event.preventDefault(); // or it would be an Enter in the other field too
      this.#target.focus();
    });
  }

  /** Whether it is shown. */
  get shown() {
    return !this.#page.hidden;
  }

  /** @param {StartState} state */
  show(state) {
    this.#state = state;
    const isNew = !this.shown;
    document.body.dataset.phase = "start";
    this.#page.hidden = false;
    setWindowTitle("vchat");
    this.#showCamera(state);
    this.#showSound(state);
    byId("start-name-row").hidden = state.name === undefined;
    if (document.activeElement !== this.#name) this.#name.value = state.name ?? "";
    this.#showTarget(state);
    this.#showServers(state);
    if (isNew) this.#target.focus({ preventScroll: true });
  }

  hide() {
    if (!this.shown) return;
    this.#page.hidden = true;
    this.#picture.clear();
  }

  /** There is a call. Until then the person may come back to what they typed. */
  called() {
    this.#target.value = "";
  }

  /**
   * A picture of this end's camera.
   * @param {Decoded} decoded
   */
  offer(decoded) {
    // This picture was on its way when the camera was turned off.
    if (!this.#cameraIsOn || this.#state?.camera.state === "failed") return decoded.close();
    this.#picture.draw(decoded);
    byId("start-missing").hidden = true;
  }

  /** @param {SoundLevels} levels */
  levels({ microphoneDb }) {
    setMeter("start-level", this.#state?.sound?.muted ? -Infinity : microphoneDb);
  }

  get #cameraIsOn() {
    const state = this.#state?.camera.state;
    return state !== "off" && state !== "none";
  }

  #writeWords() {
    byId("start-mirror").ariaLabel = strings.start_mirror;
    byId("start-picture").ariaLabel = strings.start_picture;
    byId("start-devices").ariaLabel = strings.start_devices;
    byId("start-level").ariaLabel = strings.your_level;
    describe("start-sound", strings.choose_sound);
    describe("start-cameras", strings.choose_camera);
    write("start-title", strings.start_title);
    write("start-name-label", strings.start_name);
    write("start-wait-title", strings.start_wait);
    write("start-wait-help", strings.start_wait_help);
    write("start-call-title", strings.start_call);
    write("start-target-label", strings.start_target);
    this.#target.placeholder = strings.start_target_example;
    write("start-enter", strings.start_enter);
    write("start-cancel", strings.start_cancel);
    write("start-near-title", strings.start_near);
  }

  /** @param {StartState} state */
  #showCamera({ camera }) {
    const { state, message = "", hint = "" } = camera;
    const missing = {
      off: strings.camera_is_off,
      none: strings.camera_is_off,
      starting: strings.start_camera_starts,
      failed: said(message, hint) || strings.camera_has_failed,
      running: "",
    }[state];
    if (state !== "running") {
      this.#picture.clear();
      byId("start-missing").hidden = false;
    }
    if (missing !== "") write("start-missing", missing);
    byId("start-camera").classList.toggle("off", !this.#cameraIsOn);
    describe("start-camera", this.#cameraIsOn ? strings.camera_off : strings.camera_on);
    // People know their face from mirrors; a mirrored text cannot be read.
    this.#picture.mirrored = camera.kind !== "screen";
  }

  /** @param {StartState} state */
  #showSound({ sound }) {
    for (const id of ["start-microphone", "start-sound"]) byId(id).hidden = sound === undefined;
    const failed = sound?.microphone.state === "failed" ? sound.microphone : undefined;
    write("start-sound-problem", said(failed?.message, failed?.hint));
    if (sound === undefined) return;
    const isOff = sound.muted || failed !== undefined || sound.microphone.state === "off";
    byId("start-microphone").classList.toggle("off", isOff);
    describe("start-microphone", sound.muted ? strings.unmute : strings.mute);
    if (isOff) setMeter("start-level", -Infinity);
  }

  /** @param {StartState} state */
  #showTarget({ looking, problem = "" }) {
    const search = looking === undefined ? "" : withText(strings.start_looking, plainLine(looking));
    write("start-looking", search);
    write("start-problem", said(problem));
    this.#target.ariaInvalid = String(problem !== "");
    byId("start-enter").hidden = looking !== undefined;
    byId("start-cancel").hidden = looking === undefined;
    byId("start-form").ariaBusy = String(looking !== undefined);
  }

  /** @param {StartState} state */
  #showServers({ servers, serversProblem }) {
    const none = serversProblem === undefined ? strings.start_near_none : plainLine(serversProblem);
    write("start-near-none", servers.length === 0 ? none : "");
    const listed = JSON.stringify(servers);
    if (listed === this.#listed) return;
    this.#listed = listed;
    const list = byId("start-servers");
    const focused = /** @type {HTMLElement | null} */ (document.activeElement)?.dataset.server;
    list.replaceChildren(...servers.map((server) => this.#server(server)));
    if (focused === undefined) return;
    const button = [...list.querySelectorAll("button")].find(({ dataset }) => dataset.server === focused);
    (button ?? this.#target).focus();
  }

  /** @param {StartServer} server */
  #server({ key, name, address, plain }) {
    const button = makeButton("", "", () => {
      this.#rename();
      this.#tell({ kind: "start_call_server", key });
    });
    button.dataset.server = key;
    const where = plain ? `${plainLine(address)} \u00b7 ${strings.not_sealed}` : plainLine(address);
    button.append(make("strong", "", plainLine(name) || plainLine(address)), make("span", "", where));
    button.title = withText(strings.start_call_server, button.firstChild?.textContent ?? "");
    const item = make("li", "");
    item.append(button);
    return item;
  }

  /** Tells another name as soon as it is typed. */
  #rename() {
    if (this.#state?.name === undefined || this.#name.value === this.#state.name) return;
    this.#tell({ kind: "start_name", text: this.#name.value });
  }
}

/**
 * What is wrong and what to do, each as a sentence of its own.
 * @param {readonly (string | undefined)[]} parts
 */
function said(...parts) {
  const sentences = parts.filter((part) => part).map((part = "") => part.charAt(0).toUpperCase() + part.slice(1));
  return plainText(sentences.join("\n").slice(0, PROBLEM_SHOWN));
}

/**
 * Sets what a button is called, for the screen reader and as a tooltip.
 * @param {string} id
 * @param {string} words
 */
function describe(id, words) {
  const button = byId(id);
  if (button.title === words) return;
  button.ariaLabel = button.title = words;
}
