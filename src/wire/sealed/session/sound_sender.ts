import type { Buffer } from "node:buffer";
import type { LossCounts } from "../../../media/sound/loss_counts.ts";
import { Repetition } from "../../../media/sound/repetition.ts";
import { SoundRate } from "../../../media/sound/sound_rate.ts";
import type { EncodedSound, SoundFrame, SoundTarget } from "../../../port/sound.ts";
import type { TrackId } from "../../../port/encoded_frame.ts";
import { SEAL_OVERHEAD } from "./sealed_packet.ts";
import {
  canRepeat,
  encodeSoundPacket,
  MAX_SOUND_FRAMES,
  SOUND_FRAME_HEADER_BYTES,
  SOUND_HEADER_BYTES,
} from "../track/sound_packet.ts";

/** An end sends the sound of one microphone. */
const SOUND_TRACK: TrackId = 0;
/** Headers of IPv4 and UDP. */
const IP_UDP_BYTES = 28;
const OVERHEAD_BYTES = IP_UDP_BYTES + SEAL_OVERHEAD + SOUND_HEADER_BYTES + SOUND_FRAME_HEADER_BYTES;
/** A change of the expected losses by less than this is not worth telling the encoder. Not tuned. */
const LOSS_STEP = 0.02;

/**
 * Makes a packet of each frame of sound. Each packet repeats as many of the frames before as the losses ask for, and as the link
 * carries.
 */
export class SoundSender {
  readonly #repetition = new Repetition();
  readonly #rate = new SoundRate(OVERHEAD_BYTES);
  /** The newest last. */
  #earlier: SoundFrame[] = [];
  #repeats = 0;
  #target: SoundTarget | undefined;
  #number = 0;

  /** `counts`: what the peer has counted since the beginning. */
  onReception(counts: LossCounts, nowMs: number): void {
    this.#repetition.onReport(counts, nowMs);
  }

  /** How to encode from now on, if that changes. `linkKbps`: what the link carries; `Infinity` if that is not known. */
  takeTarget(linkKbps: number, nowMs: number): SoundTarget | undefined {
    const { bitrateKbps, frameMs, repeatedFrames } = this.#rate.choose(linkKbps, this.#repetition.wantedFrames, nowMs);
    this.#repeats = repeatedFrames;
    // Not all losses: in-band FEC takes bits from the sound itself, and is of use only where no repetition arrives.
    const loss = this.#repetition.lostShare(repeatedFrames), last = this.#target;
    const isSame = last !== undefined && last.kbps === bitrateKbps && last.frameMs === frameMs &&
      Math.abs(last.loss - loss) < LOSS_STEP;
    return isSame ? undefined : this.#target = { kbps: bitrateKbps, frameMs, loss };
  }

  /** The plaintext of the next packet, of at most `maxBytes`. */
  packet({ sequence, bytes, captureMs }: EncodedSound, maxBytes: number): Buffer {
    const frames = bytes.length > 0 ? this.#withEarlier({ sequence, bytes }, maxBytes) : [];
    return encodeSoundPacket({ track: SOUND_TRACK, number: this.#number++, captureMs, sequence, frames });
  }

  #withEarlier(newest: SoundFrame, maxBytes: number): SoundFrame[] {
    const frames = [newest];
    let leftBytes = maxBytes - SOUND_HEADER_BYTES - SOUND_FRAME_HEADER_BYTES - newest.bytes.length;
    for (let i = this.#earlier.length - 1; i >= 0 && frames.length <= this.#repeats; i--) {
      const frame = this.#earlier[i];
      leftBytes -= SOUND_FRAME_HEADER_BYTES + frame.bytes.length;
      if (leftBytes < 0 || !canRepeat(newest, frame)) break;
      frames.push(frame);
    }
    this.#earlier.push(newest);
    if (this.#earlier.length >= MAX_SOUND_FRAMES) this.#earlier.shift();
    return frames;
  }
}
