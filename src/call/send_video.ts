/**
 * How a frame gets out:
 *
 * 1. The camera delivers a frame: `encoded_camera.ts`, or, as a JPEG, `io/capture/ffmpeg_camera.ts`, cut out of ffmpeg's output
 *    by `media/picture/mjpeg_splitter.ts`.
 * 2. `captured` counts it and shows a JPEG in the self view.
 *    Without a peer a JPEG is kept. If a call starts before the next capture, it is the first frame sent.
 * 3. If the operating system still holds the previous frame, this one waits, and replaces any that waits already: the
 *    newest frame wins.
 * 4. The wire turns it into datagrams (`wire/plain/jpeg_datagram.ts`, `wire/sealed/`).
 * 5. `Channels` hands them to the UDP socket (`io/network/udp_socket.ts`), and `drained` lets the next frame go.
 *
 * Every captured frame is reported once: as sent, or as dropped for one reason.
 */
import { readJpegHeader } from "../media/picture/jpeg_header.ts";
import { WaitingFrame } from "../media/transport/waiting_frame.ts";
import type { EncodedFrame, MediaTrack } from "../port/encoded_frame.ts";
import type { DropReason } from "../wire/drop_reason.ts";
import type { CallEventBody } from "./call_event.ts";

/** A picture is fresh enough to begin a call with if it is no older than this. */
const FRESH_MS = 100;

export interface SendVideoPorts {
  emit(event: CallEventBody): void;
  dropped(direction: "in" | "out", reason: DropReason): void;
  showLocal(jpeg: Uint8Array): void;
  /** Whether the operating system still holds the previous frame, so that no other can go out. */
  readonly busy: () => boolean;
  /** Whether there is a peer to send to. */
  readonly inCall: () => boolean;
  readonly toWire: (frame: EncodedFrame) => void;
}

export class SendVideo {
  readonly #ports: SendVideoPorts;
  /** Waits until the operating system has taken the previous frame. */
  readonly #waiting = new WaitingFrame<EncodedFrame>();
  /** Waits for a peer. */
  readonly #withoutPeer = new WaitingFrame<EncodedFrame>();

  #isJpeg = true;

  constructor(ports: SendVideoPorts) {
    this.#ports = ports;
  }

  /** The frames that follow are of this track. What waits is of another codec, and is dropped. */
  setTrack({ codec }: MediaTrack): void {
    this.#isJpeg = codec === "jpeg";
    this.#dropWaiting("superseded");
    this.#dropWithoutPeer();
  }

  captured(frame: EncodedFrame): void {
    const ports = this.#ports;
    ports.emit({ event: "frame_captured", seq: frame.sequence, bytes: frame.bytes.length });
    // The peer would not show the frame, and could not say so.
    if (this.#isJpeg && readJpegHeader(frame.bytes) === "jpeg_too_large") {
      ports.dropped("out", "jpeg_too_large");
    } else if (!ports.inCall()) {
      if (this.#withoutPeer.replace(frame)) ports.dropped("out", "no_peer");
    } else {
      this.#send(frame);
    }
    if (this.#isJpeg) ports.showLocal(frame.bytes);
  }

  /** A peer has connected. It need not wait for the next picture. */
  connected(nowMs: number): void {
    const frame = this.#withoutPeer.take();
    if (frame === undefined) return;
    if (nowMs - frame.captureMs > FRESH_MS) this.#ports.dropped("out", "no_peer");
    else this.#send(frame);
  }

  /** The camera is off: what was captured before must not be sent. */
  cameraOff(): void {
    this.#dropWaiting("camera_off");
    this.#dropWithoutPeer();
  }

  /** The waiting frame was for the peer of this call. `final`: there will be no other call. */
  callEnded(final: boolean): void {
    this.#dropWaiting("call_ended");
    if (final) this.#dropWithoutPeer();
  }

  drained(): void {
    const frame = this.#waiting.take();
    if (frame) this.#ports.toWire(frame);
  }

  #dropWaiting(reason: DropReason): void {
    if (this.#waiting.take()) this.#ports.dropped("out", reason);
  }

  #dropWithoutPeer(): void {
    if (this.#withoutPeer.take()) this.#ports.dropped("out", "no_peer");
  }

  #send(frame: EncodedFrame): void {
    const ports = this.#ports;
    if (!ports.busy()) return ports.toWire(frame);
    if (this.#waiting.replace(frame)) ports.dropped("out", "superseded");
  }
}
