import { SOUND_FRAME_MS, SOUND_FRAME_SAMPLES, SOUND_RATE_HZ } from "../../../port/sound_device.ts";
import { clipSamples } from "../clip_samples.ts";
import type { PulseConnection } from "./pulse_connection.ts";
import type { TimingInfo } from "./stream_timing.ts";
import { zeroEnded } from "./zero_ended.ts";

/** From `pa_sample_format_t`. */
const FLOAT32LE = 5;
/** From `pa_stream_state_t`. */
const STREAM_READY = 2, STREAM_FAILED = 3;
/** From `pa_stream_flags_t`: AUTO_TIMING_UPDATE, and ADJUST_LATENCY, with which the lengths asked for include the device's. */
const FLAGS = 0x0008 | 0x2000;
/** Offsets in `pa_timing_info`, in bytes. */
const SECONDS = 0, MICROSECONDS = 8, SINK = 24, SOURCE = 32, WRITTEN = 56, READ = 72, TIMING_BYTES = 80;
const WRITTEN_IS_WRONG = 52, READ_IS_WRONG = 64;
/** From `pa_error_code_t`. */
const BAD_STATE = 15, KILLED = 12;
/** The server decides. */
const ANY = 0xffff_ffff;

const SAMPLE_BYTES = 4;
const FRAME_BYTES = SOUND_FRAME_SAMPLES * SAMPLE_BYTES;
const WRITE_BYTES = BigInt(FRAME_BYTES);
/** What the server keeps of a microphone for a vchat that does not read. The oldest is dropped first. */
const CAPTURE_KEPT_BYTES = 20 * FRAME_BYTES;
/** The server asks for more when there is room for this much. */
const REQUEST_BYTES = FRAME_BYTES / 2;
/** A piece of sound is never longer than this. */
const MAX_PIECE_SAMPLES = CAPTURE_KEPT_BYTES / SAMPLE_BYTES;

/** A microphone's or loudspeaker's stream, mono float samples at `SOUND_RATE_HZ`. */
export class PulseStream {
  readonly #connection: PulseConnection;
  readonly #stream: Deno.PointerValue;
  readonly #start = new BigUint64Array(1);
  readonly #bytes = new BigUint64Array(1);
  readonly #written = new Float32Array(SOUND_FRAME_SAMPLES);
  readonly #writtenBytes = bytesOf(this.#written);
  readonly #timing = new DataView(new ArrayBuffer(TIMING_BYTES));

  /** Throws a PulseError. `name` is what the system's volume control shows. */
  constructor(connection: PulseConnection, name: string) {
    this.#connection = connection;
    const { calls, context } = connection;
    const properties = calls.pa_proplist_new();
    // So the server turns music down, and uses a headset in the mode that has a microphone.
    calls.pa_proplist_sets(properties, zeroEnded("media.role"), zeroEnded("phone"));
    const spec = new Uint8Array(12);
    const view = new DataView(spec.buffer);
    view.setUint32(0, FLOAT32LE, true);
    view.setUint32(4, SOUND_RATE_HZ, true);
    spec[8] = 1; // channel
    this.#stream = calls.pa_stream_new_with_proplist(context, zeroEnded(name), spec, null, properties);
    calls.pa_proplist_free(properties);
    if (this.#stream === null) throw connection.error(BAD_STATE);
  }

  /** Begins to capture from the source named `device`, or from the usual one. Resolves to false if `isEnded` came first. */
  capture(device: string | undefined, isEnded: () => boolean): Promise<boolean> {
    const attributes = Uint32Array.of(CAPTURE_KEPT_BYTES, ANY, ANY, ANY, FRAME_BYTES);
    const { pa_stream_connect_record } = this.#connection.calls;
    return this.#ready(
      pa_stream_connect_record(this.#stream, nameOf(device), bytesOf(attributes), FLAGS),
      isEnded,
    );
  }

  /** Begins to play to the sink named `device`, or to the usual one. Resolves to false if `isEnded` came first. */
  play(device: string | undefined, aheadMs: number, isEnded: () => boolean): Promise<boolean> {
    const { pa_stream_connect_playback } = this.#connection.calls;
    return this.#ready(
      pa_stream_connect_playback(this.#stream, nameOf(device), playAttributes(aheadMs), FLAGS, null, null),
      isEnded,
    );
  }

  /** Writes this much ahead from now on. */
  playAhead(aheadMs: number): void {
    const { pa_stream_set_buffer_attr, pa_operation_unref } = this.#connection.calls;
    const operation = pa_stream_set_buffer_attr(this.#stream, playAttributes(aheadMs), null, null);
    if (operation !== null) pa_operation_unref(operation);
  }

  /** Where the sound last ran out, as a count of bytes; -1 if it never did. */
  get ranOutAt(): bigint {
    return this.#connection.calls.pa_stream_get_underflow_index(this.#stream);
  }

  #ready(result: number, isEnded: () => boolean): Promise<boolean> {
    if (result < 0) throw this.#connection.error(BAD_STATE);
    return this.#connection.until(() => this.#state() === STREAM_READY, isEnded);
  }

  /** Throws a PulseError if the server has ended the stream. */
  #state(): number {
    const state = this.#connection.calls.pa_stream_get_state(this.#stream);
    if (state >= STREAM_FAILED) throw this.#connection.error(KILLED);
    return state;
  }

  /** The server's number for the source or sink. It may move the stream to another. */
  get deviceIndex(): number {
    return this.#connection.calls.pa_stream_get_device_index(this.#stream);
  }

  /** The name of the source or sink. */
  get deviceName(): string {
    const name = this.#connection.calls.pa_stream_get_device_name(this.#stream);
    return name === null ? "" : Deno.UnsafePointerView.getCString(name);
  }

  /** What the server last said of the stream's buffers; `undefined` if it has not yet, or if it no longer holds. */
  get timing(): TimingInfo | undefined {
    const pointer = this.#connection.calls.pa_stream_get_timing_info(this.#stream);
    if (pointer === null) return undefined;
    // Copied whole: each access through a pointer costs as much.
    const info = this.#timing;
    Deno.UnsafePointerView.copyInto(pointer, info);
    if (info.getInt32(WRITTEN_IS_WRONG, true) !== 0 || info.getInt32(READ_IS_WRONG, true) !== 0) return undefined;
    return {
      epochMs: int64(info, SECONDS) * 1000 + int64(info, MICROSECONDS) / 1000,
      sinkMs: int64(info, SINK) / 1000,
      sourceMs: int64(info, SOURCE) / 1000,
      written: int64(info, WRITTEN) / SAMPLE_BYTES,
      read: int64(info, READ) / SAMPLE_BYTES,
    };
  }

  /** The next piece of what was captured; `undefined` if there is none. Throws a PulseError. */
  read(): Float32Array | undefined {
    this.#state();
    const { pa_stream_peek, pa_stream_drop } = this.#connection.calls;
    if (pa_stream_peek(this.#stream, this.#start, this.#bytes) < 0) throw this.#connection.error(BAD_STATE);
    const samples = Math.min(MAX_PIECE_SAMPLES, Math.floor(Number(this.#bytes[0]) / SAMPLE_BYTES));
    if (this.#bytes[0] === 0n) return undefined;
    const piece = new Float32Array(samples);
    const start = Deno.UnsafePointer.create(this.#start[0]);
    // Without an address it is a hole: the server lost what was there.
    if (start !== null) Deno.UnsafePointerView.copyInto(start, piece);
    pa_stream_drop(this.#stream);
    return piece;
  }

  /** Whether a frame can be written. Throws a PulseError. */
  get isWritable(): boolean {
    return this.#state() === STREAM_READY &&
      this.#connection.calls.pa_stream_writable_size(this.#stream) >= FRAME_BYTES;
  }

  /** Writes a frame. What is beyond -1 to 1 is clipped. Throws a PulseError. */
  write(samples: Float32Array): void {
    if (samples.length !== SOUND_FRAME_SAMPLES) throw new RangeError(`a frame of ${samples.length} samples`);
    clipSamples(samples, this.#written);
    const { pa_stream_write } = this.#connection.calls;
    if (pa_stream_write(this.#stream, this.#writtenBytes, WRITE_BYTES, null, 0n, 0) < 0) {
      throw this.#connection.error(BAD_STATE);
    }
  }

  close(): void {
    this.#connection.calls.pa_stream_disconnect(this.#stream);
    this.#connection.calls.pa_stream_unref(this.#stream);
  }
}

function playAttributes(aheadMs: number): Uint8Array<ArrayBuffer> {
  const aheadBytes = aheadMs / SOUND_FRAME_MS * FRAME_BYTES;
  return bytesOf(Uint32Array.of(ANY, aheadBytes, FRAME_BYTES, REQUEST_BYTES, ANY));
}

/** A signed number of 64 bits, which is exact up to 2^53. */
function int64(view: DataView, at: number): number {
  return view.getInt32(at + 4, true) * 2 ** 32 + view.getUint32(at, true);
}

function nameOf(device: string | undefined): Uint8Array<ArrayBuffer> | null {
  return device === undefined ? null : zeroEnded(device);
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array<ArrayBuffer> {
  return new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength);
}
