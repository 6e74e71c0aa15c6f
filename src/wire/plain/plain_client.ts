import { type Address, formatAddress, sameAddress, sameHost } from "../../port/address.ts";
import { OutputQueue } from "../output_queue.ts";
import { SessionSlot } from "../session_slot.ts";
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
import { PLAIN_LINES, PLAIN_TRACK, PlainSession } from "./plain_session.ts";
import { pushTexts, type TextRecord, TextRecordReader } from "./text_record.ts";

const SEALED_THERE = "The other end speaks the sealed wire; to call it: --wire sealed";
/** Time between the first calls to two addresses (RFC 8305, section 5, allows 100 to 2000). */
const STAGGER_MS = 100;
/** How many addresses of one name are called. */
const MAX_ADDRESSES = 8;
/** If several addresses are called: how long one that accepted the connections has time to send a picture. */
const SILENT_SERVER_MS = 400;

/**
 * The client of the plain wire. It says hello and dials every address that it was given, again and again, until both connections
 * to one of them are open. So either end may be started first. The call ends when there has been neither a picture nor a
 * connection for a while.
 */
export class PlainClient implements Wire {
  readonly #outputs = new OutputQueue();
  readonly #slot = new SessionSlot<PlainSession>(this.#outputs, PLAIN_LINES);
  /** Reads what the server writes on its text connection. */
  #texts = new TextRecordReader();
  /** The addresses that are called. In a call: only the one that the call is with. */
  #candidates: PlainCandidate[];
  #phase: "idle" | "calling" | "in_call" | "over" = "idle";
  #lastSignMs = 0;
  /** Where the pictures of the call come from: the address that was called, or another one of the same machine. */
  #videoFrom: Address | undefined;
  #reportedElsewhere = false;
  /** The refusal of one of several addresses, and until when another address may still take the call. */
  #refusal: (Refusal & { readonly untilMs: number }) | undefined;

  /** Numeric addresses with the base port, the most likely first. */
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
      ...this.#candidates.map(({ nextCallMs, connectedMs }) =>
        calling ? Math.min(nextCallMs, connectedMs + SILENT_SERVER_MS) : nextCallMs
      ),
    );
  }

  pollOutput(): Output | undefined {
    return this.#outputs.take();
  }

  handle(input: Input, nowMs: number): void {
    if (this.#phase === "over") return;
    switch (input.kind) {
      case "start":
        this.#outputs.push({ kind: "frame_limit", track: PLAIN_TRACK.id, maxBytes: JPEG_LIMIT_BYTES });
        this.#phase = "calling";
        for (const candidate of this.#candidates) candidate.nextCallMs += nowMs;
        break;
      case "addresses":
        if (this.#phase === "calling") this.#callAt(input.addresses, nowMs);
        break;
      case "datagram":
        this.#datagram(input.bytes, input.from, nowMs);
        break;
      case "stream_opened": {
        const candidate = this.#at(input.remote);
        if (candidate === undefined) { // another address answered first
          this.#outputs.push({ kind: "close_stream", stream: input.stream });
          break;
        }
        candidate.opened(input.channel, input.stream, nowMs);
        this.#lastSignMs = nowMs;
        if (this.#phase === "in_call") {
          if (input.channel === SERVER_TEXT_CHANNEL) this.#endTexts();
          this.#opened();
        }
        break;
      }
      case "stream_failed":
        for (const candidate of this.#candidates) {
          if (input.remote === undefined || sameHost(candidate.address, input.remote)) candidate.failed(input.channel);
        }
        break;
      case "stream_bytes":
        this.#receiveBytes(input.stream, input.bytes, nowMs);
        break;
      case "stream_closed":
        this.#closed(input.stream, nowMs);
        break;
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
        this.#end("hung_up");
        return;
    }
    if (this.#phase === "calling") this.#choose(nowMs);
    if (this.deadlineMs > nowMs) return; // returns here too if the call is over
    const due = this.#candidates.filter(({ nextCallMs }) => nextCallMs <= nowMs);
    for (const candidate of due) this.#call(candidate, nowMs);
    if (due.length === 0) this.#end("peer_left");
  }

  /** Only valid in a call. */
  get #server(): PlainCandidate {
    return this.#candidates[0];
  }

  /** Only valid in a call. */
  get #session(): PlainSession {
    return this.#slot.session!;
  }

  #at(remote: Address): PlainCandidate | undefined {
    return this.#candidates.find(({ address }) => sameHost(address, remote));
  }

  #call(candidate: PlainCandidate, nowMs: number): void {
    candidate.call(this.#outputs);
    if (this.#phase === "calling") candidate.reportAttempt(this.#outputs);
    candidate.nextCallMs = nowMs + (candidate.isConnected ? KEEPALIVE_MS : CALL_RETRY_MS);
  }

  /** The server's name was resolved again, to these addresses. */
  #callAt(addresses: readonly Address[], nowMs: number): void {
    const left = addresses.slice(0, MAX_ADDRESSES);
    if (left.length === 0) return;
    const gone = this.#candidates.filter(({ address }) => !left.some((one) => sameAddress(one, address)));
    for (const candidate of gone) candidate.close(this.#outputs);
    this.#candidates = left.map((address, at) =>
      this.#candidates.find((one) => sameAddress(one.address, address)) ??
        new PlainCandidate(address, nowMs + at * STAGGER_MS)
    );
  }

  #datagram(bytes: Uint8Array, from: Address, nowMs: number): void {
    const candidate = this.#candidates.find(({ address }) => sameAddress(address, from));
    if (this.#phase === "calling") {
      if (candidate === undefined) this.#outputs.push({ kind: "dropped", direction: "in", reason: "stranger" });
      else candidate.earlyFrame = bytes.slice();
      return;
    }
    if (candidate !== undefined) this.#videoFrom = from;
    else if (!this.#comesFromSameServer(bytes, from)) {
      this.#outputs.push({ kind: "dropped", direction: "in", reason: "stranger" });
      return;
    }
    this.#lastSignMs = nowMs;
    this.#session.receiveFrame(bytes);
  }

  /**
   * Whether a picture is accepted as the server's although it comes from another address. A machine with several addresses may
   * send so, but nothing proves it. So this is only done while no picture has come from the address that was called, only for
   * the first such address, and only in the same network: a stranger there could also forge the server's address.
   */
  #comesFromSameServer(bytes: Uint8Array, from: Address): boolean {
    if (this.#videoFrom !== undefined) return sameAddress(this.#videoFrom, from);
    const { address } = this.#server;
    if (from.port !== address.port || "failure" in decodeJpegDatagram(bytes)) return false;
    if (isNear(address.hostname, from.hostname)) {
      this.#videoFrom = from;
      return true;
    }
    if (!this.#reportedElsewhere) {
      this.#reportedElsewhere = true;
      const message = `pictures come from ${formatAddress(from)}, and not from ${
        formatAddress(address)
      }, which was called`;
      this.#outputs.push({ kind: "notice", message, hint: "if that is the same machine, call it at that address" });
    }
    return false;
  }

  /**
   * Begins the call with an address whose connections are open. If several are called, it must also have sent something, or its
   * connections must have been open for `SILENT_SERVER_MS`.
   */
  #choose(nowMs: number): void {
    const connected = this.#candidates.filter(({ isConnected }) => isConnected);
    const isAlone = this.#candidates.length === 1;
    const chosen = connected.find(({ hasSpoken }) => hasSpoken) ??
      connected.find(({ connectedMs }) => isAlone || nowMs >= connectedMs + SILENT_SERVER_MS);
    if (chosen === undefined) {
      const refusal = this.#refusal;
      if (refusal !== undefined && nowMs >= refusal.untilMs) this.#end(refusal.reason, refusal.message);
      return;
    }
    for (const other of this.#candidates) if (other !== chosen) other.close(this.#outputs);
    this.#candidates = [chosen];
    this.#phase = "in_call";
    const session = new PlainSession({
      peer: { address: chosen.address, name: "server", sealed: false },
      video: { channel: CLIENT_VIDEO_CHANNEL, to: chosen.channel(CLIENT_VIDEO_CHANNEL) },
      textStream: () => chosen.streams.get(CLIENT_TEXT_CHANNEL),
      outputs: this.#outputs,
    });
    this.#slot.begin(session, nowMs);
    if (chosen.earlyFrame) {
      this.#videoFrom = chosen.address;
      session.receiveFrame(chosen.earlyFrame);
    }
    chosen.earlyFrame = undefined;
    const stream = chosen.streams.get(SERVER_TEXT_CHANNEL)!;
    for (const bytes of chosen.earlyTexts) this.#receiveTexts(stream, bytes);
    chosen.earlyTexts = [];
  }

  /** A connection of the call was opened again. */
  #opened(): void {
    const { isConnected, address } = this.#server;
    if (!isConnected) return;
    // The server takes the new connections into this call once it gets a datagram from the client's address.
    this.#outputs.push({ kind: "send_datagram", channel: SERVER_VIDEO_CHANNEL, to: address, bytes: HELLO });
    this.#session.flushLines();
  }

  #receiveBytes(stream: StreamId, bytes: Uint8Array, nowMs: number): void {
    const candidate = this.#candidates.find(({ streams }) => streams.get(SERVER_TEXT_CHANNEL) === stream);
    if (candidate === undefined) {
      this.#outputs.push({ kind: "dropped", direction: "in", reason: "wrong_channel" });
      return;
    }
    if (this.#phase === "in_call") return this.#receiveTexts(stream, bytes);
    if (!candidate.keepText(bytes)) return candidate.close(this.#outputs);
    const reader = new TextRecordReader();
    const refusal = refusalIn(candidate.earlyTexts.flatMap((part) => reader.push(part)));
    if (refusal === undefined) return;
    // It may be the same server, which has already taken the call at another of its addresses.
    candidate.close(this.#outputs);
    this.#candidates = this.#candidates.filter((other) => other !== candidate);
    this.#refusal ??= { ...refusal, untilMs: nowMs + SILENT_SERVER_MS };
    if (this.#candidates.length === 0) this.#end(refusal.reason, refusal.message);
  }

  #receiveTexts(stream: StreamId, bytes: Uint8Array): void {
    const received = this.#texts.push(bytes);
    const refusal = this.#session.framesReceived === 0 ? refusalIn(received) : undefined;
    if (refusal !== undefined) return this.#end(refusal.reason, refusal.message);
    pushTexts(received, this.#outputs);
    if (this.#texts.broken) {
      this.#server.closed(stream);
      this.#endTexts();
      this.#outputs.push({ kind: "close_stream", stream });
    }
  }

  #closed(stream: StreamId, nowMs: number): void {
    for (const candidate of this.#candidates) {
      const channel = candidate.closed(stream);
      if (channel === undefined) continue;
      if (channel === SERVER_TEXT_CHANNEL && this.#phase === "in_call") this.#endTexts();
      if (channel === SERVER_TEXT_CHANNEL) candidate.earlyTexts = [];
      this.#lastSignMs = nowMs;
      candidate.nextCallMs = Math.min(candidate.nextCallMs, nowMs + CALL_RETRY_MS);
    }
  }

  /** The connection was closed: a text that had begun on it is lost. */
  #endTexts(): void {
    pushTexts(this.#texts.end(), this.#outputs);
    this.#texts = new TextRecordReader();
  }

  /** Without a call, only another end can end it: that this one gives up is known. */
  #end(reason: EndReason, message?: string): void {
    const isKnown = reason === "hung_up" && this.#phase === "calling";
    for (const candidate of this.#candidates) candidate.close(this.#outputs);
    this.#phase = "over";
    this.#endTexts();
    this.#slot.session?.end();
    this.#slot.loseLines();
    if (!isKnown) this.#outputs.push({ kind: "ended", reason, message });
  }
}

interface Refusal {
  readonly reason: "busy" | "refused";
  readonly message?: string;
}

/** The refusal in the server's texts, if there is one. */
function refusalIn(received: readonly TextRecord[]): Refusal | undefined {
  const says = (notice: string) => received.some((record) => "text" in record && record.text === notice);
  if (says(BUSY_NOTICE)) return { reason: "busy" };
  return says(SEALED_NOTICE) ? { reason: "refused", message: SEALED_THERE } : undefined;
}
