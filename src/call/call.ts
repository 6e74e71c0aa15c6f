import type { EndReason, Input, Output, Wire } from "../wire/wire.ts";
import { type CallParts, connectParts } from "./call_parts.ts";
import type { CallOptions, CallPorts } from "./call_ports.ts";
import { CAMERA_TRACK } from "./camera_control.ts";
import type { Channels, ChannelsTarget } from "./channels.ts";
import { Deadline } from "./deadline.ts";
import { InputQueue } from "./input_queue.ts";
import { LastLook } from "./last_look.ts";
import { openChannels } from "./open_channels.ts";
import { ServerName } from "./server_name.ts";
import type { TypedLine } from "./typed_line.ts";

/**
 * One end, driving a wire over real or simulated ports: a server's lives through call after call, a client's through
 * one, and those with the same server that follow when it ended in silence. Both roles are the same but for who listens.
 *
 * The call begins and ends its parts (`call_parts.ts`), gives the wire its inputs and carries out its outputs.
 */
export class Call implements ChannelsTarget {
  /** Settles when this end is over and its channels, camera and display are gone. */
  readonly ended: Promise<EndReason>;
  readonly #wire: Wire;
  readonly #ports: CallPorts;
  readonly #options: CallOptions;
  readonly #parts: CallParts;
  readonly #deadline: Deadline;
  readonly #inputs = new InputQueue((input) => this.#handle(input));
  readonly #lastLook: LastLook;
  readonly #resolveEnded: (reason: EndReason) => void;
  #channels: Channels | undefined;
  #serverName: ServerName | undefined;
  #finishing = false;

  constructor(wire: Wire, ports: CallPorts, options: CallOptions) {
    this.#wire = wire;
    this.#ports = ports;
    this.#options = options;
    const { promise, resolve } = Promise.withResolvers<EndReason>();
    this.ended = promise;
    this.#resolveEnded = resolve;
    this.#lastLook = new LastLook(ports.display, ports.clock);
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

  /** Opens channels, camera and display. Rejects with a `NetworkError` when the channels cannot be opened. */
  async start(): Promise<void> {
    const { role, hostname, port, serverName } = this.#options;
    const { network, display } = this.#ports;
    const { emit, events, receiveVideo, camera, conversation, codeEntry, shown, seconds } = this.#parts;
    // The window takes longest to come up, so it begins first.
    display?.open({
      onShown: (n) => receiveVideo.shown(n),
      onDropped: (n, reason) => receiveVideo.notShown(n, reason),
      onText: (text) => void this.typed(text),
      onCode: (code) => void (codeEntry.isNeeded && this.typed(code)),
      onCamera: (on) => camera.turn(on),
      onChooseCamera: (id) => camera.choose(id),
      onListCameras: () => void this.#listCameras(),
      onLeave: () => this.hangUp(),
      lines: () => conversation.lines(),
    });
    shown.show();
    const { channels, notices } = await openChannels(network, this.#options, this.#wire, this).catch(async (error) => {
      await display?.close();
      throw error;
    });
    this.#channels = channels;
    if (this.#finishing) return channels.close(); // left while it began
    this.feed({ kind: "track", track: CAMERA_TRACK });
    this.feed({ kind: "start" });
    if (serverName !== undefined) {
      const wanted = () => events.peer === undefined;
      this.#serverName = new ServerName(serverName, port, this.#ports, { wanted, feed: (input) => this.feed(input) });
    }
    if (role === "server") {
      const { code } = events;
      emit({ event: "listening", address: { hostname, port }, code });
      shown.code(code);
      for (const message of notices) emit({ event: "notice", message });
    }
    if (!camera.isOn) this.feed({ kind: "camera", on: false });
    seconds.start();
    // To start a camera's process takes this thread ten milliseconds, and what calls the peer leaves between two tasks.
    await this.#channels.taken();
    camera.start();
  }

  /** What a person typed, here or in the window: the code, while one is needed, and else a line for the peer. */
  typed(text: string): TypedLine {
    if (this.#finishing) {
      this.#parts.conversation.afterEnd(text);
      return {};
    }
    if (this.#parts.codeEntry.isNeeded) return { problem: this.#parts.codeEntry.typed(text) };
    return { lineId: this.#parts.conversation.typed(text) };
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
    this.#parts.sendVideo.drained();
  }

  sendFailed(): void {
    this.#parts.drops.add("out", "send_failed");
  }

  #handle(input: Input): void {
    if (this.#finishing) return this.#tooLate(input);
    if (input.kind === "frame" && !this.#parts.camera.isOn) return this.#parts.drops.add("out", "camera_off");
    this.#wire.handle(input, this.#ports.clock.nowMs());
    for (let output; (output = this.#wire.pollOutput());) this.#carryOut(output);
    if (input.kind === "hang_up") this.#left();
    if (!this.#finishing) this.#deadline.set(this.#wire.deadlineMs);
  }

  /** It waited for its turn, and meanwhile this end was over. */
  #tooLate(input: Input): void {
    if (input.kind === "text") this.#parts.conversation.became(input.id, "lost", "call_ended");
    if (input.kind === "frame") this.#parts.drops.add("out", "call_ended");
  }

  #left(): void {
    if (this.#parts.shown.phase !== "ended") this.#parts.events.ended("hung_up"); // there was no call yet that could end
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
        this.#parts.events.happened(output);
    }
  }

  #callEnded(reason: EndReason, final: boolean): void {
    if (!final) this.#serverName?.ask();
    else if (reason !== "hung_up") this.#finish(reason);
  }

  async #listCameras(): Promise<void> {
    const cameras = await this.#parts.camera.list();
    if (cameras) this.#ports.display?.showCameras?.(cameras);
  }

  async #finish(reason: EndReason): Promise<void> {
    this.#finishing = true;
    this.#deadline.cancel();
    this.#parts.seconds.stop();
    this.#serverName?.stop();
    await Promise.allSettled([
      this.#channels?.close(),
      this.#parts.camera.stop(),
      this.#lastLook.close(reason !== "hung_up"),
    ]);
    this.#resolveEnded(reason);
  }
}
