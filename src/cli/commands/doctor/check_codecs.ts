import type { PredictiveCodec } from "../../../port/encoded_frame.ts";
import { type Finding, ok, warn } from "./check.ts";

export interface CodecProbe {
  /** The codecs for which ffmpeg says that it has an encoder, and a decoder. None if there is no ffmpeg. */
  encoders(): Promise<readonly PredictiveCodec[]>;
  decoders(): Promise<readonly PredictiveCodec[]>;
  /** ffmpeg's encoder of H.264 that works here. */
  h264Encoder(): Promise<string | undefined>;
  /** Encodes a picture. `undefined` if no frame comes. */
  encode(codec: PredictiveCodec): Promise<Uint8Array | undefined>;
  /** Whether a picture comes of the frame. */
  decode(codec: PredictiveCodec, frame: Uint8Array): Promise<boolean>;
}

/** What calls begin with first; what they do not use by themselves last. */
const CODECS: readonly PredictiveCodec[] = ["vp8", "vp9", "av1", "h264"];
/** The encoder libraries that ffmpeg may have been built with. */
const LIBRARIES: Readonly<Record<PredictiveCodec, string>> = {
  vp8: "libvpx",
  vp9: "libvpx",
  av1: "libaom",
  h264: "libx264 and libopenh264, and no hardware encodes it",
};

/** Which codecs does this machine encode and decode? Each is tried. Without any, calls send and show JPEGs. */
export async function checkCodecs(probe: CodecProbe): Promise<Finding[]> {
  const [encoders, decoders] = await Promise.all([probe.encoders(), probe.decoders()]);
  if (encoders.length + decoders.length === 0) return []; // check_ffmpeg.ts says why
  const findings: Finding[] = [];
  for (const codec of CODECS) {
    const frame = encoders.includes(codec) ? await probe.encode(codec) : undefined;
    const isDecoded = decoders.includes(codec) && (frame === undefined || await probe.decode(codec, frame));
    const name = codec === "h264" ? await probe.h264Encoder() : undefined;
    findings.push(checkCodec(codec, name, {
      encoder: frame !== undefined ? "works" : encoders.includes(codec) ? "broken" : "missing",
      decoder: isDecoded ? "works" : decoders.includes(codec) ? "broken" : "missing",
    }));
  }
  return findings;
}

type PartState = "works" | "broken" | "missing";

function checkCodec(
  codec: PredictiveCodec,
  encoderName: string | undefined,
  { encoder, decoder }: Record<"encoder" | "decoder", PartState>,
): Finding {
  const what = `codec ${codec === "h264" ? "H.264" : codec.toUpperCase()}`;
  const by = encoderName === undefined ? "" : ` by ${encoderName}`;
  if (encoder === "works" && decoder === "works") return ok(what, `is encoded${by} and decoded`);
  const words = {
    works: { encoder: `is encoded${by}`, decoder: "is decoded" },
    broken: { encoder: "the encoder gives no frame", decoder: "the decoder gives no picture" },
    missing: {
      encoder: `is not encoded: this ffmpeg was built without ${LIBRARIES[codec]}`,
      decoder: "is not decoded by this ffmpeg",
    },
  };
  const detail = `${words[encoder].encoder}; ${words[decoder].decoder}`;
  const hints = [
    ...encoder === "works" ? [] : [encoderHint(codec, encoder)],
    ...decoder === "works" ? [] : ["pictures in it are shown if the window can decode them itself"],
  ];
  // A call needs VP8 for a good picture, and the others only for a better one; H.264 only if a person asks for it.
  const isEnough = codec !== "vp8" && encoder !== "broken" &&
    (decoder === "works" || (codec === "h264" && decoder === "missing"));
  return isEnough ? ok(what, detail, ...hints) : warn(what, detail, ...hints);
}

function encoderHint(codec: PredictiveCodec, state: PartState): string {
  if (codec === "h264") return "only --codec h264 needs it";
  if (codec !== "vp8") return state === "broken" ? "--codec vp8 works without it" : "calls send VP8 instead";
  return state === "broken"
    ? "--codec jpeg works without it"
    : "calls send JPEGs instead, which take six times the bits; use a complete ffmpeg";
}
