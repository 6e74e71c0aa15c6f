/** @import { FromPage, ToPage } from "../page_message.ts" */
/** @import { DisplayState } from "../../../port/display.ts" */
import { Conversation } from "./conversation.js";
import { decode, Picture } from "./picture.js";
import { plainLine, plainText } from "./plain_text.js";
import { SelfView } from "./self_view.js";
import { chooseStrings, withNumber } from "./strings.js";

/** As in page_message.ts. */
const FRAME_HEADER_BYTES = 8;
const REMOTE = 0;
/** WebSocket close code of a page that another one has taken the place of. */
const REPLACED = 4000;
const RETRY_MS = 250;
/** The main process does not come back: after this long without it there is nothing to show. */
const GONE_MS = 3000;

const { language, strings } = chooseStrings(navigator.languages);
document.documentElement.lang = language;

const remoteCanvas = /** @type {HTMLCanvasElement} */ (byId("remote"));
const localCanvas = /** @type {HTMLCanvasElement} */ (byId("local"));
const remote = new Picture(remoteCanvas, { mirrored: false });
const local = new Picture(localCanvas, { mirrored: true });
const selfView = new SelfView(localCanvas, local);
const list = /** @type {HTMLOListElement} */ (byId("lines"));
const log = byId("log");
const conversation = new Conversation(log, list, strings);
const textBox = /** @type {HTMLTextAreaElement} */ (byId("text"));

/** @type {WebSocket | undefined} */
let socket;
let lastHeardMs = performance.now();
let hasPicture = false;
/** @type {DisplayState | undefined} */
let state;

labels();
connect();

addEventListener("visibilitychange", tellVisible);
addEventListener("keydown", (event) => {
  const plain = !event.ctrlKey && !event.altKey && !event.metaKey;
  if (event.target === textBox) {
    if (event.key === "Escape") textBox.blur();
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      sendText();
    }
  } else if (plain && event.key === "q") {
    tell({ kind: "leave" });
  }
});
byId("compose").addEventListener("submit", (event) => {
  event.preventDefault();
  sendText();
});

function connect() {
  const url = new URL("socket", location.href);
  url.protocol = "ws:";
  const opened = new WebSocket(url);
  opened.binaryType = "arraybuffer";
  opened.onopen = () => {
    socket = opened;
    tellVisible();
  };
  opened.onmessage = ({ data }) => {
    lastHeardMs = performance.now();
    if (data instanceof ArrayBuffer) drawFrame(data);
    else receive(JSON.parse(data));
  };
  opened.onclose = ({ code }) => {
    if (socket === opened) lastHeardMs = performance.now();
    socket = undefined;
    if (code === REPLACED) showEnd(strings.replaced);
    else if (performance.now() - lastHeardMs < GONE_MS) setTimeout(connect, RETRY_MS);
    else {
      showEnd(strings.lost);
      // A browser's window of its own goes with vchat; a tab stays, and says so.
      close();
    }
  };
}

/** @param {FromPage} message */
function tell(message) {
  if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
}

function tellVisible() {
  tell({ kind: "visible", visible: document.visibilityState === "visible" });
}

/** @param {ToPage} message */
function receive(message) {
  switch (message.kind) {
    case "state":
      state = message.state;
      showState(state);
      break;
    case "lines":
      conversation.reset(message.lines);
      break;
    case "line":
      conversation.put(message.line);
  }
}

/** @param {ArrayBuffer} message */
async function drawFrame(message) {
  const header = new DataView(message, 0, FRAME_HEADER_BYTES);
  const n = header.getUint32(4);
  const decoded = await decode(new Uint8Array(message, FRAME_HEADER_BYTES));
  if (header.getUint8(0) !== REMOTE) {
    if (decoded) selfView.offer(decoded);
    tell({ kind: "local_settled", n });
    return;
  }
  if (decoded === undefined) {
    tell({ kind: "undecodable", n });
    return;
  }
  remote.draw(decoded);
  selfView.draw();
  tell({ kind: "drawn", n });
  if (!hasPicture) {
    hasPicture = true;
    if (state) showState(state);
  }
}

function sendText() {
  const text = textBox.value;
  if (text === "") return;
  tell({ kind: "text", text });
  textBox.value = "";
}

/** @param {DisplayState} state */
function showState({ role, phase, peerName, peerAddress, sealed, code, notice, receivedFps, sentFps }) {
  document.body.dataset.phase = phase;
  if (phase !== "in_call" && phase !== "reconnecting") {
    hasPicture = false;
    remote.clear();
  }
  const peer = plainLine(peerName ?? "") || plainLine(peerAddress ?? "");
  const words = strings[phase];
  write("peer", peer || strings[role]);
  write(
    "phase",
    [words, sealed ? strings.sealed : "", peerName ? plainLine(peerAddress ?? "") : ""].filter(Boolean)
      .join(" \u00b7 "),
  );
  const covered = phase !== "in_call" || !hasPicture;
  const said = plainText(notice ?? "");
  byId("placeholder").hidden = !covered;
  write("headline", phase === "in_call" ? strings.no_picture : words);
  write("notice", said);
  write("banner", said);
  byId("banner").hidden = covered || said === "";
  const showsCode = phase === "waiting" && code !== undefined;
  byId("code-label").hidden = byId("code").hidden = !showsCode;
  write("code", showsCode ? plainLine(code) : "");
  const prompt = phase === "needs_code" ? strings.write_code : strings.write;
  if (textBox.placeholder !== prompt) textBox.placeholder = textBox.ariaLabel = prompt;
  rate("received-rate", strings.received_rate, strings.received_rate_name, receivedFps);
  rate("sent-rate", strings.sent_rate, strings.sent_rate_name, sentFps);
  title([strings[role], peer, words].filter(Boolean).join(" \u00b7 "));
}

/** @param {string} words */
function showEnd(words) {
  document.body.dataset.phase = "lost";
  hasPicture = false;
  remote.clear();
  local.clear();
  byId("placeholder").hidden = false;
  write("phase", words);
  write("headline", words);
  write("notice", "");
  byId("banner").hidden = true;
  byId("rates").hidden = true;
  title(`vchat \u00b7 ${words}`);
}

/**
 * @param {string} id
 * @param {string} pattern
 * @param {string} name
 * @param {number} fps
 */
function rate(id, pattern, name, fps) {
  const n = Math.round(fps);
  write(id, withNumber(pattern, n));
  byId(id).title = withNumber(name, n);
}

/** @param {string} text */
function title(text) {
  if (document.title === text) return;
  document.title = text;
  // The native window's title bar does not follow the page's title.
  const native = /** @type {{ vchatTitle?: (title: string) => void }} */ (globalThis);
  native.vchatTitle?.(text);
}

function labels() {
  remoteCanvas.hidden = true;
  localCanvas.hidden = true;
  remoteCanvas.ariaLabel = strings.remote_picture;
  localCanvas.ariaLabel = strings.local_picture;
  log.ariaLabel = strings.conversation;
  write("no-lines", strings.no_lines);
  textBox.placeholder = strings.write;
  textBox.ariaLabel = strings.write;
  write("code-label", strings.tell_code);
  write("send", strings.send);
  write("keys", strings.keys);
}

/**
 * Changes a text only where it differs: what stays the same is not laid out, painted or announced again.
 * @param {string} id
 * @param {string} text
 */
function write(id, text) {
  const element = byId(id);
  if (element.textContent !== text) element.textContent = text;
}

/**
 * @param {string} id
 * @returns {HTMLElement}
 */
function byId(id) {
  return /** @type {HTMLElement} */ (document.getElementById(id));
}
