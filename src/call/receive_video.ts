/**
 * The way of a frame in:
 *
 * 1. The UDP socket delivers a datagram (`io/udp_socket.ts`).
 * 2. The wire checks who sent it, and gives out whole frames (`wire/plain/jpeg_datagram.ts` and `media/jpeg_header.ts`,
 *    or `wire/sealed/` and its playout buffer).
 * 3. `received` checks what a decoder would be made to do, counts and records the frame, and hands it to the display (`io/window/page_server.ts`).
 * 4. The display says that it has drawn it: `shown`. Without a display it is shown once it is whole and valid.
 */
import { readJpegHeader } from "../media/jpeg_header.ts";
import type { DropReason } from "../wire/drop_reason.ts";
import type { ReceivedFrame } from "../wire/wire.ts";
import type { CallEventBody } from "./call_event.ts";

export interface ReceiveVideoPorts {
  emit(event: CallEventBody): void;
  dropped(direction: "in" | "out", reason: DropReason): void;
  /** Absent without a display. */
  readonly showRemote?: (n: number, jpeg: Uint8Array) => void;
  /** Absent where nothing is recorded. */
  readonly record?: (jpeg: Uint8Array) => void;
}

/** Frames whose fate a display may still tell; older ones are forgotten. */
const REMEMBERED_FRAMES = 64;

export class ReceiveVideo {
  readonly #ports: ReceiveVideoPorts;
  /** Sequence numbers of frames that the display has not told of yet. */
  readonly #undrawn = new Map<number, number | undefined>();

  constructor(ports: ReceiveVideoPorts) {
    this.#ports = ports;
  }

  received({ n, bytes, sequence }: ReceivedFrame): void {
    const { emit, dropped, record, showRemote } = this.#ports;
    // Who the peer is says nothing of what it sends: a proven peer's picture may claim any size, too.
    const header = readJpegHeader(bytes);
    if (typeof header === "string") return dropped("in", header);
    emit({ event: "frame_received", n, bytes: bytes.length, seq: sequence });
    record?.(bytes);
    if (!showRemote) {
      emit({ event: "frame_shown", n, seq: sequence });
      return;
    }
    this.#undrawn.set(n, sequence);
    if (this.#undrawn.size > REMEMBERED_FRAMES) this.#undrawn.delete(this.#undrawn.keys().next().value!);
    showRemote(n, bytes);
  }

  /** The display has drawn frame `n`. */
  shown(n: number): void {
    if (!this.#undrawn.has(n)) return;
    const seq = this.#undrawn.get(n);
    this.#undrawn.delete(n);
    this.#ports.emit({ event: "frame_shown", n, seq });
  }

  /** The display will not draw frame `n`. */
  notShown(n: number, reason: "display_busy" | "undecodable"): void {
    if (this.#undrawn.delete(n)) this.#ports.dropped("in", reason);
  }
}
