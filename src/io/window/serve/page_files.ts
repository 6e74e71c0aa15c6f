import html from "../page/index.html" with { type: "text" };
import callerDialogStyle from "../page/caller_dialog.css" with { type: "text" };
import controlsStyle from "../page/controls.css" with { type: "text" };
import conversationStyle from "../page/conversation.css" with { type: "text" };
import headerStyle from "../page/header.css" with { type: "text" };
import invitationStyle from "../page/invitation.css" with { type: "text" };
import pageStyle from "../page/page.css" with { type: "text" };
import endPageStyle from "../page/end_page.css" with { type: "text" };
import panelStyle from "../page/panel.css" with { type: "text" };
import selfViewStyle from "../page/self_view.css" with { type: "text" };
import startMirrorStyle from "../page/start_mirror.css" with { type: "text" };
import startPageStyle from "../page/start_page.css" with { type: "text" };
import stageStyle from "../page/stage.css" with { type: "text" };
import callerDialog from "../page/caller_dialog.js" with { type: "text" };
import cameraMenu from "../page/camera_menu.js" with { type: "text" };
import captureWorklet from "../page/capture_worklet.js" with { type: "text" };
import codeForm from "../page/code_form.js" with { type: "text" };
import codeWait from "../page/code_wait.js" with { type: "text" };
import colorSpace from "../page/color_space.js" with { type: "text" };
import controls from "../page/controls.js" with { type: "text" };
import conversation from "../page/conversation.js" with { type: "text" };
import conversationChoice from "../page/conversation_choice.js" with { type: "text" };
import conversationPane from "../page/conversation_pane.js" with { type: "text" };
import conversationPlace from "../page/conversation_place.js" with { type: "text" };
import copyButton from "../page/copy_button.js" with { type: "text" };
import dom from "../page/dom.js" with { type: "text" };
import endPage from "../page/end_page.js" with { type: "text" };
import endWords from "../page/end_words.js" with { type: "text" };
import help from "../page/help.js" with { type: "text" };
import inputMethod from "../page/input_method.js" with { type: "text" };
import invitation from "../page/invitation.js" with { type: "text" };
import links from "../page/links.js" with { type: "text" };
import main from "../page/main.js" with { type: "text" };
import messageBox from "../page/message_box.js" with { type: "text" };
import messageText from "../page/message_text.js" with { type: "text" };
import microphone from "../page/microphone.js" with { type: "text" };
import pageMicrophone from "../page/page_microphone.js" with { type: "text" };
import pageSocket from "../page/page_socket.js" with { type: "text" };
import pageSound from "../page/page_sound.js" with { type: "text" };
import pageSpeaker from "../page/page_speaker.js" with { type: "text" };
import picture from "../page/picture.js" with { type: "text" };
import pictureFit from "../page/picture_fit.js" with { type: "text" };
import pictureInPicture from "../page/picture_in_picture.js" with { type: "text" };
import plainText from "../page/plain_text.js" with { type: "text" };
import playBuffer from "../page/play_buffer.js" with { type: "text" };
import playWorklet from "../page/play_worklet.js" with { type: "text" };
import plot from "../page/plot.js" with { type: "text" };
import quality from "../page/quality.js" with { type: "text" };
import rawPicture from "../page/raw_picture.js" with { type: "text" };
import receivedFrames from "../page/received_frames.js" with { type: "text" };
import saveButton from "../page/save_button.js" with { type: "text" };
import selfView from "../page/self_view.js" with { type: "text" };
import shownDuration from "../page/shown_duration.js" with { type: "text" };
import slide from "../page/slide.js" with { type: "text" };
import soundContext from "../page/sound_context.js" with { type: "text" };
import soundDeviceList from "../page/sound_device_list.js" with { type: "text" };
import soundPanel from "../page/sound_panel.js" with { type: "text" };
import stage from "../page/stage.js" with { type: "text" };
import startPage from "../page/start_page.js" with { type: "text" };
import strings from "../page/strings.js" with { type: "text" };
import toast from "../page/toast.js" with { type: "text" };
import videoCodecs from "../page/video_codecs.js" with { type: "text" };
import videoStream from "../page/video_stream.js" with { type: "text" };
import windowHabits from "../page/window_habits.js" with { type: "text" };
import windowReport from "../page/window_report.js" with { type: "text" };
import windowTitle from "../page/window_title.js" with { type: "text" };

/** One file of the page. */
export interface PageFile {
  readonly contentType: string;
  readonly body: string;
}

const SCRIPTS = {
  "caller_dialog.js": callerDialog,
  "camera_menu.js": cameraMenu,
  "code_form.js": codeForm,
  "code_wait.js": codeWait,
  "color_space.js": colorSpace,
  "controls.js": controls,
  "conversation.js": conversation,
  "conversation_choice.js": conversationChoice,
  "conversation_pane.js": conversationPane,
  "conversation_place.js": conversationPlace,
  "copy_button.js": copyButton,
  "dom.js": dom,
  "end_page.js": endPage,
  "end_words.js": endWords,
  "help.js": help,
  "input_method.js": inputMethod,
  "invitation.js": invitation,
  "links.js": links,
  "main.js": main,
  "message_box.js": messageBox,
  "message_text.js": messageText,
  "microphone.js": microphone,
  "page_microphone.js": pageMicrophone,
  "page_socket.js": pageSocket,
  "page_sound.js": pageSound,
  "page_speaker.js": pageSpeaker,
  "picture.js": picture,
  "picture_fit.js": pictureFit,
  "picture_in_picture.js": pictureInPicture,
  "plain_text.js": plainText,
  "plot.js": plot,
  "quality.js": quality,
  "raw_picture.js": rawPicture,
  "received_frames.js": receivedFrames,
  "save_button.js": saveButton,
  "self_view.js": selfView,
  "shown_duration.js": shownDuration,
  "slide.js": slide,
  "sound_context.js": soundContext,
  "sound_device_list.js": soundDeviceList,
  "sound_panel.js": soundPanel,
  "stage.js": stage,
  "start_page.js": startPage,
  "strings.js": strings,
  "toast.js": toast,
  "video_codecs.js": videoCodecs,
  "video_stream.js": videoStream,
  "window_habits.js": windowHabits,
  "window_report.js": windowReport,
  "window_title.js": windowTitle,
};

/** Loaded only by a page that captures or plays sound. */
const WORKLETS = {
  "capture_worklet.js": captureWorklet,
  "play_buffer.js": playBuffer,
  "play_worklet.js": playWorklet,
};

const STYLES = {
  "caller_dialog.css": callerDialogStyle,
  "controls.css": controlsStyle,
  "conversation.css": conversationStyle,
  "end_page.css": endPageStyle,
  "header.css": headerStyle,
  "invitation.css": invitationStyle,
  "page.css": pageStyle,
  "panel.css": panelStyle,
  "self_view.css": selfViewStyle,
  "stage.css": stageStyle,
  "start_mirror.css": startMirrorStyle,
  "start_page.css": startPageStyle,
};

/** Lets a browser fetch all modules at the same time, instead of one after the other as each imports the next. */
const preloads = Object.keys(SCRIPTS).filter((name) => name !== "main.js")
  .map((name) => `<link rel="modulepreload" href="${name}">`).join("");

const ofType = (contentType: string, files: Readonly<Record<string, string>>) =>
  Object.entries(files).map(([name, body]): [string, PageFile] => [name, { contentType, body }]);

/**
 * The page's files, by their name below the token; "" is the page itself. The files are served unchanged, and being imported
 * they are inside a compiled binary too: there is no build step that could be forgotten.
 */
export const PAGE_FILES: ReadonlyMap<string, PageFile> = new Map([
  ...ofType("text/html; charset=utf-8", { "": html.replace("</head>", `${preloads}</head>`) }),
  ...ofType("text/css; charset=utf-8", STYLES),
  ...ofType("text/javascript; charset=utf-8", { ...SCRIPTS, ...WORKLETS }),
]);

/** The page itself, if the start page is to be shown: nothing of a call appears before it. */
export const START_HTML = PAGE_FILES.get("")!.body.replace('data-phase="waiting"', 'data-phase="start"');
