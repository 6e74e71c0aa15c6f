/**
 * The way of a frame in:
 *
 * 1. The UDP socket delivers a datagram (`io/network/udp_socket.ts`).
 * 2. The wire checks who sent it, and gives out whole frames (`wire/plain/jpeg_datagram.ts` and `media/picture/jpeg_header.ts`,
 *    or `wire/sealed/` and its playout buffer).
 * 3. `received` checks what a decoder would be made to do, counts and records the frame, and hands it to the display (`io/window/page_server.ts`).
 * 4. The display says that it has drawn it: `shown`. Without a display it is shown once it is whole and valid.
 *
 * Every received frame is told of once: as shown, or as dropped for one reason.
 */
import { readJpegHeader } from "../media/picture/jpeg_header.ts";
import type { ShownFrame } from "../port/display.ts";
import type { MediaTrack } from "../port/encoded_frame.ts";
import type { DropReason } from "../wire/drop_reason.ts";
import type { ReceivedFrame } from "../wire/wire.ts";
import type { CallEventBody } from "./call_event.ts";

export interface ReceiveVideoPorts {
  emit(event: CallEventBody): void;
  dropped(direction: "in" | "out", reason: DropReason): void;
  nowMs(): number;
  /** Absent without a display. */
  readonly showFrame?: (track: MediaTrack, frame: ShownFrame) => void;
  /** Absent where nothing is recorded. */
  readonly record?: (jpeg: Uint8Array) => void;
}

/** Frames whose fate a display may still tell; what is older was dropped. */
const REMEMBERED_FRAMES = 64;

export class ReceiveVideo {
  readonly #ports: ReceiveVideoPorts;
  /** Frames that the display has not told of yet, by the display's number. */
  readonly #undrawn = new Map<number, Pick<ReceivedFrame, "n" | "sequence" | "captureMs">>();
  #delaysMs: number[] = [];
  /** A display's numbers go on from call to call, so that a late answer is not taken for one of the next call. */
  #firstOfCall = 0;
  #next = 0;

  constructor(ports: ReceiveVideoPorts) {
    this.#ports = ports;
  }

  /** From captured to drawn, in milliseconds, of the frames drawn since the last call of this. */
  takeDelaysMs(): number[] {
    const delaysMs = this.#delaysMs;
    this.#delaysMs = [];
    return delaysMs;
  }

  /** Whether the frame could be shown. */
  received({ n, track, bytes, sequence, captureMs }: ReceivedFrame): boolean {
    const { emit, dropped, record, showFrame } = this.#ports;
    // Who the peer is says nothing of what it sends: a proven peer's picture may claim any size, too.
    const header = readJpegHeader(bytes);
    if (typeof header === "string") {
      dropped("in", header);
      return false;
    }
    emit({ event: "frame_received", n, bytes: bytes.length, seq: sequence });
    record?.(bytes);
    if (!showFrame) {
      this.#wasShown({ n, sequence, captureMs });
      return true;
    }
    const shownAs = this.#firstOfCall + n;
    this.#next = shownAs + 1;
    this.#undrawn.set(shownAs, { n, sequence, captureMs });
    if (this.#undrawn.size > REMEMBERED_FRAMES) this.notShown(this.#undrawn.keys().next().value!, "display_busy");
    showFrame(track, { n: shownAs, bytes });
    return true;
  }

  /** The display has drawn the frame that it was given as `shownAs`. */
  shown(shownAs: number): void {
    const frame = this.#undrawn.get(shownAs);
    if (!frame) return;
    this.#undrawn.delete(shownAs);
    this.#wasShown(frame);
  }

  /** The display will not draw it. */
  notShown(shownAs: number, reason: "display_busy" | "undecodable" | "call_ended"): void {
    if (this.#undrawn.delete(shownAs)) this.#ports.dropped("in", reason);
  }

  /** What is not drawn by now counts as dropped; the next call's frames begin at 0. */
  callEnded(): void {
    for (const shownAs of [...this.#undrawn.keys()]) this.notShown(shownAs, "call_ended");
    this.#firstOfCall = this.#next;
  }

  #wasShown({ n, sequence, captureMs }: Pick<ReceivedFrame, "n" | "sequence" | "captureMs">): void {
    if (captureMs !== undefined) this.#delaysMs.push(this.#ports.nowMs() - captureMs);
    this.#ports.emit({ event: "frame_shown", n, seq: sequence });
  }
}
