import type { Buffer } from "node:buffer";
import { LossCounter } from "../../../media/sound/loss_counter.ts";
import type { LossCounts } from "../../../media/sound/loss_counts.ts";
import type { TrackId } from "../../../port/encoded_frame.ts";
import { decodeSoundPacket, type SoundPacket } from "../track/sound_packet.ts";

/** Part of the wire: PROTOCOL.md, "Limits". */
const MAX_SOUND_PACKETS_A_SECOND = 400;
/** How many packets a sender that was delayed may send at once. Part of the wire. */
const MAX_BURST_PACKETS = 200;
/** How often the peer is told what arrived, in milliseconds: often enough to follow a link that becomes worse. Not tuned. */
const RECEPTION_MS = 400;

/** Takes the peer's sound, which is one track, and counts what is lost. */
export class SoundReceiver {
  #track: TrackId | undefined;
  readonly #losses = new LossCounter();
  #reportMs = Infinity;
  #allowance = MAX_BURST_PACKETS;
  #allowedMs = -Infinity;

  receive(plain: Buffer, nowMs: number): SoundPacket | "packet_malformed" | "track_unknown" | "sound_flood" {
    const packet = decodeSoundPacket(plain);
    if (packet === undefined) return "packet_malformed";
    if (packet.track !== (this.#track ??= packet.track)) return "track_unknown";
    if (!this.#isAllowed(nowMs)) return "sound_flood";
    this.#losses.add(packet.number);
    if (this.#reportMs === Infinity) this.#reportMs = nowMs + RECEPTION_MS;
    return packet;
  }

  get deadlineMs(): number {
    return this.#reportMs;
  }

  /** What to tell the peer now, if it is time. */
  takeReception(nowMs: number): LossCounts | undefined {
    if (nowMs < this.#reportMs) return undefined;
    this.#reportMs = Infinity;
    return this.#losses.counts;
  }

  #isAllowed(nowMs: number): boolean {
    const more = (nowMs - this.#allowedMs) * MAX_SOUND_PACKETS_A_SECOND / 1000;
    this.#allowance = Math.min(MAX_BURST_PACKETS, this.#allowance + more);
    this.#allowedMs = nowMs;
    if (this.#allowance < 1) return false;
    this.#allowance--;
    return true;
  }
}
