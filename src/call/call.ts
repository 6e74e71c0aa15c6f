import type { HostPort } from "../invitation/call_link.ts";
import { portsOfChannels } from "../wire/channel_port.ts";
import type { Codec } from "../port/encoded_frame.ts";
import type { EndReason, Input, Output, Wire } from "../wire/wire.ts";
import { type CallParts, connectParts } from "./call_parts.ts";
import type { CallOptions, CallPorts } from "./call_ports.ts";
import { CAMERA_TRACK } from "./camera_control.ts";
import type { Channels, ChannelsTarget } from "./channels.ts";
import { Deadline } from "./deadline.ts";
import { InputQueue } from "./input_queue.ts";
import { openChannels } from "./open_channels.ts";
import { ServerName } from "./server_name.ts";
import type { SoundControl } from "./sound_control.ts";
import type { TypedLine } from "./typed_line.ts";

/** Why an end leaves by itself. Only a client that has no call leaves for another reason than that it was told to. */
export type LeaveReason = Extract<EndReason, "hung_up" | "no_answer" | "refused">;

interface Leave {
  readonly reason: LeaveReason;
  readonly message?: string;
}

const LEFT: Leave = { reason: "hung_up" };

/**
 * One end of a call. It drives a wire over real or simulated ports. A server's `Call` lasts through any number of calls.
 * A client's lasts for one, and for the calls to the same server that follow if that one ended without a goodbye.
 * The two roles differ only in who listens.
 *
 * `Call` starts and ends its parts (`call_parts.ts`), gives the wire its inputs and carries out its outputs.
 */
export class Call implements ChannelsTarget {
  /** Settles when this end is over and its channels, camera and sound are closed. The display stays open. */
  readonly ended: Promise<EndReason>;
  readonly #wire: Wire;
  readonly #ports: CallPorts;
  readonly #options: CallOptions;
  readonly #parts: CallParts;
  readonly #deadline: Deadline;
  readonly #inputs = new InputQueue((input) => this.#handle(input));
  readonly #resolveEnded: (reason: EndReason) => void;
  #channels: Channels | undefined;
  #serverName: ServerName | undefined;
  /** Why this end leaves, if there is no call to end. */
  #leaving: Leave = LEFT;
  #finishing = false;

  constructor(wire: Wire, ports: CallPorts, options: CallOptions) {
    this.#wire = wire;
    this.#ports = ports;
    this.#options = options;
    const { promise, resolve } = Promise.withResolvers<EndReason>();
    this.ended = promise;
    this.#resolveEnded = resolve;
    this.#deadline = new Deadline(ports.clock, () => this.feed({ kind: "time" }));
    this.#parts = connectParts({
      ports,
      options,
      feed: (input) => this.feed(input),
      canSend: () => this.#channels?.busy === false,
      takeOverflowCount: () => this.#channels?.takeOverflowCount() ?? 0,
      onEnded: (reason, final) => this.#callEnded(reason, final),
    });
  }

  /** Opens the channels, the camera and the display. Rejects with a `NetworkError` if the channels cannot be opened. */
  async start(): Promise<void> {
    const { role, hostname, port, serverHosts, cameraOff } = this.#options;
    const { network, display } = this.#ports;
    const { emit, events, receiveVideo, camera, sound, conversation, codeEntry, callerAnswer, shown, seconds } =
      this.#parts;
    // The window takes longest to open, so start it first.
    display?.open({
      onShown: (n) => receiveVideo.shown(n),
      onDropped: (n, reason) => receiveVideo.notShown(n, reason),
      onDecodes: (codecs) => this.#checkDecodes(codecs),
      onText: (text) => void this.typed(text),
      onCode: (code) => void (codeEntry.isNeeded && this.typed(code)),
      onAnswer: (accept) => callerAnswer.answer(accept),
      onCamera: (on) => camera.turn(on),
      onChooseCamera: (id) => camera.choose(id),
      onListCameras: () => void this.#listCameras(),
      onKeyframeNeeded: () => this.feed({ kind: "keyframe_needed", track: CAMERA_TRACK.id }),
      onMute: (muted) => sound.mute(muted),
      onVolume: (volume) => sound.setVolume(volume),
      onListSoundDevices: () => void this.#listSoundDevices(),
      onChooseSoundDevice: (kind, id) => sound.choose(kind, id),
      onLeave: () => this.hangUp(),
      lines: () => conversation.lines(),
    });
    shown.show();
    const { channels, notices } = await openChannels(network, this.#options, this.#wire, this);
    this.#channels = channels;
    if (this.#finishing) return channels.close(); // the person left during the start
    this.feed({ kind: "track", track: CAMERA_TRACK });
    this.feed({ kind: "start" });
    if (serverHosts !== undefined) {
      const wanted = () => events.peer === undefined;
      this.#serverName = new ServerName(serverHosts, this.#ports, { wanted, feed: (input) => this.feed(input) });
    }
    if (role === "server") {
      const { code } = events;
      const ports = portsOfChannels(port, this.#wire.channels?.needed ?? []);
      emit({ event: "listening", address: { hostname, port }, ports, code });
      events.showCode();
      for (const message of notices) emit({ event: "notice", message });
    }
    if (cameraOff) camera.turn(false);
    else if (!camera.isOn) this.feed({ kind: "camera", on: false });
    seconds.start();
    // Starting a camera's process blocks this thread for 10 ms. Let the datagrams that call the peer leave first.
    await this.#channels.taken();
    camera.start();
    sound.start();
  }

  /** The person's switches of this end's sound. */
  get sound(): Pick<SoundControl, "muted" | "mute" | "setVolume" | "choose" | "list"> {
    return this.#parts.sound;
  }

  /** What a person typed, here or in the window: the code or the answer to a caller if one is needed, or a line for the peer. */
  typed(text: string): TypedLine {
    if (this.#finishing) {
      this.#parts.conversation.afterEnd(text);
      return {};
    }
    const { codeEntry, callerAnswer } = this.#parts;
    if (codeEntry.isNeeded) return { problem: codeEntry.typed(text), wanted: "code" };
    if (callerAnswer.isNeeded) return { problem: callerAnswer.typed(text), wanted: "answer" };
    return { lineId: this.#parts.conversation.typed(text) };
  }

  /** Server: its codes begin with another number from now on, or with none. */
  setCodeNumber(number: number | undefined): void {
    this.#parts.events.setCodeNumber(number);
  }

  /** Server: it may be called at these numeric addresses from now on. */
  setCandidates(candidates: readonly HostPort[]): void {
    const addresses = candidates.map(({ host, port }) => ({ hostname: host, port }));
    this.feed({ kind: "candidates", addresses });
    this.#parts.events.showCode();
  }

  /** Leaves the call. */
  hangUp(): void {
    this.giveUp("hung_up");
  }

  /** Leaves without having reached anybody. A call that has begun in the meantime is hung up. */
  giveUp(reason: LeaveReason, message?: string): void {
    if (this.#finishing) return;
    this.#leaving = { reason, message };
    this.feed({ kind: "hang_up" });
  }

  feed(input: Input): void {
    if (!this.#finishing) this.#inputs.push(input);
  }

  drained(): void {
    this.#parts.sendVideo.drained();
  }

  sendFailed(): void {
    this.#parts.dropped("out", "send_failed");
  }

  #handle(input: Input): void {
    if (this.#finishing) return this.#tooLate(input);
    if (input.kind === "frame" && !this.#parts.camera.isOn) return this.#parts.dropped("out", "camera_off");
    this.#wire.handle(input, this.#ports.clock.nowMs());
    for (let output; (output = this.#wire.pollOutput());) this.#carryOut(output);
    if (input.kind === "hang_up") this.#left();
    if (!this.#finishing) this.#deadline.set(this.#wire.deadlineMs);
  }

  /** This end finished while the input was queued. */
  #tooLate(input: Input): void {
    if (input.kind === "text") this.#parts.conversation.became(input.id, "lost", "call_ended");
    if (input.kind === "frame") this.#parts.dropped("out", "call_ended");
  }

  #left(): void {
    const { events, shown } = this.#parts;
    const isEnded = shown.phase === "ended"; // the wire has said so
    const { reason, message } = isEnded || events.peer !== undefined ? LEFT : this.#leaving;
    if (!isEnded) events.ended(reason, message);
    if (!this.#finishing) this.#finish(reason);
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
        this.#parts.events.happened(output);
    }
  }

  #callEnded(reason: EndReason, final: boolean): void {
    if (!final) this.#serverName?.ask();
    else if (reason !== "hung_up") this.#finish(reason);
  }

  /** This end may have said what it decodes before its window knew. Later handshakes say what the window says now. */
  #checkDecodes(codecs: readonly Codec[]): void {
    const said = this.#options.decodes ?? [];
    if (said.every((codec) => codec === "jpeg")) return; // JPEG alone is what the person wants
    this.feed({ kind: "decodes", codecs });
    const missing = said.filter((codec) => !codecs.includes(codec));
    const hasSaid = this.#options.role === "client" || this.#parts.events.peer !== undefined;
    if (missing.length === 0 || !hasSaid) return;
    const message = `this window cannot decode ${
      missing.join(", ").toUpperCase()
    }, so the peer's picture may be missing`;
    this.#parts.events.happened({ kind: "notice", message, hint: "start vchat with --codec jpeg to be sent JPEG" });
  }

  async #listCameras(): Promise<void> {
    const cameras = await this.#parts.camera.list();
    if (cameras) this.#ports.display?.showCameras?.(cameras);
  }

  async #listSoundDevices(): Promise<void> {
    const devices = await this.#parts.sound.list();
    if (devices) this.#ports.display?.showSoundDevices?.(devices);
  }

  /** The next call in this display begins with what the person has set in this one. */
  #keepSettings(): void {
    const { history } = this.#ports;
    if (history === undefined) return;
    const { camera, sound } = this.#parts;
    const { microphone, speaker, muted, volume } = sound.settings ?? {};
    const before = history.settings;
    history.settings = {
      cameraOn: camera.isOn,
      camera: camera.choice ?? before?.camera,
      microphone: microphone?.choice ?? before?.microphone,
      speaker: speaker?.choice ?? before?.speaker,
      muted: muted ?? before?.muted,
      volume: volume ?? before?.volume,
    };
  }

  async #finish(reason: EndReason): Promise<void> {
    this.#finishing = true;
    this.#keepSettings();
    this.#deadline.cancel();
    this.#parts.seconds.stop();
    this.#serverName?.stop();
    await Promise.allSettled([
      this.#channels?.close(),
      this.#parts.camera.stop(),
      this.#parts.sound.stop(),
    ]);
    this.#resolveEnded(reason);
  }
}
