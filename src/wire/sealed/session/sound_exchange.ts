import type { Buffer } from "node:buffer";
import type { LossCounts } from "../../../media/sound/loss_counts.ts";
import type { ClockOffset } from "../../../media/rate/clock_offset.ts";
import type { EncodedSound, ReceivedSound, SoundTarget } from "../../../port/sound.ts";
import type { DropReason } from "../../drop_reason.ts";
import { encodeSoundReception } from "./control_message.ts";
import { SoundReceiver } from "./sound_receiver.ts";
import { SoundSender } from "./sound_sender.ts";

/** The sound of both ends, and what they tell each other about its losses. PROTOCOL.md, "Sound". */
export class SoundExchange {
  readonly #sender = new SoundSender();
  readonly #receiver = new SoundReceiver();

  /** The plaintext of a packet with this sound, of at most `maxBytes`. */
  packet(sound: EncodedSound, maxBytes: number): Buffer {
    return this.#sender.packet(sound, maxBytes);
  }

  receive(plain: Buffer, clock: Pick<ClockOffset, "toLocalMs">, nowMs: number): ReceivedSound | DropReason {
    const packet = this.#receiver.receive(plain, nowMs);
    if (typeof packet === "string") return packet;
    const { frames, captureMs } = packet;
    return { frames, captureMs: clock.toLocalMs(captureMs), arrivedMs: nowMs };
  }

  onReception(counts: LossCounts, nowMs: number): void {
    this.#sender.onReception(counts, nowMs);
  }

  /** As {@linkcode SoundSender.takeTarget}. */
  takeTarget(linkKbps: number, nowMs: number): SoundTarget | undefined {
    return this.#sender.takeTarget(linkKbps, nowMs);
  }

  get deadlineMs(): number {
    return this.#receiver.deadlineMs;
  }

  /** The control message that tells the peer what arrived, if it is due. */
  takeReception(nowMs: number): Buffer | undefined {
    const counts = this.#receiver.takeReception(nowMs);
    return counts && encodeSoundReception(counts);
  }
}
