import { assertEquals } from "@std/assert";
import { RemoteFrames } from "../../../../src/io/window/serve/remote_frames.ts";
import type { Codec } from "../../../../src/port/encoded_frame.ts";
import { settled } from "../../../fake/virtual_clock.ts";

/** Everything that is reported, in order: `sent vp8 0`, `display_busy 1`, `asked`. */
function start() {
  const told: string[] = [];
  const frames = new RemoteFrames({
    send: ({ n, codec }) => told.push(`sent ${codec} ${n}`),
    sendPicture: ({ n }) => told.push(`sent picture ${n}`),
    openDecoder: (codec) => {
      told.push(`decoder of ${codec}`);
      return {
        decode: () => Promise.resolve({ width: 2, height: 2, bytes: new Uint8Array(6) }),
        close: () => Promise.resolve(void told.push("decoder closed")),
      };
    },
    onDropped: (n, reason) => told.push(`${reason} ${n}`),
    onKeyframeNeeded: () => told.push("asked"),
    nowMs: () => 0,
  });
  const offer = (codec: Codec, n: number, keyframe: boolean, peer = 1) =>
    frames.offer(peer, { id: 0, kind: "camera", codec }, { n, keyframe, bytes: new Uint8Array(1) });
  return { frames, offer, told: () => told.splice(0) };
}

Deno.test("only the newest JPEG is sent, but every frame of a predictive codec", () => {
  const { frames, offer, told } = start();
  frames.resume();
  frames.decodes(["vp8"]);
  for (let n = 0; n < 3; n++) offer("jpeg", n, true);
  for (let n = 3; n < 6; n++) offer("vp8", n, n === 3);
  assertEquals(told(), ["sent jpeg 0", "display_busy 1", "sent vp8 3", "sent vp8 4", "sent vp8 5"]);
  assertEquals([frames.settle(4), frames.settle(4), frames.settle(0)], [true, false, true]);
  assertEquals(told(), ["sent jpeg 2"]);
});

Deno.test("before the page has said what it can decode, only JPEGs are sent", () => {
  const { frames, offer, told } = start();
  frames.resume();
  offer("vp8", 0, true);
  offer("vp8", 1, false);
  offer("jpeg", 2, true);
  assertEquals(told(), ["display_busy 0", "display_busy 1", "sent jpeg 2"]);
  offer("vp8", 3, false);
  frames.decodes(["vp8"]);
  offer("vp8", 4, true);
  assertEquals(told(), ["display_busy 3", "asked", "sent vp8 4"]);
});

Deno.test("frames that the page cannot decode are not sent, and no keyframe is requested", () => {
  const { frames, offer, told } = start();
  frames.decodes(["vp8"]);
  frames.resume();
  offer("av1", 0, true);
  offer("av1", 1, false);
  offer("vp8", 2, true);
  assertEquals(told(), ["undecodable 0", "undecodable 1", "sent vp8 2"]);
  frames.disconnect();
  frames.resume();
  assertEquals(told(), ["display_busy 2"]);
  frames.decodes(["av1"]);
  assertEquals(told(), ["asked"]);
  offer("av1", 3, true);
  assertEquals(told(), ["sent av1 3"]);
});

Deno.test("another peer and another codec begin with a keyframe", () => {
  const { frames, offer, told } = start();
  frames.decodes(["vp8", "vp9"]);
  frames.resume();
  offer("vp8", 0, true);
  offer("vp9", 1, false);
  offer("vp9", 2, true);
  offer("vp9", 3, false, 2);
  offer("vp9", 4, true, 2);
  assertEquals(told(), [
    "sent vp8 0",
    "display_busy 1",
    "asked",
    "sent vp9 2",
    "display_busy 3",
    "asked",
    "sent vp9 4",
  ]);
});

Deno.test("while the page is hidden no frame is sent, and at the end each is accounted for", () => {
  const { frames, offer, told } = start();
  frames.decodes(["vp8"]);
  frames.resume();
  frames.pause();
  offer("vp8", 0, true);
  offer("jpeg", 1, true);
  frames.resume();
  offer("vp8", 2, true);
  frames.close();
  assertEquals(told(), ["display_busy 0", "sent jpeg 1", "sent vp8 2", "display_busy 1", "display_busy 2"]);
});

Deno.test("what the page cannot decode is decoded here, and the newest of its pictures is sent", async () => {
  const { frames, offer, told } = start();
  frames.resume();
  frames.decodes(["vp8"], ["vp8", "av1"]);
  offer("av1", 0, true);
  offer("av1", 1, false);
  offer("av1", 2, false);
  await settled();
  assertEquals(told(), ["decoder of av1", "sent picture 0", "display_busy 1"]);
  assertEquals([frames.drawn(0), frames.drawn(0)], [true, false]);
  assertEquals(told(), ["sent picture 2"]);
  offer("vp9", 3, true); // neither the page nor ffmpeg
  offer("vp8", 4, true);
  await settled();
  assertEquals(told(), ["decoder closed", "undecodable 3", "sent vp8 4"]);
});

Deno.test("if the page's decoder fails twice in a row, it is decoded here, until another track comes", async () => {
  const { frames, offer, told } = start();
  frames.resume();
  frames.decodes(["vp8", "vp9"], ["vp8"]);
  offer("vp8", 0, true);
  frames.keyframeNeeded(0);
  frames.settle(0);
  offer("vp8", 1, true);
  frames.drawn(1);
  frames.keyframeNeeded(1);
  offer("vp8", 2, true);
  frames.settle(2);
  assertEquals(told(), ["sent vp8 0", "asked", "sent vp8 1", "asked", "sent vp8 2"]);
  frames.keyframeNeeded(2);
  offer("vp8", 3, false);
  offer("vp8", 4, true);
  await settled();
  assertEquals(told(), ["asked", "display_busy 3", "asked", "decoder of vp8", "sent picture 4"]);
  assertEquals(frames.drawn(4), true);
  offer("vp8", 5, false);
  await settled();
  assertEquals(told(), ["sent picture 5"]);
  offer("vp9", 6, true);
  frames.keyframeNeeded(6);
  frames.keyframeNeeded(6);
  offer("vp9", 7, true); // ffmpeg has no VP9: the page has to try
  offer("vp8", 8, true);
  assertEquals(told(), ["decoder closed", "sent vp9 6", "asked", "asked", "sent vp9 7", "sent vp8 8"]);
});

Deno.test("without a track, without a page and at the end no decoder stays", async () => {
  const { frames, offer, told } = start();
  frames.resume();
  frames.decodes([], ["vp8"]);
  offer("vp8", 0, true);
  await settled();
  frames.startOver();
  offer("vp8", 1, true);
  await settled();
  frames.disconnect();
  assertEquals(told(), [
    ...["decoder of vp8", "sent picture 0", "decoder closed"],
    ...["decoder of vp8", "display_busy 0", "decoder closed"],
  ]);
  frames.resume();
  assertEquals(told(), []);
  frames.decodes([], ["vp8"]);
  offer("vp8", 2, true);
  await frames.close();
  assertEquals(told(), [
    "asked",
    "sent picture 1",
    "decoder of vp8",
    "display_busy 2",
    "display_busy 1",
    "decoder closed",
  ]);
});
