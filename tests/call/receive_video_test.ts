import { assertEquals } from "@std/assert";
import type { CallEventBody } from "../../src/call/call_event.ts";
import { ReceiveVideo } from "../../src/call/receive_video.ts";
import type { Codec } from "../../src/port/encoded_frame.ts";
import type { DropReason } from "../../src/wire/drop_reason.ts";
import { frameHeader as sof, jpeg, scan } from "../media/synthetic_jpeg.ts";
import { readIvf } from "../vectors/read_ivf.ts";

/** Receives frames in turn. Returns what happened to them. */
function receive(...frames: readonly (readonly [Codec, Uint8Array])[]) {
  const events: CallEventBody[] = [], dropped: DropReason[] = [], shown: Uint8Array[] = [], recorded: Uint8Array[] = [];
  const receiveVideo = new ReceiveVideo({
    emit: (event) => events.push(event),
    dropped: (_, reason) => dropped.push(reason),
    nowMs: () => 0,
    showFrame: (_, { bytes }) => shown.push(bytes),
    recording: { append: ({ bytes }) => recorded.push(bytes) },
  });
  const could = frames.map(([codec, bytes], n) =>
    receiveVideo.received({ n, track: { id: 0, kind: "camera", codec }, bytes, keyframe: true })
  );
  return { could, events: events.map(({ event }) => event), dropped, shown, recorded };
}

Deno.test("frames of every codec are counted, recorded and shown", () => {
  const frames = [
    ["jpeg", jpeg(sof(64, 48), scan([1]))],
    ...(["vp8", "vp9", "av1", "h264"] as const).flatMap((codec) =>
      readIvf(`video/${codec}.ivf`).map((bytes) => [codec, bytes] as const)
    ),
  ] as const;
  const { could, events, dropped, shown, recorded } = receive(...frames);
  assertEquals([could.every(Boolean), dropped], [true, []]);
  assertEquals(events, frames.map(() => "frame_received"));
  assertEquals(shown, frames.map(([, bytes]) => bytes));
  assertEquals(recorded, shown);
});

Deno.test("a frame that a decoder must not get is dropped for a named reason, not shown and not recorded", () => {
  const huge = readIvf("video/vp8.ivf")[0].slice();
  huge.set([0xff, 0x3f], 6); // width
  const { could, events, dropped, shown, recorded } = receive(
    ["jpeg", readIvf("video/vp8.ivf")[0]],
    ["vp8", readIvf("video/vp8_truncated.ivf")[0]],
    ["vp9", readIvf("video/vp9_invalid.ivf")[0]],
    ["vp8", huge],
  );
  assertEquals(dropped, ["not_jpeg", "picture_truncated", "picture_malformed", "picture_too_large"]);
  assertEquals([could.some(Boolean), events, shown, recorded], [false, [], [], []]);
});
