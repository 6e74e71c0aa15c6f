import type { DisplayHandlers } from "../../../port/display.ts";
import type { StartChoices } from "../../../port/start_display.ts";
import type { FromPage } from "./page_message.ts";

/** Passes on what a person did in the page. Does nothing if the message is about something else. */
export function passOrder(message: FromPage, handlers: DisplayHandlers, start?: StartChoices): void {
  switch (message.kind) {
    case "text":
      return handlers.onText(message.text);
    case "code":
      return handlers.onCode(message.text);
    case "answer":
      return handlers.onAnswer(message.on);
    case "camera":
      return handlers.onCamera(message.on);
    case "list_cameras":
      return handlers.onListCameras();
    case "choose_camera":
      return handlers.onChooseCamera(message.id);
    case "mute":
      return handlers.onMute(message.on);
    case "volume":
      return handlers.onVolume(message.volume);
    case "list_sound_devices":
      return handlers.onListSoundDevices();
    case "choose_microphone":
      return handlers.onChooseSoundDevice("microphone", message.id);
    case "choose_speaker":
      return handlers.onChooseSoundDevice("speaker", message.id);
    case "leave":
      return handlers.onLeave();
    case "start_wait":
      return start?.onWait();
    case "start_call":
      return start?.onCall(message.text);
    case "start_call_server":
      return start?.onCallServer(message.key);
    case "start_cancel":
      return start?.onCancel();
  }
}
