import { assertEquals } from "@std/assert";
import { RemoteFrames } from "../../../../src/io/window/serve/remote_frames.ts";
import type { Codec } from "../../../../src/port/encoded_frame.ts";

/** Everything that is reported, in order: `sent vp8 0`, `display_busy 1`, `asked`. */
function start() {
  const told: string[] = [];
  const frames = new RemoteFrames({
    send: ({ n, codec }) => told.push(`sent ${codec} ${n}`),
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
