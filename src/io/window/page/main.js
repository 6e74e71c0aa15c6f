/** @import { ToPage } from "../serve/page_message.ts" */
/** @import { DisplayState } from "../../../port/display.ts" */
/** @import { StartState } from "../../../port/start_display.ts" */
/** @import { FrameMessage } from "./page_socket.js" */
import { CallerDialog } from "./caller_dialog.js";
import { CameraMenu } from "./camera_menu.js";
import { Controls } from "./controls.js";
import { ConversationPane } from "./conversation_pane.js";
import { ConversationPlace } from "./conversation_place.js";
import { byId, write } from "./dom.js";
import { EndPage } from "./end_page.js";
import { Help } from "./help.js";
import { Microphone } from "./microphone.js";
import { PageSocket } from "./page_socket.js";
import { PageSound } from "./page_sound.js";
import { decode, Picture } from "./picture.js";
import { fitPicture } from "./picture_fit.js";
import { PictureInPicture } from "./picture_in_picture.js";
import { Quality } from "./quality.js";
import { RawPicture } from "./raw_picture.js";
import { ReceivedFrames } from "./received_frames.js";
import { SelfView } from "./self_view.js";
import { SoundPanel } from "./sound_panel.js";
import { Stage } from "./stage.js";
import { StartPage } from "./start_page.js";
import { strings, withText } from "./strings.js";
import { Toast } from "./toast.js";
import { decodableCodecs } from "./video_codecs.js";
import { keepWindowHabits } from "./window_habits.js";
import { reportWindow } from "./window_report.js";

const remoteCanvas = /** @type {HTMLCanvasElement} */ (byId("remote"));
const localCanvas = /** @type {HTMLCanvasElement} */ (byId("local"));
const remote = new Picture(remoteCanvas, { mirrored: false, onSize: () => fitPicture(remoteCanvas) });
const local = new Picture(localCanvas, { mirrored: true });
const raw = new RawPicture();
const selfView = new SelfView(byId("self"), localCanvas, byId("self-missing"), local);
const received = new ReceivedFrames(remote, {
  tell: (message) => socket.tell(message),
  onDrawn() {
    selfView.draw();
    if (!stage.hasPicture) pictureChanged(() => stage.drawn());
  },
});
/**
 * Tested once, after the page is loaded: the decoders of WebKitGTK take a while to start.
 * @type {ReturnType<typeof decodableCodecs> | undefined}
 */
let decodable;
const pictureInPicture = new PictureInPicture(remoteCanvas, tellVisible);
const stage = new Stage(remote, (text) => socket.tell({ kind: "code", text }));
const start = new StartPage((message) => socket.tell(message));
const caller = new CallerDialog((accept) => socket.tell({ kind: "answer", on: accept }));
const quality = new Quality();
const conversation = new ConversationPane({
  onText: (text) => socket.tell({ kind: "text", text }),
  onUnseen(count) {
    place.unseen(count);
    stage.unseen(count);
  },
});
const endPage = new EndPage({
  onNext: (step) => socket.tell({ kind: "next_step", step }),
  onSave: () => socket.tell({ kind: "save_conversation" }),
  onOpenFolder: openFolder,
  onLeave: () => socket.tell({ kind: "leave" }),
});
const toast = new Toast(openFolder);
const cameras = new CameraMenu({
  onList: () => socket.tell({ kind: "list_cameras" }),
  onChoose: (id) => socket.tell({ kind: "choose_camera", id }),
  onNone: () => socket.tell({ kind: "camera", on: false }),
});
const sound = new SoundPanel({
  onList: () => socket.tell({ kind: "list_sound_devices" }),
  onChoose: (kind, id) => socket.tell({ kind: `choose_${kind}`, id }),
  onVolume: (volume) => socket.tell({ kind: "volume", volume }),
});
const pageSound = new PageSound({
  tell: (message) => socket.tell(message),
  sendSound: (frame) => socket.sendSound(frame),
  onBlocked: (isBlocked) => byId("sound-hint").hidden = !isBlocked,
}, "vchatTitle" in window);
const controls = new Controls({
  microphone: () => microphone.toggle(),
  sound: () => sound.toggle(),
  camera: () => socket.tell({ kind: "camera", on: !cameraIsOn }),
  cameras: () => cameras.toggle(),
  snapshot: takePicture,
  self: () => showSelfView(!selfView.wanted),
  pip: () => pictureInPicture.toggle(),
  full: toggleFullScreen,
  conversation: () => place.toggle(),
  leave: () => socket.tell({ kind: "leave" }),
  figures: () => quality.toggle(),
  help: () => help.toggle(),
  hold: () => microphone.hold(),
  release: () => microphone.release(),
});
const place = new ConversationPlace(conversation, controls, (on) => socket.tell({ kind: "conversation", on }));
const microphone = new Microphone(controls, (on) => socket.tell({ kind: "mute", on }));
const help = new Help({
  onShortcuts: (on) => {
    controls.shortcuts = on;
    socket.tell({ kind: "shortcuts", on });
  },
});
let cameraIsOn = true;

keepWindowHabits();
write("sound-hint", strings.click_to_hear);
controls.label("cameras", strings.choose_camera);
controls.label("sound", strings.choose_sound);
controls.label("snapshot", strings.snapshot);
controls.label("pip", strings.picture_in_picture);
controls.label("leave", strings.leave);
controls.label("help", strings.help);
for (const button of document.querySelectorAll(".close")) button.ariaLabel = strings.close;
byId("control-pip").hidden = !PictureInPicture.isSupported;
byId("control-full").hidden = !document.fullscreenEnabled;
showSelfView(true);
showFullScreen();
new ResizeObserver(() => fitPicture(remoteCanvas)).observe(byId("stage"));
addEventListener("visibilitychange", tellVisible);
addEventListener("focus", tellVisible);
addEventListener("blur", tellVisible);
addEventListener("fullscreenchange", showFullScreen);
// Before the goodbye. A native window does not tell its page where it is.
const bounds = reportWindow((message) => socket.tell(message), !("vchatTitle" in window));
// Shows that a person has closed the page: if its process dies, no goodbye comes.
addEventListener("pagehide", () => {
  socket.tell({ kind: "goodbye" });
  // A browser that closes quickly drops data of the WebSocket, but sends this. As in page_access.ts.
  navigator.sendBeacon("goodbye");
});

const socket = new PageSocket({
  onMessage: receive,
  onFrame: showFrame,
  onOpen() {
    received.reset();
    remoteCanvas.dataset.shows = "camera";
    decodable ??= decodableCodecs();
    decodable.then((codecs) => socket.tell({ kind: "decodes", codecs }));
    tellVisible();
    if (!selfView.wanted) socket.tell({ kind: "self_view", on: false });
    place.connected();
    bounds.connected();
  },
  onLost: () => pageSound.reset(),
  onGone(replaced) {
    selfView.clear();
    quality.reset();
    controls.mayHide = false;
    conversation.phaseIs(undefined);
    start.hide();
    caller.show(undefined);
    endPage.hide();
    stage.showEnd(replaced ? strings.replaced : strings.lost);
    // A browser's own window closes with vchat; a tab stays and says that the call has ended.
    if (!replaced) close();
  },
});

function tellVisible() {
  const visible = document.visibilityState === "visible";
  socket.tell({ kind: "visible", visible: visible || pictureInPicture.isOn });
  socket.tell({ kind: "in_front", on: visible && document.hasFocus() });
}

/** @param {ToPage} message */
function receive(message) {
  switch (message.kind) {
    case "start":
      showStart(message.state);
      break;
    case "state":
      start.hide();
      if (message.state.phase === "in_call") start.called();
      showState(message.state);
      break;
    case "shows":
      remoteCanvas.dataset.shows = message.what;
      fitPicture(remoteCanvas);
      break;
    case "lines":
      conversation.reset(message.lines);
      place.reset(message.lines);
      endPage.hasLines = conversation.hasLines;
      break;
    case "line":
      // First, because a line that opens the conversation is seen.
      place.lineCame(message.line);
      conversation.put(message.line);
      endPage.hasLines = conversation.hasLines;
      break;
    case "figures":
      quality.add(message.figures);
      break;
    case "cameras":
      cameras.show(message.cameras);
      break;
    case "sound_devices":
      sound.show(message.devices);
      break;
    case "levels":
      if (start.shown) start.levels(message.levels);
      else microphone.levels(message.levels, message.speakingMuted);
      break;
    case "saved":
      if ("path" in message) toast.show(withText(strings.saved, message.path), true);
      else toast.show(withText(strings.not_saved, message.problem));
      break;
    case "folder_not_opened":
      toast.show(withText(strings.folder_not_opened, message.problem));
      break;
    case "conversation_saved":
      endPage.saved(message);
      break;
    case "open_sound":
      pageSound.open(message.opening);
      break;
    case "close_sound":
      pageSound.close(message.device, message.openingId);
      break;
    case "list_page_sound":
      pageSound.list();
      break;
    case "preferences":
      controls.shortcuts = help.shortcuts = message.preferences.shortcuts;
      place.keep(message.preferences.conversation);
  }
}

/** @param {FrameMessage} frame */
async function showFrame(frame) {
  if (frame.kind === "sound") return pageSound.play(frame.n, frame.bytes);
  if (frame.kind === "remote") return received.show(frame);
  if (frame.kind === "remote_raw") return received.showRaw(frame);
  const decoded = await (frame.kind === "local" ? decode(frame.bytes) : raw.draw(frame));
  if (decoded) (start.shown ? start : selfView).offer(decoded);
  socket.tell({ kind: "local_settled", n: frame.n });
}

/** @param {StartState} state */
function showStart(state) {
  if (!start.shown) {
    caller.show(undefined);
    for (const panel of document.querySelectorAll(".panel:popover-open")) {
      /** @type {HTMLElement} */ (panel).hidePopover();
    }
    selfView.clear();
    controls.mayHide = false;
  }
  cameras.choice = state.camera.choice;
  if (state.sound !== undefined) sound.state = state.sound;
  start.show(state);
}

/** @param {DisplayState} state */
function showState(state) {
  const { phase, camera } = state;
  cameraIsOn = camera.state !== "off" && camera.state !== "none";
  byId("control-camera").classList.toggle("off", !cameraIsOn);
  controls.label("camera", cameraIsOn ? strings.camera_off : strings.camera_on);
  cameras.choice = camera.choice;
  cameras.isOff = !cameraIsOn;
  microphone.show(state);
  if (state.sound !== undefined) sound.state = state.sound;
  // People know their face from mirrors; a mirrored text cannot be read.
  local.mirrored = camera.kind !== "screen";
  selfView.show(state);
  stage.tellsCameraFailure = !selfView.shown;
  if (phase === "in_call") place.callBegan();
  quality.address = state.peerAddress ?? "";
  if (phase === "reconnecting") quality.lost();
  else if (phase !== "in_call") quality.reset();
  conversation.phaseIs(phase);
  pictureChanged(() => stage.show(state));
  caller.show(state.caller);
  endPage.show(state);
  if (stage.said !== "") pictureInPicture.say(stage.said);
}

/** @param {() => void} change after which the picture may be there or gone */
function pictureChanged(change) {
  change();
  controls.mayHide = stage.hasPicture;
  for (const name of ["snapshot", "pip"]) {
    /** @type {HTMLButtonElement} */ (byId(`control-${name}`)).disabled = !stage.hasPicture;
  }
}

function openFolder() {
  socket.tell({ kind: "open_folder" });
}

function takePicture() {
  remoteCanvas.toBlob((png) => png && socket.sendPicture(png));
}

/** @param {boolean} shown */
function showSelfView(shown) {
  if (shown !== selfView.wanted) {
    selfView.wanted = shown;
    stage.tellsCameraFailure = !selfView.shown;
    socket.tell({ kind: "self_view", on: shown });
  }
  byId("control-self").classList.toggle("off", !shown);
  controls.label("self", shown ? strings.self_hide : strings.self_show);
}

function toggleFullScreen() {
  if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen().catch(() => {}); // not possible on this screen
}

function showFullScreen() {
  controls.label("full", document.fullscreenElement ? strings.full_screen_end : strings.full_screen);
}
