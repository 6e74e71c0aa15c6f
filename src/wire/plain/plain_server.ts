import { type Address, sameAddress, sameHost } from "../../port/address.ts";
import type { EndReason, Input, Output, ServerChannels, StreamChannel, StreamId, Wire } from "../wire.ts";
import { isSealedHello, plainWireRefusal } from "../wire_mismatch.ts";
import { CallerQueue } from "./caller_queue.ts";
import {
  BUSY_NOTICE,
  CALL_YIELDS_MS,
  CLIENT_TEXT_CHANNEL,
  isHello,
  PEER_SILENT_MS,
  SERVER_TEXT_CHANNEL,
  SERVER_VIDEO_CHANNEL,
} from "./plain_constants.ts";
import { JPEG_LIMIT_BYTES } from "./jpeg_datagram.ts";
import { PlainMedia } from "./plain_media.ts";
import { encodeTextRecord } from "./text_record.ts";

const TEXT_CHANNELS: readonly StreamChannel[] = [SERVER_TEXT_CHANNEL, CLIENT_TEXT_CHANNEL];

/** The call that stands. */
interface Standing {
  /** Where the hello came from; the client's video comes from the same socket. */
  readonly client: Address;
  readonly streams: Map<StreamChannel, StreamId>;
  /** When the client was last known to be there: a datagram came, or a connection was still open. */
  lastSignMs: number;
}

/**
 * The listening end of PyShine's wire. A call begins when a hello and both connections have come from one host: a
 * forged source address alone gets no picture. It ends when there was neither a picture nor a connection for a while.
 */
export class PlainServer implements Wire {
  readonly channels: ServerChannels = { needed: [1, 2, 3, 0], useful: [] };
  readonly #callers = new CallerQueue();
  readonly #media = new PlainMedia();
  #call: Standing | undefined;

  get deadlineMs(): number {
    const silent = this.#call && this.#call.streams.size === 0 ? this.#call.lastSignMs + PEER_SILENT_MS : Infinity;
    return Math.min(silent, this.#callers.deadlineMs);
  }

  handle(input: Input, nowMs: number): Output[] {
    const out: Output[] = [];
    const call = this.#call;
    switch (input.kind) {
      case "start":
        out.push({ kind: "encoder_target", maxBytes: JPEG_LIMIT_BYTES });
        break;
      case "datagram":
        if (call && sameAddress(input.from, call.client)) {
          call.lastSignMs = nowMs;
          this.#rejoin(call, out);
          if (input.channel !== SERVER_VIDEO_CHANNEL) this.#media.receiveFrame(input.bytes, out);
        } else if (input.channel === SERVER_VIDEO_CHANNEL && isHello(input.bytes)) {
          this.#callers.hello(input.from, nowMs, out);
          this.#tryToAnswer(input.from, nowMs, out);
        } else {
          const isSealed = input.channel === SERVER_VIDEO_CHANNEL && isSealedHello(input.bytes);
          out.push({ kind: "dropped", direction: "in", reason: isSealed ? "sealed_caller" : "stranger" });
          if (isSealed) {
            const bytes = plainWireRefusal(input.bytes);
            out.push({ kind: "send_datagram", channel: SERVER_VIDEO_CHANNEL, to: input.from, bytes });
          }
        }
        break;
      case "stream_opened":
        this.#callers.opened(input.remote, input.channel, input.stream, nowMs, out);
        this.#tryToAnswer(input.remote, nowMs, out);
        break;
      case "stream_bytes":
        this.#receiveBytes(input.stream, input.bytes, out);
        break;
      case "stream_closed":
        if (!this.#forgetStream(input.stream, nowMs, out)) this.#callers.closed(input.stream);
        break;
      case "stream_failed":
        break; // a server dials nobody
      case "access_unit":
        if (call) this.#media.sendFrame(input.unit, SERVER_VIDEO_CHANNEL, call.client, out);
        else out.push({ kind: "dropped", direction: "out", reason: "no_peer" });
        break;
      case "text":
        this.#media.sendText(input.id, input.text, call?.streams.get(SERVER_TEXT_CHANNEL), out);
        break;
      case "camera": // this wire has no words for it
      case "time":
        break;
      case "hang_up":
        if (call) this.#end("hung_up", out);
        this.#callers.closeAll(out);
        return out;
    }
    this.#callers.expire(nowMs, out);
    if (this.deadlineMs <= nowMs && this.#call) this.#end("peer_left", out);
    return out;
  }

  #tryToAnswer({ hostname }: Address, nowMs: number, out: Output[]): void {
    const caller = this.#callers.ready(hostname);
    if (!caller) return;
    const call = this.#call;
    if (call && !maySucceed(call, caller.hello, nowMs)) {
      const notice = encodeTextRecord(BUSY_NOTICE)!;
      out.push({ kind: "write_stream", stream: caller.streams.get(SERVER_TEXT_CHANNEL)!, bytes: notice });
      for (const stream of caller.streams.values()) out.push({ kind: "close_stream", stream });
      return;
    }
    if (call) this.#end("peer_left", out);
    this.#call = { client: caller.hello, streams: new Map(), lastSignMs: nowMs };
    out.push({ kind: "connected", peer: { address: caller.hello, name: "client", sealed: false } });
    for (const [channel, stream] of caller.streams) this.#adopt(channel, stream, out);
  }

  /**
   * Connections of the client's host take the place of those the call lost, once the client itself has been heard again:
   * until then they may be those of another client there, which says its own hello.
   */
  #rejoin(call: Standing, out: Output[]): void {
    if (call.streams.size === TEXT_CHANNELS.length) return;
    for (const channel of TEXT_CHANNELS) {
      if (call.streams.has(channel)) continue;
      const stream = this.#callers.take(call.client.hostname, channel);
      if (stream !== undefined) this.#adopt(channel, stream, out);
    }
  }

  #adopt(channel: StreamChannel, stream: StreamId, out: Output[]): void {
    this.#call!.streams.set(channel, stream);
    if (channel === SERVER_TEXT_CHANNEL) this.#media.flushTexts(stream, out);
    else this.#media.beginTexts(out);
  }

  #receiveBytes(stream: StreamId, bytes: Uint8Array, out: Output[]): void {
    const call = this.#call;
    if (call?.streams.get(CLIENT_TEXT_CHANNEL) === stream) {
      if (!this.#media.receiveTexts(bytes, out)) {
        call.streams.delete(CLIENT_TEXT_CHANNEL);
        this.#media.endTexts(out);
        out.push({ kind: "close_stream", stream });
      }
    } else if (call?.streams.get(SERVER_TEXT_CHANNEL) === stream) {
      out.push({ kind: "dropped", direction: "in", reason: "wrong_channel" });
    } else if (this.#callers.closed(stream)) { // nobody writes before the call, the originals neither
      out.push({ kind: "dropped", direction: "in", reason: "stranger" }, { kind: "close_stream", stream });
    }
  }

  /** Whether the stream was the call's. */
  #forgetStream(stream: StreamId, nowMs: number, out: Output[]): boolean {
    const call = this.#call;
    const channel = call && [...call.streams].find(([, id]) => id === stream)?.[0];
    if (!call || channel === undefined) return false;
    call.streams.delete(channel);
    if (channel === CLIENT_TEXT_CHANNEL) this.#media.endTexts(out);
    call.lastSignMs = nowMs;
    return true;
  }

  #end(reason: EndReason, out: Output[]): void {
    for (const stream of this.#call!.streams.values()) out.push({ kind: "close_stream", stream });
    this.#call = undefined;
    this.#media.endTexts(out);
    this.#media.loseTexts(out);
    this.#media.reset();
    out.push({ kind: "ended", reason });
  }
}

/**
 * Whether a new caller may take the place of the call that stands: one that lost its connections, or one whose host
 * calls again while the connections of before hang half open, as they do after a power cut.
 */
function maySucceed(call: Standing, caller: Address, nowMs: number): boolean {
  const silentMs = nowMs - call.lastSignMs;
  if (call.streams.size === 0) return sameHost(call.client, caller) || silentMs >= CALL_YIELDS_MS;
  return sameHost(call.client, caller) && silentMs >= PEER_SILENT_MS;
}
