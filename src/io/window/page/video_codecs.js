import { COLOR_SPACE } from "./color_space.js";

/**
 * The configuration string of each video codec for VideoDecoder (WebCodecs codec registry), and a keyframe to test it with, in
 * base64. The keyframes were made with ffmpeg from `color=red`: libvpx of 16x16; libvpx-vp9, libaom-av1 and libx264 of 16x592, which say
 * that they are in BT.601 (`-colorspace smpte170m -color_range tv`).
 */
const CODECS = {
  vp8: {
    name: "vp8",
    keyframe: "8AIAnQEqEAAQAABHCIWFiJmEiAICAnWqA/gD+gINTe4A/v1u8//kb+PnRv/I4//8Sp7jieP//EaA",
  },
  vp9: {
    name: "vp09.00.31.08",
    keyframe: "gkmDQmAA8CT2BjgkHBhCAADASDEOvaO0Z1gAuZgAQFGCyBK2qTh/zIYOOnRelv5JF7bh46HK1f61e+Sq8R0sqfZgH9ul5hoQPAA=",
  },
  av1: {
    name: "av01.0.05M.08",
    keyframe: "EgAKDQAAAAHPyebXyIEBAwIyJRAAgADt0S6hhKHMKnQNlzhhbXP8UFhumgwkMwiZdXZhdWGhbYA=",
  },
  // Without a description, the frames are in the byte stream format (AVC WebCodecs registration).
  h264: {
    name: "avc1.640033",
    keyframe:
      "AAAAAWdkAAustIJdgLUCAgZAAAADAEAAAAyjxQqoAAAAAWjvD8sAAAABZYiEBL/k/wXg+oGBYI3/b8osiL0jI3sm+dxt0OOTODPa22IdP0QAAAMAAAMAAAMC8w==",
  },
};
/** A decoder that has not answered after this time does not work. */
const TRY_MS = 5000;

/** @typedef {keyof typeof CODECS} VideoCodec */

/**
 * The configuration of a decoder: the least delay, and no GPU if a decoder has failed on it.
 * @param {VideoCodec} codec
 * @param {boolean} inSoftware
 * @returns {VideoDecoderConfig}
 */
export function decoderConfig(codec, inSoftware) {
  return {
    codec: CODECS[codec].name,
    colorSpace: COLOR_SPACE,
    optimizeForLatency: true,
    hardwareAcceleration: inSoftware ? "prefer-software" : "no-preference",
  };
}

/**
 * The video codecs that this page can decode. Each is tested, because the answers of WebKitGTK's isConfigSupported are wrong.
 * @returns {Promise<VideoCodec[]>}
 */
export async function decodableCodecs() {
  if (!("VideoDecoder" in globalThis)) return [];
  await startMedia();
  const codecs = /** @type {VideoCodec[]} */ (Object.keys(CODECS));
  const can = await Promise.all(codecs.map((codec) => canDecode(codec)));
  return codecs.filter((_, at) => can[at]);
}

/** WebKitGTK's process aborts at the first decoder if GStreamer is not up. What a media element can play starts it. */
async function startMedia() {
  document.createElement("video").canPlayType("video/webm");
  await new Promise((resolve) => setTimeout(resolve));
}

/** @param {VideoCodec} codec */
async function canDecode(codec) {
  /** @type {VideoDecoder | undefined} */
  let decoder;
  let timer = 0;
  try {
    return await new Promise((resolve) => {
      decoder = new VideoDecoder({
        output(frame) {
          // WebKitGTK takes large pictures of AV1 for BT.709. For VP8, whose frames do not say what they are in, that is corrected.
          resolve(codec === "vp8" || frame.colorSpace.matrix === COLOR_SPACE.matrix);
          frame.close();
        },
        error: () => resolve(false),
      });
      decoder.configure(decoderConfig(codec, false));
      const data = Uint8Array.from(atob(CODECS[codec].keyframe), (char) => char.charCodeAt(0));
      decoder.decode(new EncodedVideoChunk({ type: "key", timestamp: 0, data }));
      // A decoder may keep its last picture until it is told that no other follows.
      decoder.flush().then(() => resolve(false), () => resolve(false));
      timer = setTimeout(() => resolve(false), TRY_MS);
    });
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
    if (decoder !== undefined && decoder.state !== "closed") decoder.close();
  }
}
