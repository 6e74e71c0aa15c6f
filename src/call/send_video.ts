/**
 * The way of a frame out:
 *
 * 1. The capture device delivers an access unit (`io/ffmpeg_camera.ts`, cut out of ffmpeg's output by
 *    `media/mjpeg_splitter.ts`).
 * 2. `captured` counts it and shows it in the self view.
 * 3. If the operating system still holds the frame before, this one waits, and replaces one that waits already: the
 *    newest frame wins.
 * 4. The wire makes datagrams of it (`wire/plain/jpeg_datagram.ts`, `wire/sealed/`).
 * 5. `Channels` hands them to the UDP socket (`io/udp_socket.ts`), and `drained` lets the next frame go.
 */
import type { AccessUnit } from "../media/access_unit.ts";
import type { DropReason } from "../wire/drop_reason.ts";
import type { CallEventBody } from "./call_event.ts";

export interface SendVideoPorts {
  emit(event: CallEventBody): void;
  dropped(direction: "in" | "out", reason: DropReason): void;
  showLocal(jpeg: Uint8Array): void;
  /** Whether frames can go out now. */
  readonly busy: () => boolean;
  /** Whether there is anybody to send to. */
  readonly inCall: () => boolean;
  readonly toWire: (unit: AccessUnit) => void;
}

export class SendVideo {
  readonly #ports: SendVideoPorts;
  #waiting: AccessUnit | undefined;

  constructor(ports: SendVideoPorts) {
    this.#ports = ports;
  }

  captured(unit: AccessUnit): void {
    const ports = this.#ports;
    ports.emit({ event: "frame_captured", seq: unit.sequence, bytes: unit.bytes.length });
    if (!ports.inCall()) {
      ports.dropped("out", "no_peer");
    } else if (ports.busy()) {
      if (this.#waiting) ports.dropped("out", "superseded");
      this.#waiting = unit;
    } else {
      ports.toWire(unit);
    }
    ports.showLocal(unit.bytes);
  }

  drained(): void {
    const unit = this.#waiting;
    this.#waiting = undefined;
    if (unit && this.#ports.inCall()) this.#ports.toWire(unit);
  }
}
