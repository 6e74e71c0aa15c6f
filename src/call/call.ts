import type { CaptureState } from "../port/capture_device.ts";
import type { MediaTrack } from "../port/encoded_frame.ts";
import { parseCode } from "../invitation/code_words.ts";
import type { EndReason, Input, Output, Peer, Wire, WireEvent } from "../wire/wire.ts";
import type { CallEventBody } from "./call_event.ts";
import { CallMeter } from "./call_meter.ts";
import type { CallOptions, CallPorts } from "./call_ports.ts";
import type { Channels, ChannelsTarget } from "./channels.ts";
import { Conversation } from "./conversation.ts";
import { Deadline } from "./deadline.ts";
import { DropCounter } from "./drop_counter.ts";
import { InputQueue } from "./input_queue.ts";
import { LastLook } from "./last_look.ts";
import { LocalCamera } from "./local_camera.ts";
import { openChannels } from "./open_channels.ts";
import { ReceiveVideo } from "./receive_video.ts";
import { ServerName } from "./server_name.ts";
import { SendVideo } from "./send_video.ts";
import { ShownState } from "./shown_state.ts";
import type { TypedLine } from "./typed_line.ts";

const SECOND_MS = 1000;
/** The one track that an end sends today. */
const CAMERA_TRACK: MediaTrack = { id: 0, kind: "camera", codec: "jpeg" };

/**
 * One end, driving a wire over real or simulated ports: a server's lives through call after call, a client's through
 * one, and those with the same server that follow when it ended in silence. Both roles are the same but for who listens.
 */
export class Call implements ChannelsTarget {
  /** Settles when this end is over and its channels, camera and display are gone. */
  readonly ended: Promise<EndReason>;
  readonly #wire: Wire;
  readonly #ports: CallPorts;
  readonly #options: CallOptions;
  readonly #sendVideo: SendVideo;
  readonly #receiveVideo: ReceiveVideo;
  readonly #conversation: Conversation;
  readonly #camera: LocalCamera;
  readonly #shown: ShownState;
  readonly #meter: CallMeter;
  readonly #drops: DropCounter;
  readonly #deadline: Deadline;
  readonly #inputs = new InputQueue((input) => this.#handle(input));
  readonly #resolveEnded: (reason: EndReason) => void;
  #channels: Channels | undefined;
  #peer: Peer | undefined;
  /** Counts the peers of this end, one after another. */
  #peerNumber = 0;
  /** A server's, for the next new caller. */
  #code: string | undefined;
  #codeNeeded = false;
  #serverName: ServerName | undefined;
  #cancelSecond = () => {};
  readonly #lastLook: LastLook;
  #finishing = false;

  constructor(wire: Wire, ports: CallPorts, options: CallOptions) {
    this.#wire = wire;
    this.#ports = ports;
    this.#options = options;
    const { promise, resolve } = Promise.withResolvers<EndReason>();
    this.ended = promise;
    this.#resolveEnded = resolve;
    const { display, clock } = ports;
    this.#lastLook = new LastLook(display, clock);
    this.#shown = new ShownState(ports, options.role, ports.camera ? "starting" : "none");
    const emit = (event: CallEventBody) => this.#emit(event);
    this.#drops = new DropCounter(emit);
    this.#deadline = new Deadline(clock, () => this.feed({ kind: "time" }));
    this.#meter = new CallMeter(this.#drops, ports.rssBytes);
    const dropped = this.#drops.add.bind(this.#drops);
    this.#sendVideo = new SendVideo({
      emit,
      dropped,
      showLocal: (jpeg) => display?.showLocal(jpeg),
      busy: () => this.#channels?.busy ?? true,
      inCall: () => this.#peer !== undefined,
      toWire: (frame) => this.feed({ kind: "frame", frame }),
    });
    this.#camera = new LocalCamera({
      track: CAMERA_TRACK,
      device: ports.camera,
      open: ports.openCamera,
      onFrame: (frame) => this.#finishing || this.#sendVideo.captured(frame),
      onState: (state) => this.#cameraIs(state),
      onBroken: () => dropped("out", "camera_broken"),
    });
    this.#receiveVideo = new ReceiveVideo({
      emit,
      dropped,
      nowMs: () => clock.nowMs(),
      showFrame: display && ((track, frame) => display.showFrame(this.#peerNumber, track, frame)),
      record: ports.record,
    });
    this.#conversation = new Conversation({
      emit,
      name: options.name,
      keepsLines: display !== undefined,
      epochMs: () => clock.epochMs(),
      onLine: (line) => {
        display?.showLine(line);
        ports.onLine?.(line);
      },
      toWire: (id, text) => this.feed({ kind: "text", id, text }),
      delivers: () => this.#peer?.sealed ?? true,
    });
  }

  /** Opens channels, camera and display. Rejects with a `NetworkError` when the channels cannot be opened. */
  async start(): Promise<void> {
    const { role, hostname, port, serverName } = this.#options;
    const { network, display } = this.#ports;
    // The window takes longest to come up, so it begins first.
    display?.open({
      onShown: (n) => this.#receiveVideo.shown(n),
      onDropped: (n, reason) => this.#receiveVideo.notShown(n, reason),
      onText: (text) => void this.typed(text),
      onCode: (code) => void (this.#codeNeeded && this.typed(code)),
      onCamera: (on) => this.#setCamera(() => this.#camera.turn(on)),
      onChooseCamera: (id) => this.#setCamera(() => this.#camera.choose(id)),
      onListCameras: () => void this.#listCameras(),
      onLeave: () => this.hangUp(),
      lines: () => this.#conversation.lines(),
    });
    this.#shown.show();
    const { channels, notices } = await openChannels(network, this.#options, this.#wire, this).catch(async (error) => {
      await display?.close();
      throw error;
    });
    this.#channels = channels;
    if (this.#finishing) return channels.close(); // left while it began
    this.feed({ kind: "track", track: CAMERA_TRACK });
    this.feed({ kind: "start" });
    if (serverName !== undefined) {
      const wanted = () => this.#peer === undefined;
      this.#serverName = new ServerName(serverName, port, this.#ports, { wanted, feed: (input) => this.feed(input) });
    }
    if (role === "server") {
      this.#emit({ event: "listening", address: { hostname, port }, code: this.#code });
      this.#shown.code(this.#code);
      for (const message of notices) this.#emit({ event: "notice", message });
    }
    if (!this.#camera.isOn) this.feed({ kind: "camera", on: false });
    this.#everySecond();
    // To start a camera's process takes this thread ten milliseconds, and what calls the peer leaves between two tasks.
    await this.#channels.taken();
    if (!this.#finishing) this.#camera.start();
  }

  /** What a person typed, here or in the window: the code, while one is needed, and else a line for the peer. */
  typed(text: string): TypedLine {
    if (this.#finishing) {
      this.#conversation.afterEnd(text);
      return {};
    }
    if (!this.#codeNeeded) return { lineId: this.#conversation.typed(text) };
    const parsed = parseCode(text);
    if ("problem" in parsed) {
      this.#shown.change({ notice: parsed.problem });
      return { problem: parsed.problem };
    }
    this.#codeNeeded = false;
    this.#shown.change({ phase: "calling", notice: undefined });
    this.feed({ kind: "code", code: parsed.code });
    return {};
  }

  /** Leaves. */
  hangUp(): void {
    this.#lastLook.end();
    if (this.#finishing) return;
    this.feed({ kind: "hang_up" });
  }

  feed(input: Input): void {
    if (!this.#finishing) this.#inputs.push(input);
  }

  drained(): void {
    this.#sendVideo.drained();
  }

  sendFailed(): void {
    this.#drops.add("out", "send_failed");
  }

  #handle(input: Input): void {
    if (this.#finishing) return this.#tooLate(input);
    if (input.kind === "frame" && !this.#camera.isOn) return this.#drops.add("out", "camera_off");
    this.#wire.handle(input, this.#ports.clock.nowMs());
    for (let output; (output = this.#wire.pollOutput());) this.#carryOut(output);
    if (input.kind === "hang_up") this.#left();
    if (!this.#finishing) this.#deadline.set(this.#wire.deadlineMs);
  }

  /** It waited for its turn, and meanwhile this end was over. */
  #tooLate(input: Input): void {
    if (input.kind === "text") this.#conversation.became(input.id, "lost", "call_ended");
    if (input.kind === "frame") this.#drops.add("out", "call_ended");
  }

  #left(): void {
    if (this.#shown.phase !== "ended") this.#callEnded("hung_up"); // there was no call yet that could end
    this.#finish("hung_up");
  }

  #carryOut(output: Output): void {
    switch (output.kind) {
      case "send_datagram":
      case "dial_stream":
      case "write_stream":
      case "close_stream":
        this.#channels?.transmit(output);
        return;
      default:
        this.#happened(output);
    }
  }

  #happened(event: WireEvent): void {
    switch (event.kind) {
      case "calling":
        this.#emit({ event: "calling", address: event.address, attempt: event.attempt });
        return;
      case "notice":
        this.#emit({ event: "notice", message: event.message, hint: event.hint });
        this.#shown.notice(event.message, event.hint);
        return;
      case "connected":
      case "resumed":
        this.#peer = event.peer;
        this.#emit({ event: event.kind, peer: event.peer });
        this.#shown.inCall(event.peer);
        if (event.kind === "connected") this.#peerNumber++;
        if (event.kind === "connected") this.#sendVideo.connected(this.#ports.clock.nowMs());
        return;
      case "interrupted":
        this.#emit({ event: "interrupted" });
        this.#shown.change({ phase: "reconnecting" });
        return;
      case "ended":
        this.#callEnded(event.reason, event.message, event.again);
        return;
      case "frame_received":
        if (this.#receiveVideo.received(event.frame)) this.#shown.pictureCame();
        return;
      case "peer_camera":
        this.#shown.peerCamera(event.on);
        return;
      case "frame_sent":
        this.#emit({ event: "frame_sent", seq: event.sequence, bytes: event.bytes });
        return;
      case "text_received":
        this.#conversation.received(this.#peer?.name ?? "peer", event.text);
        return;
      case "text_sent":
      case "text_delivered":
        this.#conversation.became(event.id, event.kind === "text_sent" ? "sent" : "delivered");
        return;
      case "text_lost":
        this.#conversation.became(event.id, "lost", event.reason);
        return;
      case "dropped":
        this.#drops.add(event.direction, event.reason);
        return;
      case "code_changed":
        this.#code = event.code;
        if (event.reason !== "started") {
          const { code, reason, guesser } = event;
          this.#emit({ event: "code_changed", code, reason, guesser });
        }
        this.#shown.code(event.code);
        return;
      case "code_needed":
        this.#codeNeeded = true;
        this.#emit({ event: "code_needed", reason: event.reason });
        this.#shown.codeNeeded(event.reason);
        return;
      case "peer_remembered":
        this.#ports.rememberPeer?.(event.peer, this.#peer?.address);
        return;
      case "link":
        this.#meter.linkIs(event);
        return;
      case "track_target":
        this.#camera.setRate(event.kbps);
        return;
      case "frame_limit":
        this.#camera.limitFrame(event.maxBytes);
        return;
      case "keyframe_wanted":
        this.#camera.requestKeyframe();
        return;
    }
  }

  /** `again`: a client's wire calls the same server again. */
  #callEnded(reason: EndReason, message?: string, again = false): void {
    const { role, once } = this.#options;
    const final = once || reason === "hung_up" || (role === "client" && !again);
    this.#peer = undefined;
    this.#sendVideo.callEnded(final);
    this.#receiveVideo.callEnded();
    if (final) this.#drops.flush();
    if (!final) this.#serverName?.ask();
    this.#emit({ event: "ended", reason, message, final });
    this.#shown.ended(reason, final, message);
    if (final && reason !== "hung_up") this.#finish(reason);
  }

  #setCamera(change: () => void): void {
    if (this.#finishing) return;
    const wasOn = this.#camera.isOn;
    change();
    const { isOn } = this.#camera;
    if (!isOn) this.#sendVideo.cameraOff();
    if (isOn !== wasOn) this.feed({ kind: "camera", on: isOn });
  }

  #cameraIs(state: CaptureState): void {
    this.#emit({ event: "camera", ...state });
    this.#shown.cameraIs(state, this.#camera.choice);
  }

  async #listCameras(): Promise<void> {
    const { listCameras, display } = this.#ports;
    // Where they cannot be listed, there are none to choose from; whoever turns the camera on hears why.
    const cameras = await listCameras?.().catch(() => []);
    if (!this.#finishing) display?.showCameras?.(cameras ?? []);
  }

  #everySecond(): void {
    const { clock } = this.#ports;
    this.#cancelSecond = clock.callAt(clock.nowMs() + SECOND_MS, () => {
      const lost = this.#channels?.takeOverflowCount() ?? 0;
      if (lost > 0) this.#drops.add("in", "kernel_overflow", lost);
      this.#drops.flush();
      const expects_picture = this.#shown.expectsPicture();
      const stats = { ...this.#meter.takeSecond(clock.nowMs(), this.#receiveVideo.takeDelaysMs()), expects_picture };
      this.#emit({ event: "stats", ...stats });
      this.#shown.second(stats);
      this.#everySecond();
    });
  }

  #emit(body: CallEventBody): void {
    this.#meter.count(body);
    this.#ports.onEvent({ t: this.#ports.clock.epochMs(), ...body });
  }

  async #finish(reason: EndReason): Promise<void> {
    this.#finishing = true;
    this.#deadline.cancel();
    this.#cancelSecond();
    this.#serverName?.stop();
    await Promise.allSettled([
      this.#channels?.close(),
      this.#camera.stop(),
      this.#lastLook.close(reason !== "hung_up"),
    ]);
    this.#resolveEnded(reason);
  }
}
