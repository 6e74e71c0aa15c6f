import type { DropReason } from "../wire/drop_reason.ts";
import type { EndReason, Input } from "../wire/wire.ts";
import type { CallEventBody } from "./call_event.ts";
import { CallMeter } from "./call_meter.ts";
import type { CallOptions, CallPorts } from "./call_ports.ts";
import { CallSeconds } from "./call_seconds.ts";
import { CallerAnswer } from "./caller_answer.ts";
import { CameraControl } from "./camera_control.ts";
import { CodeEntry } from "./code_entry.ts";
import { Conversation } from "./conversation.ts";
import { DropCounter } from "./drop_counter.ts";
import { PictureDelay } from "./picture_delay.ts";
import { ReceiveVideo } from "./receive_video.ts";
import { SendVideo } from "./send_video.ts";
import { ShownState } from "./shown_state.ts";
import { SoundControl } from "./sound_control.ts";
import { WireEvents } from "./wire_events.ts";

/** What the parts of a call need from the call itself. */
export interface CallPartsHost {
  readonly ports: Omit<CallPorts, "network">;
  readonly options: CallOptions;
  feed(input: Input): void;
  /** Whether the channels are open and the operating system has taken everything sent so far. */
  readonly canSend: () => boolean;
  /** Datagrams that the operating system discarded because nobody read them in time, since the previous call. */
  readonly takeOverflowCount: () => number;
  /** A call is over. `final`: this end will neither wait for another nor make one. */
  readonly onEnded: (reason: EndReason, final: boolean) => void;
}

export interface CallParts {
  readonly emit: (event: CallEventBody) => void;
  /** Handles the events of the wire. */
  readonly events: WireEvents;
  /** How a frame gets out, and how one gets in. */
  readonly sendVideo: SendVideo;
  readonly receiveVideo: ReceiveVideo;
  readonly camera: CameraControl;
  /** How sound gets out and in. */
  readonly sound: SoundControl;
  /** How a line gets out, and how one gets in. */
  readonly conversation: Conversation;
  readonly codeEntry: CodeEntry;
  readonly callerAnswer: CallerAnswer;
  /** What the display shows of the call. */
  readonly shown: ShownState;
  /** The figures of each second. */
  readonly seconds: CallSeconds;
  /** Counts a drop. A frame that is dropped on its way out makes room for the next one. */
  readonly dropped: (direction: "in" | "out", reason: DropReason) => void;
}

/** Creates the parts of a call and connects them to each other. Starts none of them. */
export function connectParts({ ports, options, ...host }: CallPartsHost): CallParts {
  const { display, history, clock, camera: device, openCamera, listCameras, recording, rememberPeer } = ports;
  const emit = (event: CallEventBody) => {
    meter.count(event);
    ports.onEvent({ t: clock.epochMs(), ...event });
  };
  const drops = new DropCounter(emit);
  const dropped = (direction: "in" | "out", reason: DropReason) => {
    drops.add(direction, reason);
    if (direction === "out") camera.encoder.frameLeft?.();
  };
  const meter = new CallMeter(drops, ports.rssBytes);
  const shown = new ShownState(
    ports,
    options.role,
    device ? "starting" : "none",
    options.nextSteps,
    options.calledName,
  );
  const sendVideo = new SendVideo({
    emit,
    dropped,
    showLocal: (jpeg) => display?.showLocal(jpeg),
    busy: () => !host.canSend(),
    inCall: () => events.peer !== undefined,
    toWire: (frame) => host.feed({ kind: "frame", frame }),
  });
  const pictureDelay = new PictureDelay({
    clock,
    show: (track, frame) => display?.showFrame(events.peerNumber, track, frame),
  });
  const receiveVideo = new ReceiveVideo({
    emit,
    dropped,
    nowMs: () => clock.nowMs(),
    showFrame: display && ((track, frame, captureMs) => pictureDelay.show(track, frame, captureMs)),
    onShown: (captureMs, heldMs) => pictureDelay.shown(captureMs, heldMs),
    onCallEnded: () => pictureDelay.clear(),
    recording,
  }, history);
  const camera = new CameraControl({
    ...{ device, openCamera, listCameras, emit, shown, chosen: options.chosen?.camera },
    onTrack: (track) => {
      sendVideo.setTrack(track);
      host.feed({ kind: "track", track });
    },
    onFrame: (frame) => sendVideo.captured(frame),
    onBroken: () => drops.add("out", "camera_broken"),
    raw: {
      onPicture: (picture) => display?.showLocalRaw?.(picture),
      // Before the encoder, so it was never a frame that could leave.
      onSkipped: () => drops.add("out", "superseded"),
    },
    onSwitched: (on) => host.feed({ kind: "camera", on }),
    onOff: () => sendVideo.cameraOff(),
  });
  const sound = new SoundControl({
    ...{
      clock,
      sound: ports.sound,
      role: options.role,
      chosen: options.chosen,
      muted: options.muted,
      volume: options.volume,
      tones: options.tones,
    },
    ...{ emit, shown, recording },
    showLevels: display?.showLevels && ((levels, speakingMuted) => display.showLevels!(levels, speakingMuted)),
    dropped: (reason, count) => drops.add("in", reason, count),
    toWire: (sound) => host.feed({ kind: "sound", sound }),
    onHeard: (mouthToEarMs) => pictureDelay.heard(mouthToEarMs),
    onMuted: (muted) => host.feed({ kind: "microphone", on: !muted }),
  });
  const conversation = new Conversation({
    emit,
    name: options.name,
    keepsLines: display !== undefined,
    epochMs: () => clock.epochMs(),
    onLine: (line) => {
      display?.showLine(line);
      ports.onLine?.(line);
    },
    toWire: (id, text) => host.feed({ kind: "text", id, text }),
    delivers: () => events.peer?.sealed ?? true,
  }, history);
  const codeEntry = new CodeEntry({
    onProblem: (problem) => shown.change({ notice: problem }),
    onCode: (code) => {
      shown.change({ phase: "calling", notice: undefined });
      host.feed({ kind: "code", code });
    },
  });
  const callerAnswer = new CallerAnswer({
    onCaller: (caller) => {
      shown.caller(caller);
      sound.ring(caller !== undefined);
    },
    onAnswer: (accept) => host.feed({ kind: "answer", accept }),
    onGone: (reason) => emit({ event: "caller_gone", reason }),
  });
  const { takeOverflowCount, onEnded } = host;
  const seconds = new CallSeconds({ clock, emit, meter, drops, shown, receiveVideo, sound, takeOverflowCount });
  const events: WireEvents = new WireEvents(
    {
      ...{
        clock,
        emit,
        shown,
        meter,
        drops,
        dropped,
        sendVideo,
        receiveVideo,
        camera,
        sound,
        conversation,
        codeEntry,
        callerAnswer,
      },
      ...{ rememberPeer, onEnded },
    },
    options,
    history,
  );
  return {
    emit,
    events,
    sendVideo,
    receiveVideo,
    camera,
    sound,
    conversation,
    codeEntry,
    callerAnswer,
    shown,
    seconds,
    dropped,
  };
}
