/**
 * The way of a frame out:
 *
 * 1. The capture device delivers an access unit (`io/camera/ffmpeg_camera.ts`, cut out of ffmpeg's output by
 *    `media/mjpeg_splitter.ts`).
 * 2. `captured` counts it and shows it in the self view.
 *    Without a peer it stays here, and is the first one sent where a call begins before the next is captured.
 * 3. If the operating system still holds the frame before, this one waits, and replaces one that waits already: the
 *    newest frame wins.
 * 4. The wire makes datagrams of it (`wire/plain/jpeg_datagram.ts`, `wire/sealed/`).
 * 5. `Channels` hands them to the UDP socket (`io/network/udp_socket.ts`), and `drained` lets the next frame go.
 */
import type { AccessUnit } from "../media/access_unit.ts";
import type { DropReason } from "../wire/drop_reason.ts";
import type { CallEventBody } from "./call_event.ts";

/** A picture no older than this is what a camera sees now. */
const FRESH_MS = 100;

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
  /** The last one that there was nobody for. */
  #withoutPeer: AccessUnit | undefined;

  constructor(ports: SendVideoPorts) {
    this.#ports = ports;
  }

  captured(unit: AccessUnit): void {
    const ports = this.#ports;
    ports.emit({ event: "frame_captured", seq: unit.sequence, bytes: unit.bytes.length });
    if (!ports.inCall()) {
      this.#dropWithoutPeer();
      this.#withoutPeer = unit;
    } else {
      this.#send(unit);
    }
    ports.showLocal(unit.bytes);
  }

  /** There is somebody to send to now, who need not wait for the next picture. */
  connected(nowMs: number): void {
    const unit = this.#withoutPeer;
    if (unit === undefined || nowMs - unit.captureMs > FRESH_MS) return this.#dropWithoutPeer();
    this.#withoutPeer = undefined;
    this.#send(unit);
  }

  /** What was captured before is not for those who call from now on. */
  cameraOff(): void {
    this.#dropWithoutPeer();
  }

  drained(): void {
    const unit = this.#waiting;
    this.#waiting = undefined;
    if (unit && this.#ports.inCall()) this.#ports.toWire(unit);
  }

  #dropWithoutPeer(): void {
    if (this.#withoutPeer) this.#ports.dropped("out", "no_peer");
    this.#withoutPeer = undefined;
  }

  #send(unit: AccessUnit): void {
    const ports = this.#ports;
    if (!ports.busy()) return ports.toWire(unit);
    if (this.#waiting) ports.dropped("out", "superseded");
    this.#waiting = unit;
  }
}
