/**
 * How a received frame is handled:
 *
 * 1. The UDP socket delivers a datagram (`io/network/udp_socket.ts`).
 * 2. The wire checks who sent it, and gives complete frames (`wire/plain/jpeg_datagram.ts`, or `wire/sealed/` and its
 *    jitter buffer).
 * 3. `received` checks that a decoder can safely decode the frame (`media/picture/frame_header.ts`), counts and records it
 *    (`track_recording.ts`), and gives it to the display (`io/window/serve/page_server.ts`).
 * 4. The display reports that it has drawn the frame: `shown`. Without a display, a complete and valid frame counts as shown.
 *
 * Every received frame is reported once: as shown, or as dropped for one reason.
 */
import { frameHeader } from "../media/picture/frame_header.ts";
import type { ShownFrame } from "../port/display.ts";
import type { MediaTrack } from "../port/encoded_frame.ts";
import type { DropReason } from "../wire/drop_reason.ts";
import type { ReceivedFrame } from "../wire/wire.ts";
import type { CallEventBody } from "./call_event.ts";
import { CallHistory } from "./call_history.ts";
import type { Recording } from "./recording.ts";

export interface ReceiveVideoPorts {
  emit(event: CallEventBody): void;
  dropped(direction: "in" | "out", reason: DropReason): void;
  nowMs(): number;
  /** Absent without a display. Returns how long the frame waits before the display gets it, in milliseconds. */
  readonly showFrame?: (track: MediaTrack, frame: ShownFrame, captureMs: number | undefined) => number;
  /** A frame is on the display, after it had waited for `heldMs`. */
  readonly onShown?: (captureMs: number, heldMs: number) => void;
  /** Nothing that still waits may be shown. */
  readonly onCallEnded?: () => void;
  /** Absent if nothing is recorded. */
  readonly recording?: Pick<Recording, "append">;
}

/** How many frames may wait for the display's report. An older frame counts as dropped. */
const REMEMBERED_FRAMES = 64;

type UndrawnFrame = Pick<ReceivedFrame, "n" | "sequence" | "captureMs"> & { heldMs: number };

export class ReceiveVideo {
  readonly #ports: ReceiveVideoPorts;
  /** Frames that the display has not reported yet, by the display's number. */
  readonly #undrawn = new Map<number, UndrawnFrame>();
  #delaysMs: number[] = [];
  readonly #history: CallHistory;
  /** The display's numbers continue from call to call, so that a late report is not mistaken for a frame of the next call. */
  #firstOfCall: number;

  constructor(ports: ReceiveVideoPorts, history = new CallHistory()) {
    this.#ports = ports;
    this.#history = history;
    this.#firstOfCall = history.nextFrame;
  }

  /** The delays from capture to display, in milliseconds, of the frames drawn since this was last called. */
  takeDelaysMs(): number[] {
    const delaysMs = this.#delaysMs;
    this.#delaysMs = [];
    return delaysMs;
  }

  /** Returns whether the frame could be shown. */
  received(frame: ReceivedFrame): boolean {
    const { n, track, bytes, sequence, captureMs } = frame;
    const { emit, dropped, nowMs, recording, showFrame } = this.#ports;
    // The picture of an authenticated peer may claim any size, too.
    const header = frameHeader(track.codec, bytes);
    if (typeof header === "string") {
      dropped("in", header);
      return false;
    }
    emit({ event: "frame_received", n, bytes: bytes.length, seq: sequence });
    recording?.append(frame, nowMs());
    if (!showFrame) {
      this.#wasShown({ n, sequence, captureMs, heldMs: 0 });
      return true;
    }
    const shownAs = this.#firstOfCall + n;
    this.#history.nextFrame = shownAs + 1;
    const undrawn = { n, sequence, captureMs, heldMs: 0 };
    this.#undrawn.set(shownAs, undrawn);
    if (this.#undrawn.size > REMEMBERED_FRAMES) this.notShown(this.#undrawn.keys().next().value!, "display_busy");
    undrawn.heldMs = showFrame(track, { n: shownAs, keyframe: header.keyframe, bytes }, captureMs);
    return true;
  }

  /** The display has drawn its frame number `shownAs`. */
  shown(shownAs: number): void {
    const frame = this.#undrawn.get(shownAs);
    if (!frame) return;
    this.#undrawn.delete(shownAs);
    this.#wasShown(frame);
  }

  /** The display will not draw the frame. */
  notShown(shownAs: number, reason: "display_busy" | "undecodable" | "call_ended"): void {
    if (this.#undrawn.delete(shownAs)) this.#ports.dropped("in", reason);
  }

  /** Frames not drawn by now count as dropped. The next call's frames start at 0. */
  callEnded(): void {
    this.#ports.onCallEnded?.();
    for (const shownAs of [...this.#undrawn.keys()]) this.notShown(shownAs, "call_ended");
    this.#firstOfCall = this.#history.nextFrame;
  }

  #wasShown({ n, sequence, captureMs, heldMs }: UndrawnFrame): void {
    if (captureMs !== undefined) {
      this.#delaysMs.push(this.#ports.nowMs() - captureMs);
      this.#ports.onShown?.(captureMs, heldMs);
    }
    this.#ports.emit({ event: "frame_shown", n, seq: sequence });
  }
}
