import { type Address, formatAddress, sameAddress, sameHost } from "../../port/address.ts";
import { OutputQueue } from "../output_queue.ts";
import type { EndReason, Input, Output, StreamId, Wire } from "../wire.ts";
import { SEALED_NOTICE } from "../wire_mismatch.ts";
import { decodeJpegDatagram, JPEG_LIMIT_BYTES } from "./jpeg_datagram.ts";
import { isNear } from "./near_address.ts";
import { PlainCandidate } from "./plain_candidate.ts";
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
import { PLAIN_TRACK, PlainMedia } from "./plain_media.ts";
import { TextRecordReader } from "./text_record.ts";

const SEALED_THERE = "The other end speaks the sealed wire. To call it: --wire sealed";
/** Between the first calls of two addresses (RFC 8305, section 5, has 100 to 2000). */
const STAGGER_MS = 100;
/** Addresses of one name that are called. */
const MAX_ADDRESSES = 8;
/** Where several are called: what one that accepted connections, as anything may, is given to show a picture. */
const SILENT_SERVER_MS = 400;

/**
 * The calling end of PyShine's wire. It says hello and connects until both connections stand, again and again, at every
 * address that it was given: either end may be started first. It is over when there was neither a picture nor a connection
 * for a while.
 */
export class PlainClient implements Wire {
  readonly #outputs = new OutputQueue();
  readonly #media = new PlainMedia();
  /** Those that are called; in a call, the one that it is with. */
  #candidates: PlainCandidate[];
  #phase: "idle" | "calling" | "in_call" | "over" = "idle";
  #lastSignMs = 0;
  /** Where the pictures of the call come from: what was called, or another address of the same machine. */
  #videoFrom: Address | undefined;
  #elsewhereTold = false;
  /** What one of several addresses said: until when another may take the call. */
  #refusal: (Refusal & { readonly untilMs: number }) | undefined;

  /** Numeric addresses of the base port, the likeliest first. */
  constructor(server: Address, others: readonly Address[] = []) {
    this.#candidates = [server, ...others].slice(0, MAX_ADDRESSES)
      .map((address, at) => new PlainCandidate(address, at * STAGGER_MS));
  }

  get deadlineMs(): number {
    if (this.#phase === "idle" || this.#phase === "over") return Infinity;
    const alone = this.#phase === "in_call" && this.#server.streams.size === 0;
    const silentMs = alone ? this.#lastSignMs + PEER_SILENT_MS : Infinity;
    const calling = this.#phase === "calling";
    return Math.min(
      silentMs,
      calling ? this.#refusal?.untilMs ?? Infinity : Infinity,
      ...this.#candidates.map(({ nextCallMs, stoodMs }) =>
        calling ? Math.min(nextCallMs, stoodMs + SILENT_SERVER_MS) : nextCallMs
      ),
    );
  }

  handle(input: Input, nowMs: number): void {
    this.#outputs.push(...this.#outputsOf(input, nowMs));
  }

  pollOutput(): Output | undefined {
    return this.#outputs.take();
  }

  #outputsOf(input: Input, nowMs: number): Output[] {
    const out: Output[] = [];
    if (this.#phase === "over") return out;
    switch (input.kind) {
      case "start":
        out.push({ kind: "frame_limit", track: PLAIN_TRACK.id, maxBytes: JPEG_LIMIT_BYTES });
        this.#phase = "calling";
        for (const candidate of this.#candidates) candidate.nextCallMs += nowMs;
        break;
      case "addresses":
        if (this.#phase === "calling") this.#callAt(input.addresses, nowMs, out);
        break;
      case "datagram":
        this.#datagram(input.bytes, input.from, nowMs, out);
        break;
      case "stream_opened": {
        const candidate = this.#at(input.remote);
        if (candidate === undefined) { // its address was not the first to answer
          out.push({ kind: "close_stream", stream: input.stream });
          break;
        }
        candidate.opened(input.channel, input.stream, nowMs);
        this.#lastSignMs = nowMs;
        if (this.#phase === "in_call") {
          if (input.channel === SERVER_TEXT_CHANNEL) this.#media.beginTexts(out);
          this.#opened(out);
        }
        break;
      }
      case "stream_failed":
        for (const candidate of this.#candidates) {
          if (input.remote === undefined || sameHost(candidate.address, input.remote)) candidate.failed(input.channel);
        }
        break;
      case "stream_bytes":
        this.#receiveBytes(input.stream, input.bytes, nowMs, out);
        break;
      case "stream_closed":
        this.#closed(input.stream, nowMs, out);
        break;
      case "track": // this wire has one, and no words for it
        break;
      case "frame":
        if (this.#phase === "in_call") {
          this.#media.sendFrame(input.frame, CLIENT_VIDEO_CHANNEL, this.#server.channel(CLIENT_VIDEO_CHANNEL), out);
        } else out.push({ kind: "dropped", direction: "out", reason: "no_peer" });
        break;
      case "text": {
        const stream = this.#phase === "in_call" ? this.#server.streams.get(CLIENT_TEXT_CHANNEL) : undefined;
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
    if (this.#phase === "calling") this.#choose(nowMs, out);
    if (this.deadlineMs > nowMs) return out; // also when it is over
    const due = this.#candidates.filter(({ nextCallMs }) => nextCallMs <= nowMs);
    for (const candidate of due) this.#call(candidate, nowMs, out);
    if (due.length === 0) this.#end("peer_left", out);
    return out;
  }

  /** In a call. */
  get #server(): PlainCandidate {
    return this.#candidates[0];
  }

  #at(remote: Address): PlainCandidate | undefined {
    return this.#candidates.find(({ address }) => sameHost(address, remote));
  }

  #call(candidate: PlainCandidate, nowMs: number, out: Output[]): void {
    candidate.call(out);
    if (this.#phase === "calling") candidate.tell(out);
    candidate.nextCallMs = nowMs + (candidate.stands ? KEEPALIVE_MS : CALL_RETRY_MS);
  }

  /** The server's name has these addresses now. */
  #callAt(addresses: readonly Address[], nowMs: number, out: Output[]): void {
    const left = addresses.slice(0, MAX_ADDRESSES);
    if (left.length === 0) return;
    const gone = this.#candidates.filter(({ address }) => !left.some((one) => sameAddress(one, address)));
    for (const candidate of gone) candidate.close(out);
    this.#candidates = left.map((address, at) =>
      this.#candidates.find((one) => sameAddress(one.address, address)) ??
        new PlainCandidate(address, nowMs + at * STAGGER_MS)
    );
  }

  #datagram(bytes: Uint8Array, from: Address, nowMs: number, out: Output[]): void {
    const candidate = this.#candidates.find(({ address }) => sameAddress(address, from));
    if (this.#phase === "calling") {
      if (candidate === undefined) out.push({ kind: "dropped", direction: "in", reason: "stranger" });
      else candidate.earlyFrame = bytes.slice();
      return;
    }
    if (candidate !== undefined) this.#videoFrom = from;
    else if (!this.#isServersOther(bytes, from, out)) {
      out.push({ kind: "dropped", direction: "in", reason: "stranger" });
      return;
    }
    this.#lastSignMs = nowMs;
    this.#media.receiveFrame(bytes, out);
  }

  /**
   * Whether a picture may be taken for one of the server's that its machine sends from another of its addresses. Nothing
   * proves it, so as long as none has come from where the server was called, only the first such address counts, and only one
   * of the same network: whoever is there could as well forge the server's.
   */
  #isServersOther(bytes: Uint8Array, from: Address, out: Output[]): boolean {
    if (this.#videoFrom !== undefined) return sameAddress(this.#videoFrom, from);
    const { address } = this.#server;
    if (from.port !== address.port || "failure" in decodeJpegDatagram(bytes)) return false;
    if (isNear(address.hostname, from.hostname)) {
      this.#videoFrom = from;
      return true;
    }
    if (!this.#elsewhereTold) {
      this.#elsewhereTold = true;
      const message = `pictures come from ${formatAddress(from)}, and not from ${
        formatAddress(address)
      }, which was called`;
      out.push({ kind: "notice", message, hint: "if that is the same machine, call it at that address" });
    }
    return false;
  }

  /** Begins the call with the one that is there: of several, one that has spoken, or that has stood for a while. */
  #choose(nowMs: number, out: Output[]): void {
    const standing = this.#candidates.filter(({ stands }) => stands);
    const isAlone = this.#candidates.length === 1;
    const chosen = standing.find(({ hasSpoken }) => hasSpoken) ??
      standing.find(({ stoodMs }) => isAlone || nowMs >= stoodMs + SILENT_SERVER_MS);
    if (chosen === undefined) {
      const refusal = this.#refusal;
      if (refusal !== undefined && nowMs >= refusal.untilMs) this.#end(refusal.reason, out, refusal.message);
      return;
    }
    for (const other of this.#candidates) if (other !== chosen) other.close(out);
    this.#candidates = [chosen];
    this.#phase = "in_call";
    out.push({ kind: "connected", peer: { address: chosen.address, name: "server", sealed: false } });
    this.#media.beginTexts(out);
    if (chosen.earlyFrame) {
      this.#videoFrom = chosen.address;
      this.#media.receiveFrame(chosen.earlyFrame, out);
    }
    chosen.earlyFrame = undefined;
    const stream = chosen.streams.get(SERVER_TEXT_CHANNEL)!;
    for (const bytes of chosen.earlyTexts) this.#receiveTexts(stream, bytes, out);
    chosen.earlyTexts = [];
    this.#media.flushTexts(chosen.streams.get(CLIENT_TEXT_CHANNEL)!, out);
  }

  /** A connection of the call is there again. */
  #opened(out: Output[]): void {
    const { stands, address, streams } = this.#server;
    if (!stands) return;
    // The server takes new connections for this call's once it hears whose they are.
    out.push({ kind: "send_datagram", channel: SERVER_VIDEO_CHANNEL, to: address, bytes: HELLO });
    this.#media.flushTexts(streams.get(CLIENT_TEXT_CHANNEL)!, out);
  }

  #receiveBytes(stream: StreamId, bytes: Uint8Array, nowMs: number, out: Output[]): void {
    const candidate = this.#candidates.find(({ streams }) => streams.get(SERVER_TEXT_CHANNEL) === stream);
    if (candidate === undefined) {
      out.push({ kind: "dropped", direction: "in", reason: "wrong_channel" });
      return;
    }
    if (this.#phase === "in_call") return this.#receiveTexts(stream, bytes, out);
    if (!candidate.keepText(bytes)) return candidate.close(out);
    const reader = new TextRecordReader();
    const early: Output[] = candidate.earlyTexts.flatMap((part) => reader.push(part))
      .flatMap((record) => "text" in record ? [{ kind: "text_received", text: record.text }] : []);
    const refusal = refusalIn(early);
    if (refusal === undefined) return;
    // It may be the server that is called at another of its addresses already.
    candidate.close(out);
    this.#candidates = this.#candidates.filter((other) => other !== candidate);
    this.#refusal ??= { ...refusal, untilMs: nowMs + SILENT_SERVER_MS };
    if (this.#candidates.length === 0) this.#end(refusal.reason, out, refusal.message);
  }

  #receiveTexts(stream: StreamId, bytes: Uint8Array, out: Output[]): void {
    const received: Output[] = [];
    const framed = this.#media.receiveTexts(bytes, received);
    const refusal = this.#media.framesReceived === 0 ? refusalIn(received) : undefined;
    if (refusal !== undefined) return this.#end(refusal.reason, out, refusal.message);
    out.push(...received);
    if (!framed) {
      this.#server.closed(stream);
      this.#media.endTexts(out);
      out.push({ kind: "close_stream", stream });
    }
  }

  #closed(stream: StreamId, nowMs: number, out: Output[]): void {
    for (const candidate of this.#candidates) {
      const channel = candidate.closed(stream);
      if (channel === undefined) continue;
      if (channel === SERVER_TEXT_CHANNEL && this.#phase === "in_call") this.#media.endTexts(out);
      if (channel === SERVER_TEXT_CHANNEL) candidate.earlyTexts = [];
      this.#lastSignMs = nowMs;
      candidate.nextCallMs = Math.min(candidate.nextCallMs, nowMs + CALL_RETRY_MS);
    }
  }

  #end(reason: EndReason, out: Output[], message?: string): void {
    for (const candidate of this.#candidates) candidate.close(out);
    this.#phase = "over";
    this.#media.endTexts(out);
    this.#media.loseTexts(out);
    out.push({ kind: "ended", reason, message });
  }
}

interface Refusal {
  readonly reason: "busy" | "refused";
  readonly message?: string;
}

/** Whether the server says in its texts that it takes no call. */
function refusalIn(received: readonly Output[]): Refusal | undefined {
  const says = (notice: string) => received.some((output) => output.kind === "text_received" && output.text === notice);
  if (says(BUSY_NOTICE)) return { reason: "busy" };
  return says(SEALED_NOTICE) ? { reason: "refused", message: SEALED_THERE } : undefined;
}
