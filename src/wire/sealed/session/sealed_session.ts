/** A sealed session, after the handshake. It is the same for the server and the client. PROTOCOL.md, "A call". */
import type { Buffer } from "node:buffer";
import type { Codec, EncodedFrame, MediaTrack, TrackId } from "../../../port/encoded_frame.ts";
import type { EncodedSound } from "../../../port/sound.ts";
import type { Address } from "../../../port/address.ts";
import type { DropReason } from "../../drop_reason.ts";
import type { Session } from "../../session.ts";
import type { EndReason, Output, Peer } from "../../wire.ts";
import {
  type ControlMessage,
  decodeControl,
  encodeGoodbye,
  encodeKeyframeWanted,
  encodeNack,
  isPathProbe,
  type Report,
  STREAM_CONTROL,
} from "./control_message.ts";
import { codecsOf, knowsPaths, knowsTracks, takesSound } from "../handshake/capabilities.ts";
import { Liveness } from "./liveness.ts";
import { pathKind } from "../path/path_kind.ts";
import { PathExchange } from "../path/path_exchange.ts";
import { PacketOpener, PacketSealer, SEAL_OVERHEAD } from "./sealed_packet.ts";
import { ReportExchange } from "./report_exchange.ts";
import type { SealedSessionOptions } from "./sealed_session_options.ts";
import { SentPackets } from "./sent_packets.ts";
import { LineStream } from "../line/line_stream.ts";
import { ReliableStreams } from "../stream/reliable_streams.ts";
import { StreamShare } from "../stream/stream_share.ts";
import { MediaReceiver } from "./media_receiver.ts";
import { MediaSender } from "./media_sender.ts";
import { SoundExchange } from "./sound_exchange.ts";
import { STREAM_MEDIA, STREAM_VIDEO, writeMediaPacket } from "../track/media_packet.ts";
import { STREAM_SOUND } from "../track/sound_packet.ts";

const LINK_EVENT_MS = 1000, GOODBYES = 5;
/** A share of lost packets in the last second. Above it, the path may no longer carry large packets. */
const SUSPICIOUS_LOSS = 0.3;
/** If for so long nothing has arrived of what was sent, although the peer is heard, the path works only in one direction. */
const UNHEARD_MS = 1000;
/** The shortest time between two `time` inputs. The pacer makes up for it. */
const MIN_SLEEP_MS = 0.2;

export class SealedSession implements Session {
  readonly id: number;
  /** Why the session ended. After that it accepts nothing. */
  over: EndReason | undefined;
  /** Whether another call of the same pair replaced this one. */
  replaced = false;
  readonly #emit: (output: Output) => void;
  readonly #peerName: string;
  readonly #peerCodecs: readonly Codec[];
  readonly #sealer: PacketSealer;
  readonly #opener: PacketOpener;
  readonly #path: PathExchange;
  readonly #sent = new SentPackets();
  readonly #reports: ReportExchange;
  readonly #mediaOut: MediaSender;
  readonly #mediaIn = new MediaReceiver();
  readonly #hasSound: boolean;
  readonly #sound = new SoundExchange();
  readonly #lines: LineStream;
  readonly #streams: ReliableStreams;
  readonly #liveness: Liveness;
  #timeMs = -Infinity;
  #nextLinkEventMs: number;

  constructor(options: SealedSessionOptions, nowMs: number) {
    const { role, keys, remote, peerName, random, switches, tracks, peerCapabilities, candidates, alternatives, emit } =
      options;
    this.id = keys.session;
    this.#emit = emit;
    this.#peerName = peerName;
    this.#peerCodecs = codecsOf(peerCapabilities);
    this.#hasSound = takesSound(peerCapabilities);
    this.#sealer = new PacketSealer(keys.trafficSecret(role), this.id);
    this.#opener = new PacketOpener(keys.trafficSecret(role === "client" ? "server" : "client"));
    this.#path = new PathExchange({
      ...{ role, remote, random, candidates, alternatives, knowsPaths: knowsPaths(peerCapabilities) },
      send: (to, plain, nowMs) => this.#sealTo(to, plain, nowMs),
      onMoved: (nowMs) => this.interrupted ? this.#resume(nowMs) : emit({ kind: "peer_moved", peer: this.peer }),
    }, nowMs);
    this.#reports = new ReportExchange({ ...switches, microphoneOn: switches.microphoneOn || !this.#hasSound }, nowMs);
    const format = knowsTracks(peerCapabilities) ? "media" : "video";
    this.#mediaOut = new MediaSender({ sent: this.#sent, format, codecs: this.#peerCodecs, emit });
    for (const track of tracks) this.#mediaOut.setTrack(track);
    this.#lines = new LineStream({
      share: new StreamShare(this.#mediaOut),
      send: (plain, nowMs) => this.#sealTo(this.#path.address, plain, nowMs),
      emit,
    });
    this.#streams = new ReliableStreams([this.#lines]);
    this.#liveness = new Liveness(nowMs);
    this.#nextLinkEventMs = nowMs + LINK_EVENT_MS;
  }

  /** The link is down. The call may go on. */
  get interrupted(): boolean {
    return this.#liveness.interrupted;
  }

  get peer(): Peer {
    const { address } = this.#path, codecs = this.#peerCodecs, hasSound = this.#hasSound;
    return { address, path: pathKind(address), name: this.#peerName, sealed: true, codecs, hasSound };
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
    if (this.#liveness.isStalled(nowMs)) this.#streams.resume();
    this.#liveness.heard(nowMs);
    this.#reports.reception.onPacket(this.#opener.number, bytes.length, nowMs);
    if (this.#opener.number > wasHighest) {
      this.#path.onNewest(from, bytes.length, isPathProbe(plain), nowMs);
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
    if (this.#liveness.isStalled(nowMs)) return this.#dropped("out", "link_interrupted");
    this.#mediaOut.offer(frame, nowMs);
    this.#flush(nowMs);
  }

  /** Sound leaves at once: it is a small part of any link, and nobody speaks later what was said now. */
  sound(sound: EncodedSound, nowMs: number): void {
    if (!this.#hasSound || this.interrupted) return;
    const packet = this.#sound.packet(sound, this.#path.packetBytes - SEAL_OVERHEAD);
    this.#mediaOut.onSoundSent(packet.length + SEAL_OVERHEAD, nowMs);
    this.#sealTo(this.#path.address, packet, nowMs);
    this.#flush(nowMs);
  }

  /** Sends a line in UTF-8, of at most `MAX_LINE_BYTES`. */
  line(id: number, utf8: Uint8Array, nowMs: number): void {
    this.#lines.push(id, utf8);
    this.#flush(nowMs);
  }

  camera(on: boolean, nowMs: number): void {
    if (!this.#reports.turn({ cameraOn: on }, nowMs)) return;
    if (!on) this.#mediaOut.stop("camera_off");
    this.#flush(nowMs);
  }

  microphone(on: boolean, nowMs: number): void {
    if (this.#hasSound && this.#reports.turn({ microphoneOn: on }, nowMs)) this.#flush(nowMs);
  }

  keyframeNeeded(track: TrackId, nowMs: number): void {
    this.#mediaIn.keyframeNeeded(track);
    this.#flush(nowMs);
  }

  time(nowMs: number): void {
    this.#timeMs = nowMs;
    if (this.#liveness.isSilent(nowMs)) return this.#end("peer_silent");
    if (this.#liveness.takeInterruption(nowMs)) {
      this.#mediaOut.stop("link_interrupted");
      this.#emit({ kind: "interrupted" });
    }
    this.#path.poll(this.#rttMs, nowMs);
    this.#lines.fit(this.#path.packetBytes);
    if (nowMs >= this.#nextLinkEventMs) {
      this.#nextLinkEventMs = nowMs + LINK_EVENT_MS;
      this.#emit({
        kind: "link",
        rttMs: this.#reports.clock.rttMs ?? 0,
        jitterMs: this.#reports.reception.jitterMs,
        lossIn: this.#reports.reception.loss,
        lossOut: this.#mediaOut.losses.loss,
        capacityKbps: this.#mediaOut.rate.capacityKbps,
        packetBytes: this.#path.packetBytes,
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
      this.#liveness.deadlineMs,
      this.#reports.deadlineMs,
      this.#nextLinkEventMs,
      this.#path.deadlineMs,
      this.interrupted ? Infinity : this.#mediaOut.deadlineMs(this.#rttMs),
      this.#mediaIn.deadlineMs(this.#rttMs),
      this.#streams.deadlineMs(this.#rttMs),
      this.#sound.deadlineMs,
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
      case STREAM_SOUND: {
        const sound = this.#sound.receive(plain, this.#reports.clock, nowMs);
        if (typeof sound === "string") return this.#dropped("in", sound);
        return this.#emit({ kind: "sound_received", sound });
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
      case "sound_reception":
        return this.#sound.onReception(message.counts, nowMs);
      case "text_ack":
        return this.#lines.onAcknowledged(message.acknowledged, message.ranges, nowMs);
      case "goodbye":
        this.replaced = message.reason === "replaced";
        return this.#end(this.replaced ? "peer_silent" : "peer_left");
      default:
        return this.#path.receive(message, plainBytes, from, nowMs);
    }
  }

  #report(report: Report, nowMs: number): void {
    const { isNewest, cameraTurned, microphoneTurned } = this.#reports.receive(report, nowMs);
    if (cameraTurned !== undefined) this.#emit({ kind: "peer_camera", on: cameraTurned });
    if (microphoneTurned !== undefined) this.#emit({ kind: "peer_microphone", on: microphoneTurned });
    if (isNewest && this.#sent.lostShare(report, nowMs) > SUSPICIOUS_LOSS) this.#path.suspect(nowMs);
    const sentMs = this.#sent.onArrived(report.highestNumber);
    if (isNewest && this.#sent.unheardMs(nowMs) > UNHEARD_MS + this.#rttMs) this.#path.unheard(nowMs);
    const delayMs = sentMs === undefined || !isNewest ? undefined : report.highestArrivalMs - sentMs;
    this.#mediaOut.onReport(report, delayMs, nowMs);
    this.#lines.onAcknowledged(report.textAcknowledged, [], nowMs);
    const target = this.#hasSound && this.#sound.takeTarget(this.#mediaOut.measuredKbps, nowMs);
    if (target) this.#emit({ kind: "sound_target", target });
  }

  /** Sends and outputs everything that is due. */
  #flush(nowMs: number): void {
    // Some streams wait for the end of a picture. By then the next picture may be waiting too, so they come first.
    this.#streams.pollBeforeMedia(this.#rttMs, nowMs);
    this.#sendMedia(nowMs);
    this.#streams.pollAfterMedia(this.#rttMs, nowMs);
    this.#giveOutMedia(nowMs);
    const reception = this.#sound.takeReception(nowMs);
    if (reception !== undefined) this.#sealTo(this.#path.address, reception, nowMs);
    this.#sendReport(nowMs);
  }

  #sendMedia(nowMs: number): void {
    if (this.interrupted) return;
    this.#mediaOut.requestKeyframes(this.#rttMs, nowMs);
    for (let packet; (packet = this.#mediaOut.poll(this.#path.packetBytes, this.#reports.clock.minRttMs, nowMs));) {
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
    const silent = this.#liveness.isStalled(nowMs);
    const { capacityKbps } = this.#mediaOut, { received: textAcknowledged } = this.#lines;
    const report = this.#reports.take({ capacityKbps, silent, textAcknowledged }, nowMs);
    if (report !== undefined) this.#sealTo(this.#path.address, report, nowMs);
  }

  #resume(nowMs: number): void {
    this.#liveness.interrupted = false;
    this.#sent.forget();
    this.#streams.resume();
    this.#reports.hurry(nowMs);
    this.#path.restart(nowMs);
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
