import type { Codec } from "../../port/encoded_frame.ts";
import { ascii, element, float, unsigned } from "./ebml_element.ts";

/** A track of a recording: what a player has to know before the first frame. */
export type RecordedTrack =
  | {
    readonly kind: "video";
    readonly codec: Codec;
    /** In pixels. A later keyframe may have another size. */
    readonly width: number;
    readonly height: number;
    /** The configuration record of AV1 or H.264. Other codecs have none. */
    readonly configuration?: Uint8Array;
  }
  | {
    readonly kind: "audio";
    readonly codec: "opus";
    readonly channels: 1 | 2;
    /** What a decoder discards at the start, in samples at 48 kHz. */
    readonly preSkipSamples: number;
  };

/** Codec IDs: Matroska Codec Specifications, and AV1 in Matroska. */
const CODEC_IDS = {
  jpeg: "V_MJPEG",
  vp8: "V_VP8",
  vp9: "V_VP9",
  av1: "V_AV1",
  h264: "V_MPEG4/ISO/AVC",
  opus: "A_OPUS",
} as const;

/** RFC 9559, section 5.1.4. */
const ID = {
  trackEntry: 0xae,
  trackNumber: 0xd7,
  trackUid: 0x73c5,
  trackType: 0x83,
  flagLacing: 0x9c,
  language: 0x22b59c,
  codecId: 0x86,
  codecPrivate: 0x63a2,
  codecDelay: 0x56aa,
  seekPreRoll: 0x56bb,
  video: 0xe0,
  pixelWidth: 0xb0,
  pixelHeight: 0xba,
  colour: 0x55b0,
  matrixCoefficients: 0x55b1,
  range: 0x55b9,
  transferCharacteristics: 0x55ba,
  primaries: 0x55bb,
  audio: 0xe1,
  samplingFrequency: 0xb5,
  channels: 0x9f,
};
const VIDEO_TYPE = 1, AUDIO_TYPE = 2;
/**
 * What all pictures but JPEGs are in (PROTOCOL.md), in the numbers of RFC 9559, section 5.1.4.1.28.16 and after: BT.601, limited
 * range, and the transfer function and the primaries of sRGB. Players take larger pictures for BT.709 if a file does not say it.
 */
const COLOUR = { matrixCoefficients: 6, range: 1, transferCharacteristics: 13, primaries: 1 };
const OPUS_RATE_HZ = 48_000;
/** 80 ms, which Opus in Matroska requires. */
const SEEK_PRE_ROLL_NS = 80_000_000;

/** A TrackEntry. `number` counts from 1. */
export function trackEntry(number: number, track: RecordedTrack): Uint8Array {
  return element(
    ID.trackEntry,
    unsigned(ID.trackNumber, number),
    unsigned(ID.trackUid, number),
    unsigned(ID.trackType, track.kind === "video" ? VIDEO_TYPE : AUDIO_TYPE),
    unsigned(ID.flagLacing, 0),
    ascii(ID.language, "und"),
    ascii(ID.codecId, CODEC_IDS[track.codec]),
    ...(track.kind === "video" ? videoElements(track) : opusElements(track)),
  );
}

function videoElements({ codec, width, height, configuration }: RecordedTrack & { kind: "video" }): Uint8Array[] {
  const video = element(
    ID.video,
    unsigned(ID.pixelWidth, width),
    unsigned(ID.pixelHeight, height),
    ...(codec === "jpeg" ? [] : [colourElement()]),
  );
  return configuration ? [element(ID.codecPrivate, configuration), video] : [video];
}

function colourElement(): Uint8Array {
  return element(
    ID.colour,
    unsigned(ID.matrixCoefficients, COLOUR.matrixCoefficients),
    unsigned(ID.range, COLOUR.range),
    unsigned(ID.transferCharacteristics, COLOUR.transferCharacteristics),
    unsigned(ID.primaries, COLOUR.primaries),
  );
}

function opusElements({ channels, preSkipSamples }: RecordedTrack & { kind: "audio" }): Uint8Array[] {
  // The identification header of RFC 7845, section 5.1: version 1, no gain, mapping family 0.
  const head = new Uint8Array(19);
  head.set(new TextEncoder().encode("OpusHead"));
  const view = new DataView(head.buffer);
  view.setUint8(8, 1);
  view.setUint8(9, channels);
  view.setUint16(10, preSkipSamples, true);
  view.setUint32(12, OPUS_RATE_HZ, true);
  return [
    element(ID.codecPrivate, head),
    unsigned(ID.codecDelay, Math.round(preSkipSamples * 1e9 / OPUS_RATE_HZ)),
    unsigned(ID.seekPreRoll, SEEK_PRE_ROLL_NS),
    element(ID.audio, float(ID.samplingFrequency, OPUS_RATE_HZ), unsigned(ID.channels, channels)),
  ];
}
