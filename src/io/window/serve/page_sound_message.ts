import { PAGE_SOUND_ENDS, type PageOpening, type PageSoundEnd } from "../../sound/page/sound_page.ts";
import { sampleBytes } from "../../sound/sample_bytes.ts";
import { SOUND_FRAME_SAMPLES, type SoundDeviceChoice } from "../../../port/sound_device.ts";

/** What the main process sends to the page about its sound devices, as JSON. Frames are binary: {@linkcode playMessage}. */
export type ToPageSound =
  | { readonly kind: "open_sound"; readonly opening: PageOpening }
  | { readonly kind: "close_sound"; readonly device: SoundDeviceChoice["kind"]; readonly openingId: number }
  | { readonly kind: "list_page_sound" };

/** What the page sends about its sound devices, as JSON. Frames are binary: {@linkcode parseCaptured}. Times are the page's. */
export type FromPageSound =
  /** The loudspeaker needs `count` frames. The first of them will be heard at `playMs`. */
  | {
    readonly kind: "sound_wanted";
    readonly openingId: number;
    readonly count: number;
    readonly playMs: number;
    readonly sentMs: number;
  }
  | {
    readonly kind: "sound_ended";
    readonly device: SoundDeviceChoice["kind"];
    readonly openingId: number;
    readonly reason: PageSoundEnd;
  }
  | { readonly kind: "page_sound"; readonly devices: readonly PageSoundDevice[] };

/** A device that the page knows. `id`: only this page knows it by that. */
export interface PageSoundDevice {
  readonly kind: SoundDeviceChoice["kind"];
  readonly id: string;
  readonly name: string;
}

/** A frame of the page's microphone. */
export interface CapturedMessage {
  readonly openingId: number;
  readonly captureMs: number;
  readonly sentMs: number;
  readonly samples: Float32Array;
}

/**
 * A frame for the loudspeaker: kind, zero (3 bytes), openingId (4), zero (4), samples. Numbers are big-endian, except
 * for the samples: signed 16-bit numbers, little-endian. The header is as long as that of a picture.
 */
const PLAY_KIND = 4;
const PLAY_HEADER_BYTES = 12;
/** A frame of the microphone: kind (no PNG begins with it), zero (3 bytes), openingId (4), captureMs and sentMs (8 each), samples. */
const CAPTURED_KIND = 1;
const CAPTURED_HEADER_BYTES = 24;
const SAMPLE_BYTES = 2;

/** The most frames that the page may ask for at once: many more than a loudspeaker holds. */
export const WANTED_LIMIT = 32;
/** Most devices that are listed, and their longest name in UTF-16 units. */
const DEVICE_LIMIT = 64;
const NAME_LIMIT = 1000;

/** One binary message for the loudspeaker's opening `openingId`. What is beyond -1 to 1 is clipped. */
export function playMessage(openingId: number, samples: Float32Array): Uint8Array<ArrayBuffer> {
  const bytes = sampleBytes(samples);
  const message = new Uint8Array(PLAY_HEADER_BYTES + bytes.length);
  message[0] = PLAY_KIND;
  new DataView(message.buffer).setUint32(4, openingId);
  message.set(bytes, PLAY_HEADER_BYTES);
  return message;
}

/** A binary message with a frame of the microphone; undefined if it is not one. */
export function parseCaptured(message: unknown): CapturedMessage | undefined {
  const length = CAPTURED_HEADER_BYTES + SOUND_FRAME_SAMPLES * SAMPLE_BYTES;
  if (!(message instanceof ArrayBuffer) || message.byteLength !== length) return undefined;
  const view = new DataView(message);
  const captureMs = view.getFloat64(8), sentMs = view.getFloat64(16);
  if (view.getUint8(0) !== CAPTURED_KIND || !isTime(captureMs) || !isTime(sentMs)) return undefined;
  const samples = Float32Array.from(
    { length: SOUND_FRAME_SAMPLES },
    (_, n) => view.getInt16(CAPTURED_HEADER_BYTES + n * SAMPLE_BYTES, true) / 32_768,
  );
  return { openingId: view.getUint32(4), captureMs, sentMs, samples };
}

/** An object of the page, checked; undefined when it is not about sound devices, or wrong. */
export function parseFromPageSound(value: Readonly<Record<string, unknown>>): FromPageSound | undefined {
  const { kind, device, openingId, count, playMs, sentMs, reason, devices } = value;
  switch (kind) {
    case "sound_wanted":
      if (!isOpeningId(openingId) || !isTime(playMs) || !isTime(sentMs)) return undefined;
      if (!Number.isInteger(count) || (count as number) < 1 || (count as number) > WANTED_LIMIT) return undefined;
      return { kind, openingId, count: count as number, playMs, sentMs };
    case "sound_ended": {
      const known = PAGE_SOUND_ENDS.find((end) => end === reason);
      return isDevice(device) && isOpeningId(openingId) && known
        ? { kind, device, openingId, reason: known }
        : undefined;
    }
    case "page_sound":
      return isDevices(devices)
        ? { kind, devices: devices.map(({ kind, id, name }) => ({ kind, id, name: name.toWellFormed() })) }
        : undefined;
    default:
      return undefined;
  }
}

function isDevices(devices: unknown): devices is PageSoundDevice[] {
  return Array.isArray(devices) && devices.length <= DEVICE_LIMIT && devices.every((device) => {
    if (typeof device !== "object" || device === null) return false;
    const { kind, id, name } = device;
    return isDevice(kind) && isName(id) && isName(name);
  });
}

function isDevice(kind: unknown): kind is SoundDeviceChoice["kind"] {
  return kind === "microphone" || kind === "speaker";
}

function isName(name: unknown): name is string {
  return typeof name === "string" && name.length <= NAME_LIMIT;
}

function isOpeningId(openingId: unknown): openingId is number {
  return typeof openingId === "number" && Number.isInteger(openingId) && openingId >= 0 && openingId < 2 ** 32;
}

/** Milliseconds of a clock that runs for less than 300 years. */
function isTime(ms: unknown): ms is number {
  return typeof ms === "number" && Number.isFinite(ms) && Math.abs(ms) < 1e13;
}
