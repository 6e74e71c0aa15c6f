/** A sealed session, after the handshake. It is the same for the server and the client. PROTOCOL.md, "A call". */
import type { Buffer } from "node:buffer";
import type { Codec, EncodedFrame, MediaTrack, TrackId } from "../../../port/encoded_frame.ts";
import type { Address } from "../../../port/address.ts";
import type { DropReason } from "../../drop_reason.ts";
import type { Session } from "../../session.ts";
import type { EndReason, Output, Peer } from "../../wire.ts";
import {
  type ControlMessage,
  decodeControl,
  encodeChallenge,
  encodeGoodbye,
  encodeKeyframeWanted,
  encodeNack,
  encodeProbe,
  encodeProbeAnswer,
  type Report,
  STREAM_CONTROL,
} from "./control_message.ts";
import { codecsOf, knowsTracks } from "../handshake/capabilities.ts";
import { PacketSizeProbe } from "./packet_size_probe.ts";
import { PeerPath } from "./peer_path.ts";
import { PacketOpener, PacketSealer, SEAL_OVERHEAD } from "./sealed_packet.ts";
import { ReportExchange } from "./report_exchange.ts";
import type { SealedSessionOptions } from "./sealed_session_options.ts";
import { SentPackets } from "./sent_packets.ts";
import { LineStream } from "../line/line_stream.ts";
import { ReliableStreams } from "../stream/reliable_streams.ts";
import { StreamShare } from "../stream/stream_share.ts";
import { MediaReceiver } from "./media_receiver.ts";
import { MediaSender } from "./media_sender.ts";
import { STREAM_MEDIA, STREAM_VIDEO, writeMediaPacket } from "../track/media_packet.ts";

/** After this time without a packet, three reports in a row are missing. Frames would only fill a queue. */
const STALLED_MS = 400;
const INTERRUPTED_MS = 1200, SILENT_MS = 30_000;
const LINK_EVENT_MS = 1000, GOODBYES = 5;
/** A share of lost packets in the last second. Above it, the path may no longer carry large packets. */
const SUSPICIOUS_LOSS = 0.3;
/** The shortest time between two `time` inputs. The pacer makes up for it. */
const MIN_SLEEP_MS = 0.2;

export class SealedSession implements Session {
  readonly id: number;
  /** Why the session ended. After that it accepts nothing. */
  over: EndReason | undefined;
  interrupted = false;
  /** Whether another call of the same pair replaced this one. */
  replaced = false;
  readonly #emit: (output: Output) => void;
  readonly #peerName: string;
  readonly #peerCodecs: readonly Codec[];
  readonly #sealer: PacketSealer;
  readonly #opener: PacketOpener;
  readonly #path: PeerPath;
  readonly #probe: PacketSizeProbe;
  readonly #sent = new SentPackets();
  readonly #reports: ReportExchange;
  readonly #mediaOut: MediaSender;
  readonly #mediaIn = new MediaReceiver();
  readonly #lines: LineStream;
  readonly #streams: ReliableStreams;
  #lastOpenedMs: number;
  #timeMs = -Infinity;
  #nextLinkEventMs: number;

  constructor(options: SealedSessionOptions, nowMs: number) {
    const { role, keys, remote, peerName, random, cameraOn, tracks, peerCapabilities, emit } = options;
    this.id = keys.session;
    this.#emit = emit;
    this.#peerName = peerName;
    this.#sealer = new PacketSealer(keys.trafficSecret(role), this.id);
    this.#opener = new PacketOpener(keys.trafficSecret(role === "client" ? "server" : "client"));
    this.#path = new PeerPath(remote, random);
    this.#probe = new PacketSizeProbe(remote, nowMs);
    this.#reports = new ReportExchange(cameraOn, nowMs);
    this.#peerCodecs = codecsOf(peerCapabilities);
    const format = knowsTracks(peerCapabilities) ? "media" : "video";
    this.#mediaOut = new MediaSender({ sent: this.#sent, format, codecs: this.#peerCodecs, emit });
    for (const track of tracks) this.#mediaOut.setTrack(track);
    this.#lines = new LineStream({
      share: new StreamShare(this.#mediaOut),
      send: (plain, nowMs) => this.#sealTo(this.#path.address, plain, nowMs),
      emit,
    });
    this.#streams = new ReliableStreams([this.#lines]);
    this.#lastOpenedMs = nowMs;
    this.#nextLinkEventMs = nowMs + LINK_EVENT_MS;
  }

  get peer(): Peer {
    return { address: this.#path.address, name: this.#peerName, sealed: true, codecs: this.#peerCodecs };
  }

  /** Takes a datagram with this session's id. Returns whether the peer sent it. */
  datagram(bytes: Uint8Array, from: Address, nowMs: number): boolean {
    const wasHighest = this.#opener.window.highest;
    const plain = this.#opener.open(bytes);
    if (typeof plain === "string") {
      this.#dropped("in", plain === "replayed" ? "packet_replayed" : "packet_forged");
      return false;
    }
    // What was in flight while nothing arrived is lost.
    if (nowMs > this.#lastOpenedMs + STALLED_MS) this.#streams.resume();
    this.#lastOpenedMs = nowMs;
    this.#reports.reception.onPacket(this.#opener.number, bytes.length, nowMs);
    if (this.#opener.number > wasHighest) {
      const challenge = this.#path.onNewest(from, bytes.length, nowMs);
      if (challenge !== undefined) this.#sealTo(from, encodeChallenge("challenge", challenge), nowMs);
    }
    if (this.interrupted && this.#path.isCurrent(from)) this.#resume(nowMs);
    this.#plaintext(plain, from, nowMs);
    if (this.over === undefined) this.#flush(nowMs);
    return true;
  }

  /** Starts a track, or changes its source or codec. */
  setTrack(track: MediaTrack): void {
    this.#mediaOut.setTrack(track);
  }

  offer(frame: EncodedFrame, nowMs: number): void {
    if (nowMs - this.#lastOpenedMs > STALLED_MS) return this.#dropped("out", "link_interrupted");
    this.#mediaOut.offer(frame, nowMs);
    this.#flush(nowMs);
  }

  /** Sends a line in UTF-8, of at most `MAX_LINE_BYTES`. */
  line(id: number, utf8: Uint8Array, nowMs: number): void {
    this.#lines.push(id, utf8);
    this.#flush(nowMs);
  }

  camera(on: boolean, nowMs: number): void {
    if (!this.#reports.turnCamera(on, nowMs)) return;
    if (!on) this.#mediaOut.stop("camera_off");
    this.#flush(nowMs);
  }

  keyframeNeeded(track: TrackId, nowMs: number): void {
    this.#mediaIn.keyframeNeeded(track);
    this.#flush(nowMs);
  }

  time(nowMs: number): void {
    this.#timeMs = nowMs;
    // Computed exactly as in `deadlineMs`: a subtraction may be rounded differently.
    if (nowMs >= this.#lastOpenedMs + SILENT_MS) return this.#end("peer_silent");
    if (nowMs >= this.#lastOpenedMs + INTERRUPTED_MS && !this.interrupted) {
      this.interrupted = true;
      this.#mediaOut.stop("link_interrupted");
      this.#emit({ kind: "interrupted" });
    }
    this.#probeSize(nowMs);
    if (nowMs >= this.#nextLinkEventMs) {
      this.#nextLinkEventMs = nowMs + LINK_EVENT_MS;
      this.#emit({
        kind: "link",
        rttMs: this.#reports.clock.rttMs ?? 0,
        jitterMs: this.#reports.reception.jitterMs,
        lossIn: this.#reports.reception.loss,
        lossOut: this.#mediaOut.losses.loss,
        capacityKbps: this.#mediaOut.rate.capacityKbps,
        packetBytes: this.#probe.packetBytes,
      });
    }
    this.#flush(nowMs);
  }

  /** Ends the session: this end leaves, or another call of the same peer replaces this one. */
  hangUp(nowMs: number, reason: "left" | "replaced" = "left"): void {
    for (let i = 0; i < GOODBYES; i++) this.#sealTo(this.#path.address, encodeGoodbye(reason), nowMs);
    this.#end("hung_up", false);
  }

  get deadlineMs(): number {
    if (this.over !== undefined) return Infinity;
    const deadlineMs = Math.min(
      this.#lastOpenedMs + (this.interrupted ? SILENT_MS : INTERRUPTED_MS),
      this.#reports.deadlineMs,
      this.#nextLinkEventMs,
      this.#probe.deadlineMs,
      this.interrupted ? Infinity : this.#mediaOut.deadlineMs(this.#rttMs),
      this.#mediaIn.deadlineMs(this.#rttMs),
      this.#streams.deadlineMs(this.#rttMs),
    );
    return Math.max(deadlineMs, this.#timeMs + MIN_SLEEP_MS);
  }

  get #rttMs(): number {
    return this.#reports.rttMs;
  }

  #plaintext(plain: Buffer, from: Address, nowMs: number): void {
    switch (plain[0]) {
      case STREAM_VIDEO:
      case STREAM_MEDIA: {
        const reason = this.#mediaIn.receive(plain, this.#reports.reception, nowMs);
        if (reason !== undefined) this.#dropped("in", reason);
        return;
      }
      case STREAM_CONTROL: {
        const message = decodeControl(plain);
        if (message === undefined) this.#dropped("in", "packet_malformed");
        else this.#control(message, plain.length, from, nowMs);
        return;
      }
      default:
        if (!this.#streams.find(plain[0])?.receive(plain, nowMs)) this.#dropped("in", "packet_malformed");
    }
  }

  #control(message: ControlMessage, plainBytes: number, from: Address, nowMs: number): void {
    switch (message.kind) {
      case "report":
        return this.#report(message.report, nowMs);
      case "nack":
        return this.#mediaOut.onNack(message.track, message.frameNumber, message.indexes, this.#rttMs, nowMs);
      case "keyframe_wanted":
        return this.#mediaOut.onKeyframeWanted(message.track, this.#rttMs, nowMs);
      case "text_ack":
        return this.#lines.onAcknowledged(message.acknowledged, message.ranges, nowMs);
      case "goodbye":
        this.replaced = message.reason === "replaced";
        return this.#end(this.replaced ? "peer_silent" : "peer_left");
      case "challenge":
        // Only to the address that the peer has proved. The peer checks which address the response comes from.
        if (!this.#path.mayRespond(nowMs)) return;
        return this.#sealTo(this.#path.address, encodeChallenge("response", message.random), nowMs);
      case "response":
        if (!this.#path.onResponse(from, message.random)) return;
        this.#probe.restart(from, nowMs);
        if (this.interrupted) this.#resume(nowMs);
        return;
      case "probe":
        // The answer has the size that really arrived, whatever size the probe claims.
        return this.#sealTo(this.#path.address, encodeProbeAnswer(plainBytes + SEAL_OVERHEAD), nowMs);
      case "probe_answer":
        return this.#probe.onAnswer(message.size, nowMs);
    }
  }

  #report(report: Report, nowMs: number): void {
    const { isNewest, cameraTurned } = this.#reports.receive(report, nowMs);
    if (cameraTurned !== undefined) this.#emit({ kind: "peer_camera", on: cameraTurned });
    if (isNewest && this.#sent.lostShare(report, nowMs) > SUSPICIOUS_LOSS) this.#probe.suspect(nowMs);
    const sentMs = this.#sent.onArrived(report.highestNumber);
    const delayMs = sentMs === undefined || !isNewest ? undefined : report.highestArrivalMs - sentMs;
    this.#mediaOut.onReport(report, delayMs, nowMs);
    this.#lines.onAcknowledged(report.textAcknowledged, [], nowMs);
  }

  #probeSize(nowMs: number): void {
    for (const size of this.#probe.poll(this.#rttMs, nowMs)) {
      this.#sealTo(this.#path.address, encodeProbe(size, size - SEAL_OVERHEAD), nowMs);
    }
  }

  /** Sends and outputs everything that is due. */
  #flush(nowMs: number): void {
    // Some streams wait for the end of a picture. By then the next picture may be waiting too, so they come first.
    this.#streams.pollBeforeMedia(this.#rttMs, nowMs);
    this.#sendMedia(nowMs);
    this.#streams.pollAfterMedia(this.#rttMs, nowMs);
    this.#giveOutMedia(nowMs);
    this.#sendReport(nowMs);
  }

  #sendMedia(nowMs: number): void {
    if (this.interrupted) return;
    this.#mediaOut.requestKeyframes(this.#rttMs, nowMs);
    for (let packet; (packet = this.#mediaOut.poll(this.#probe.packetBytes, this.#reports.clock.minRttMs, nowMs));) {
      const bytes = this.#sealer.reserve(packet.header.length + packet.shard.length);
      writeMediaPacket(bytes, this.#sealer.plainAt, packet);
      this.#send(this.#path.address, this.#sealer.sealReserved(), nowMs);
      if (packet.finishes !== undefined) this.#emit({ kind: "frame_sent", ...packet.finishes });
    }
  }

  #giveOutMedia(nowMs: number): void {
    const { loss, jitterMs } = this.#reports.reception;
    for (const { track, frameNumber, indexes } of this.#mediaIn.nacks({ rttMs: this.#rttMs, jitterMs, loss }, nowMs)) {
      this.#sealTo(this.#path.address, encodeNack(track, frameNumber, indexes), nowMs);
    }
    for (let frame; (frame = this.#mediaIn.take((ms) => this.#reports.clock.toLocalMs(ms), nowMs));) {
      this.#emit({ kind: "frame_received", frame });
    }
    for (const reason of this.#mediaIn.takeLost()) this.#dropped("in", reason);
    for (const track of this.#mediaIn.keyframesWanted(this.#rttMs, nowMs)) {
      this.#sealTo(this.#path.address, encodeKeyframeWanted(track), nowMs);
    }
  }

  #sendReport(nowMs: number): void {
    const silent = nowMs - this.#lastOpenedMs > STALLED_MS;
    const { capacityKbps } = this.#mediaOut, { received: textAcknowledged } = this.#lines;
    const report = this.#reports.take({ capacityKbps, silent, textAcknowledged }, nowMs);
    if (report !== undefined) this.#sealTo(this.#path.address, report, nowMs);
  }

  #resume(nowMs: number): void {
    this.interrupted = false;
    this.#sent.forget();
    this.#streams.resume();
    this.#reports.hurry(nowMs);
    this.#probe.restart(this.#path.address, nowMs);
    this.#emit({ kind: "resumed", peer: this.peer });
  }

  #end(reason: EndReason, tell = true): void {
    if (this.over !== undefined) return;
    this.over = reason;
    this.#mediaOut.stop("call_ended");
    this.#streams.end();
    if (tell) this.#emit({ kind: "ended", reason });
  }

  #sealTo(to: Address, plain: Uint8Array, nowMs: number): void {
    this.#send(to, this.#sealer.seal(plain), nowMs);
  }

  /** Sends the packet that was sealed last. */
  #send(to: Address, bytes: Uint8Array, nowMs: number): void {
    this.#sent.onSent(this.#sealer.nextNumber - 1, bytes.length, nowMs);
    this.#emit({ kind: "send_datagram", channel: 0, to, bytes });
  }

  #dropped(direction: "in" | "out", reason: DropReason): void {
    this.#emit({ kind: "dropped", direction, reason });
  }
}
