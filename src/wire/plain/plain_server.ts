import { type Address, sameAddress, sameHost } from "../../port/address.ts";
import { OutputQueue } from "../output_queue.ts";
import { SessionSlot } from "../session_slot.ts";
import type { EndReason, Input, Output, ServerChannels, StreamChannel, StreamId, Wire } from "../wire.ts";
import { CallConnections, type Opened } from "./call_connections.ts";
import { isSealedHello, plainWireRefusal } from "../wire_mismatch.ts";
import { CallerQueue, type Waiting } from "./caller_queue.ts";
import {
  BUSY_NOTICE,
  CALL_YIELDS_MS,
  CALLER_PATIENCE_MS,
  CLIENT_TEXT_CHANNEL,
  isHello,
  PEER_SILENT_MS,
  SERVER_TEXT_CHANNEL,
  SERVER_VIDEO_CHANNEL,
  STRAY_MS,
} from "./plain_constants.ts";
import { JPEG_LIMIT_BYTES } from "./jpeg_datagram.ts";
import { PLAIN_LINES, PLAIN_TRACK, PlainSession } from "./plain_session.ts";
import { encodeTextRecord } from "./text_record.ts";

const TEXT_CHANNELS: readonly StreamChannel[] = [SERVER_TEXT_CHANNEL, CLIENT_TEXT_CHANNEL];

/** The call that the server is in. */
interface CurrentCall {
  /** Where the hello came from. The client's video comes from the same socket. */
  readonly client: Address;
  readonly connections: CallConnections;
  readonly session: PlainSession;
  readonly begunMs: number;
  /** The last sign of the client: a datagram came, or a connection was still open. */
  lastSignMs: number;
}

/**
 * The server of the plain wire. A call begins when a hello and both connections have come from one host, so that a forged source
 * address alone gets no picture. It ends when there has been neither a picture nor a connection for a while.
 */
export class PlainServer implements Wire {
  readonly channels: ServerChannels = { needed: [1, 2, 3, 0], useful: [] };
  readonly #callers = new CallerQueue();
  readonly #outputs = new OutputQueue();
  readonly #slot = new SessionSlot<PlainSession>(this.#outputs, PLAIN_LINES);
  #call: CurrentCall | undefined;

  get deadlineMs(): number {
    const silent = this.#call?.connections.mayBeGone ? this.#call.lastSignMs + PEER_SILENT_MS : Infinity;
    return Math.min(silent, this.#callers.deadlineMs);
  }

  pollOutput(): Output | undefined {
    return this.#outputs.take();
  }

  handle(input: Input, nowMs: number): void {
    const call = this.#call;
    switch (input.kind) {
      case "start":
        this.#outputs.push({ kind: "frame_limit", track: PLAIN_TRACK.id, maxBytes: JPEG_LIMIT_BYTES });
        break;
      case "datagram":
        if (call && sameAddress(input.from, call.client)) {
          call.lastSignMs = nowMs;
          this.#rejoin(call);
          if (input.channel !== SERVER_VIDEO_CHANNEL) call.session.receiveFrame(input.bytes);
        } else if (input.channel === SERVER_VIDEO_CHANNEL && isHello(input.bytes)) {
          this.#callers.hello(input.from, nowMs, this.#outputs);
          this.#tryToAnswer(input.from, nowMs);
        } else {
          const isSealed = input.channel === SERVER_VIDEO_CHANNEL && isSealedHello(input.bytes);
          this.#outputs.push({ kind: "dropped", direction: "in", reason: isSealed ? "sealed_caller" : "stranger" });
          if (isSealed) {
            const bytes = plainWireRefusal(input.bytes);
            this.#outputs.push({ kind: "send_datagram", channel: SERVER_VIDEO_CHANNEL, to: input.from, bytes });
          }
        }
        break;
      case "stream_opened":
        this.#callers.opened(input.remote, input.channel, input.stream, nowMs, this.#outputs);
        this.#tryToAnswer(input.remote, nowMs);
        break;
      case "stream_bytes":
        this.#receiveBytes(input.stream, input.bytes);
        break;
      case "stream_closed":
        if (!this.#forgetStream(input.stream, nowMs)) this.#callers.closed(input.stream);
        break;
      case "stream_failed":
        break; // a server dials nobody
      case "track":
      case "frame":
      case "sound":
      case "text":
      case "camera":
      case "microphone":
      case "keyframe_needed":
        this.#slot.handle(input, nowMs);
        break;
      case "time":
        break;
      case "hang_up":
        if (call) this.#end("hung_up");
        this.#slot.loseLines();
        this.#callers.closeAll(this.#outputs);
        return;
    }
    if (this.#call) this.#adoptStrays(this.#call, nowMs);
    this.#callers.expire(nowMs, this.#outputs);
    if (this.deadlineMs <= nowMs && this.#call) this.#end("peer_left");
  }

  #tryToAnswer({ hostname }: Address, nowMs: number): void {
    const caller = this.#callers.ready(hostname);
    if (!caller) return;
    const call = this.#call;
    if (call && !mayReplace(call, caller.hello, nowMs)) {
      const notice = encodeTextRecord(BUSY_NOTICE)!;
      this.#outputs.push({ kind: "write_stream", stream: caller.streams.get(SERVER_TEXT_CHANNEL)!.id, bytes: notice });
      for (const { id } of caller.streams.values()) this.#outputs.push({ kind: "close_stream", stream: id });
      return;
    }
    if (call) this.#end("peer_left");
    const client = caller.hello, connections = new CallConnections();
    const session = new PlainSession({
      peer: { address: client, name: "client", sealed: false },
      video: { channel: SERVER_VIDEO_CHANNEL, to: client },
      textStream: () => connections.outgoing,
      outputs: this.#outputs,
      onWritten: (record) => connections.wrote(record),
    });
    this.#call = { client, connections, session, begunMs: nowMs, lastSignMs: nowMs };
    this.#slot.begin(session, nowMs);
    for (const [channel, stream] of caller.streams) this.#adopt(channel, stream);
  }

  /**
   * The client has been heard: connections of its host replace those that the call lost. Without this sign they may belong to
   * another client at that host, which says a hello of its own.
   */
  #rejoin({ client, connections }: CurrentCall): void {
    for (const channel of TEXT_CHANNELS) {
      if (!connections.lacks(channel)) continue;
      const lost = this.#callers.take(client.hostname, (stream) => stream.channel === channel);
      if (lost !== undefined) this.#adopt(channel, lost);
    }
  }

  /**
   * While it is not clear which connections are the client's, the call also takes those that the client's host opened at about
   * the time when the call began.
   */
  #adoptStrays({ client, connections, begunMs }: CurrentCall, nowMs: number): void {
    if (connections.isClear) return;
    const untilMs = Math.min(nowMs - STRAY_MS, begunMs + CALLER_PATIENCE_MS);
    for (const channel of TEXT_CHANNELS) {
      const isStray = (stream: Waiting) => stream.channel === channel && stream.atMs <= untilMs;
      for (let stray; (stray = this.#callers.take(client.hostname, isStray));) this.#adopt(channel, stray);
    }
  }

  #adopt(channel: StreamChannel, opened: Opened): void {
    const { connections, session } = this.#call!;
    connections.add(channel, opened, this.#outputs);
    if (channel === SERVER_TEXT_CHANNEL) session.flushLines();
  }

  #receiveBytes(stream: StreamId, bytes: Uint8Array): void {
    const call = this.#call;
    if (call?.connections.receive(stream, bytes, this.#outputs)) return;
    if (call !== undefined && !call.connections.isClear) {
      const isIt = ({ id, channel, atMs }: Waiting) =>
        id === stream && channel === CLIENT_TEXT_CHANNEL && atMs <= call.begunMs + CALLER_PATIENCE_MS;
      const writer = this.#callers.take(call.client.hostname, isIt);
      if (writer !== undefined) {
        // Texts for the client go to a connection that was opened together with this one, if there is one.
        const isOther = ({ channel, atMs }: Waiting) =>
          channel === SERVER_TEXT_CHANNEL && atMs <= call.begunMs + CALLER_PATIENCE_MS;
        for (let other; (other = this.#callers.take(call.client.hostname, isOther));) {
          this.#adopt(SERVER_TEXT_CHANNEL, other);
        }
        this.#adopt(CLIENT_TEXT_CHANNEL, writer);
        call.connections.receive(stream, bytes, this.#outputs);
        return;
      }
    }
    if (this.#callers.closed(stream)) { // neither vchat nor the original programs write before the call
      this.#outputs.push({ kind: "dropped", direction: "in", reason: "stranger" }, { kind: "close_stream", stream });
    }
  }

  /** Returns whether the stream belonged to the call. */
  #forgetStream(stream: StreamId, nowMs: number): boolean {
    const call = this.#call;
    if (!call?.connections.closed(stream, this.#outputs)) return false;
    call.lastSignMs = nowMs;
    return true;
  }

  #end(reason: EndReason): void {
    this.#call!.connections.end(this.#outputs);
    this.#call!.session.end();
    this.#call = undefined;
    this.#slot.clear();
    this.#outputs.push({ kind: "ended", reason });
  }
}

/**
 * Whether a new caller may replace the call that the server is in: if that call lost its connections, or if its host calls again
 * while the old connections are half open, as after a power cut.
 */
function mayReplace(call: CurrentCall, caller: Address, nowMs: number): boolean {
  const silentMs = nowMs - call.lastSignMs;
  if (call.connections.count === 0) return sameHost(call.client, caller) || silentMs >= CALL_YIELDS_MS;
  if (call.connections.mayBeGone && silentMs >= CALL_YIELDS_MS) return true;
  return sameHost(call.client, caller) && silentMs >= PEER_SILENT_MS;
}
