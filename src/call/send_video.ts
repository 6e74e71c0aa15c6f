/**
 * The way of a frame out:
 *
 * 1. The capture device delivers a frame (`io/capture/ffmpeg_camera.ts`, cut out of ffmpeg's output by
 *    `media/picture/mjpeg_splitter.ts`).
 * 2. `captured` counts it and shows it in the self view.
 *    Without a peer it stays here, and is the first one sent where a call begins before the next is captured.
 * 3. If the operating system still holds the frame before, this one waits, and replaces one that waits already: the
 *    newest frame wins.
 * 4. The wire makes datagrams of it (`wire/plain/jpeg_datagram.ts`, `wire/sealed/`).
 * 5. `Channels` hands them to the UDP socket (`io/network/udp_socket.ts`), and `drained` lets the next frame go.
 *
 * Every captured frame is told of once: as sent, or as dropped for one reason.
 */
import { readJpegHeader } from "../media/picture/jpeg_header.ts";
import type { EncodedFrame } from "../port/encoded_frame.ts";
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
  readonly toWire: (frame: EncodedFrame) => void;
}

export class SendVideo {
  readonly #ports: SendVideoPorts;
  #waiting: EncodedFrame | undefined;
  /** The last one that there was nobody for. */
  #withoutPeer: EncodedFrame | undefined;

  constructor(ports: SendVideoPorts) {
    this.#ports = ports;
  }

  captured(frame: EncodedFrame): void {
    const ports = this.#ports;
    ports.emit({ event: "frame_captured", seq: frame.sequence, bytes: frame.bytes.length });
    // The other end would show none of them, and could not say so.
    if (readJpegHeader(frame.bytes) === "jpeg_too_large") {
      ports.dropped("out", "jpeg_too_large");
    } else if (!ports.inCall()) {
      this.#dropWithoutPeer();
      this.#withoutPeer = frame;
    } else {
      this.#send(frame);
    }
    ports.showLocal(frame.bytes);
  }

  /** There is somebody to send to now, who need not wait for the next picture. */
  connected(nowMs: number): void {
    const frame = this.#withoutPeer;
    if (frame === undefined || nowMs - frame.captureMs > FRESH_MS) return this.#dropWithoutPeer();
    this.#withoutPeer = undefined;
    this.#send(frame);
  }

  /** What was captured before is for nobody any more. */
  cameraOff(): void {
    this.#dropWaiting("camera_off");
    this.#dropWithoutPeer();
  }

  /** What waited was for the peer of this call; `final`: and there will be no other. */
  callEnded(final: boolean): void {
    this.#dropWaiting("call_ended");
    if (final) this.#dropWithoutPeer();
  }

  drained(): void {
    const frame = this.#waiting;
    this.#waiting = undefined;
    if (frame) this.#ports.toWire(frame);
  }

  #dropWaiting(reason: DropReason): void {
    if (this.#waiting) this.#ports.dropped("out", reason);
    this.#waiting = undefined;
  }

  #dropWithoutPeer(): void {
    if (this.#withoutPeer) this.#ports.dropped("out", "no_peer");
    this.#withoutPeer = undefined;
  }

  #send(frame: EncodedFrame): void {
    const ports = this.#ports;
    if (!ports.busy()) return ports.toWire(frame);
    this.#dropWaiting("superseded");
    this.#waiting = frame;
  }
}
