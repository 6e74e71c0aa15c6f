import { type Address, sameAddress } from "../../port/address.ts";
import type { EndReason, Input, Output, StreamChannel, StreamId, Wire } from "../wire.ts";
import { SEALED_NOTICE } from "../wire_mismatch.ts";
import {
  BUSY_NOTICE,
  CALL_RETRY_MS,
  CLIENT_TEXT_CHANNEL,
  CLIENT_VIDEO_CHANNEL,
  HELLO,
  KEEPALIVE_MS,
  PEER_SILENT_MS,
  SERVER_TEXT_CHANNEL,
  SERVER_VIDEO_CHANNEL,
} from "./plain_constants.ts";
import { JPEG_LIMIT_BYTES } from "./jpeg_datagram.ts";
import { PlainMedia } from "./plain_media.ts";

const SEALED_THERE = "The other end speaks the sealed wire. To call it: --wire sealed";
const TEXT_CHANNELS: readonly StreamChannel[] = [SERVER_TEXT_CHANNEL, CLIENT_TEXT_CHANNEL];

/**
 * The calling end of PyShine's wire. It says hello and connects until both connections stand, again and again: either
 * end may be started first. It is over when there was neither a picture nor a connection for a while.
 */
export class PlainClient implements Wire {
  readonly #server: Address;
  readonly #media = new PlainMedia();
  readonly #streams = new Map<StreamChannel, StreamId>();
  readonly #dialing = new Set<StreamChannel>();
  #phase: "idle" | "calling" | "in_call" | "over" = "idle";
  #attempts = 0;
  /** When the hello goes out and lost connections are dialled next. */
  #nextCallMs = Infinity;
  #lastSignMs = 0;
  /** The newest picture that overtook the connections. */
  #early: Uint8Array | undefined;

  /** `server` is the numeric address of the base port. */
  constructor(server: Address) {
    this.#server = server;
  }

  get deadlineMs(): number {
    if (this.#phase === "idle" || this.#phase === "over") return Infinity;
    const silent = this.#phase === "in_call" && this.#streams.size === 0 ? this.#lastSignMs + PEER_SILENT_MS : Infinity;
    return Math.min(this.#nextCallMs, silent);
  }

  handle(input: Input, nowMs: number): Output[] {
    const out: Output[] = [];
    if (this.#phase === "over") return out;
    switch (input.kind) {
      case "start":
        out.push({ kind: "encoder_target", maxBytes: JPEG_LIMIT_BYTES });
        this.#phase = "calling";
        this.#call(nowMs, out);
        break;
      case "datagram":
        if (!sameAddress(input.from, this.#server)) {
          out.push({ kind: "dropped", direction: "in", reason: "stranger" });
        } else if (this.#phase === "calling") {
          this.#early = input.bytes.slice();
        } else {
          this.#lastSignMs = nowMs;
          this.#media.receiveFrame(input.bytes, out);
        }
        break;
      case "stream_opened":
        this.#dialing.delete(input.channel);
        this.#streams.set(input.channel, input.stream);
        this.#lastSignMs = nowMs;
        this.#opened(input.channel, out);
        break;
      case "stream_failed":
        this.#dialing.delete(input.channel);
        break;
      case "stream_bytes":
        this.#receiveBytes(input.stream, input.bytes, out);
        break;
      case "stream_closed":
        this.#closed(input.stream, nowMs, out);
        break;
      case "access_unit":
        if (this.#phase === "in_call") {
          this.#media.sendFrame(input.unit, CLIENT_VIDEO_CHANNEL, this.#channel(CLIENT_VIDEO_CHANNEL), out);
        } else out.push({ kind: "dropped", direction: "out", reason: "no_peer" });
        break;
      case "text": {
        const stream = this.#phase === "in_call" ? this.#streams.get(CLIENT_TEXT_CHANNEL) : undefined;
        this.#media.sendText(input.id, input.text, stream, out);
        break;
      }
      case "camera": // this wire has no words for it
      case "time":
        break;
      case "hang_up":
        this.#end("hung_up", out);
        return out;
    }
    if (this.deadlineMs <= nowMs) {
      if (this.#nextCallMs <= nowMs) this.#call(nowMs, out);
      else this.#end("peer_left", out);
    }
    return out;
  }

  /** Says hello and dials what is not connected. */
  #call(nowMs: number, out: Output[]): void {
    out.push({ kind: "send_datagram", channel: SERVER_VIDEO_CHANNEL, to: this.#server, bytes: HELLO });
    for (const channel of TEXT_CHANNELS) {
      if (this.#streams.has(channel) || this.#dialing.has(channel)) continue;
      this.#dialing.add(channel);
      out.push({ kind: "dial_stream", channel, to: this.#channel(channel) });
    }
    if (this.#phase === "calling" && this.#attempts++ > 0) out.push({ kind: "calling", attempt: this.#attempts - 1 });
    this.#nextCallMs = nowMs + (this.#streams.size === TEXT_CHANNELS.length ? KEEPALIVE_MS : CALL_RETRY_MS);
  }

  #channel(below: number): Address {
    return { hostname: this.#server.hostname, port: this.#server.port - below };
  }

  #opened(channel: StreamChannel, out: Output[]): void {
    if (channel === SERVER_TEXT_CHANNEL) this.#media.beginTexts(out);
    if (this.#phase === "calling" && this.#streams.size === TEXT_CHANNELS.length) {
      this.#phase = "in_call";
      out.push({ kind: "connected", peer: { address: this.#server, name: "server", sealed: false } });
      if (this.#early) this.#media.receiveFrame(this.#early, out);
      this.#early = undefined;
    } else if (this.#phase === "in_call" && this.#streams.size === TEXT_CHANNELS.length) {
      // The server takes new connections for this call's once it hears whose they are.
      out.push({ kind: "send_datagram", channel: SERVER_VIDEO_CHANNEL, to: this.#server, bytes: HELLO });
    }
    const outgoing = this.#streams.get(CLIENT_TEXT_CHANNEL);
    if (this.#phase === "in_call" && outgoing !== undefined) this.#media.flushTexts(outgoing, out);
  }

  #receiveBytes(stream: StreamId, bytes: Uint8Array, out: Output[]): void {
    if (this.#streams.get(SERVER_TEXT_CHANNEL) !== stream) {
      out.push({ kind: "dropped", direction: "in", reason: "wrong_channel" });
      return;
    }
    const received: Output[] = [];
    const framed = this.#media.receiveTexts(bytes, received);
    const says = (notice: string) =>
      this.#media.framesReceived === 0 &&
      received.some((output) => output.kind === "text_received" && output.text === notice);
    if (says(BUSY_NOTICE)) return this.#end("busy", out);
    if (says(SEALED_NOTICE)) return this.#end("refused", out, SEALED_THERE);
    out.push(...received);
    if (!framed) {
      this.#streams.delete(SERVER_TEXT_CHANNEL);
      this.#media.endTexts(out);
      out.push({ kind: "close_stream", stream });
    }
  }

  #closed(stream: StreamId, nowMs: number, out: Output[]): void {
    for (const [channel, id] of this.#streams) {
      if (id !== stream) continue;
      this.#streams.delete(channel);
      if (channel === SERVER_TEXT_CHANNEL) this.#media.endTexts(out);
      this.#lastSignMs = nowMs;
      this.#nextCallMs = Math.min(this.#nextCallMs, nowMs + CALL_RETRY_MS);
    }
  }

  #end(reason: EndReason, out: Output[], message?: string): void {
    for (const stream of this.#streams.values()) out.push({ kind: "close_stream", stream });
    this.#streams.clear();
    this.#phase = "over";
    this.#media.endTexts(out);
    this.#media.loseTexts(out);
    out.push({ kind: "ended", reason, message });
  }
}
