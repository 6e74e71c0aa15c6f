import { assertEquals } from "@std/assert";
import type { EncodedFrame } from "../../../../src/port/encoded_frame.ts";
import { OutgoingTrack } from "../../../../src/wire/sealed/track/outgoing_track.ts";

const TRACK = { id: 3, kind: "screen", codec: "jpeg" } as const;

function frame(sequence: number, dependsOn?: number, bytes = 100): EncodedFrame {
  const keyframe = dependsOn === undefined;
  return {
    track: TRACK.id,
    sequence,
    keyframe,
    ...(keyframe ? {} : { dependsOn }),
    captureMs: sequence * 33,
    bytes: new Uint8Array(bytes),
  };
}

/** Offers a frame, and starts it if it waits. */
function send(track: OutgoingTrack, one: EncodedFrame, nowMs = one.captureMs) {
  assertEquals(track.offer(one), undefined);
  return track.start(nowMs);
}

Deno.test("frames are numbered in the order of sending, and references use those numbers", () => {
  const track = new OutgoingTrack(TRACK);
  assertEquals(track.offer(frame(10)), undefined);
  assertEquals(track.offer(frame(11)), "superseded");
  const first = track.start(400);
  assertEquals([first.frameNumber, first.meta.sequence, first.meta.dependsOn], [0, 11, 0]);
  assertEquals([first.meta.track, first.meta.kind, first.meta.codec], [3, "screen", "jpeg"]);
  const second = send(track, frame(12, 11));
  assertEquals([second.frameNumber, second.meta.keyframe, second.meta.dependsOn], [1, false, 0]);
  assertEquals(track.waiting, undefined);
});

Deno.test("after a drop, frames up to the next keyframe are dropped too, and a keyframe is requested", () => {
  const track = new OutgoingTrack(TRACK);
  send(track, frame(0));
  assertEquals(track.takeKeyframeRequest(50, 1000), false);
  assertEquals(track.offer(frame(2, 1)), "reference_missing");
  assertEquals(track.offer(frame(3, 2)), "reference_missing");
  assertEquals([1000, 1010, 1050].map((nowMs) => track.takeKeyframeRequest(50, nowMs)), [true, false, true]);
  assertEquals(send(track, frame(4)).frameNumber, 1);
  assertEquals(track.takeKeyframeRequest(50, 5000), false);
  assertEquals(send(track, frame(5, 4)).meta.dependsOn, 1);
});

Deno.test("a frame that refers to the waiting one does not replace it", () => {
  const track = new OutgoingTrack(TRACK);
  track.offer(frame(0));
  assertEquals(track.offer(frame(1, 0)), "reference_missing");
  assertEquals(track.waiting?.sequence, 0);
});

Deno.test("after a stop nothing refers to an earlier frame: it may have been sent only in part", () => {
  const track = new OutgoingTrack(TRACK);
  send(track, frame(0));
  track.offer(frame(1, 0));
  assertEquals([track.stop(), track.stop()], [true, false]);
  assertEquals(track.offer(frame(2, 0)), "reference_missing");
  assertEquals(send(track, frame(3)).frameNumber, 1);
});

Deno.test("a track that changes its source begins with a keyframe, and continues its frame numbers", () => {
  const track = new OutgoingTrack(TRACK);
  send(track, frame(0));
  track.change({ ...TRACK, kind: "camera" });
  assertEquals(track.offer(frame(1, 0)), "reference_missing");
  const { frameNumber, meta } = send(track, frame(0));
  assertEquals([frameNumber, meta.kind], [1, "camera"]);
});

Deno.test("an empty frame, or one that is too large, is dropped with its reason", () => {
  const track = new OutgoingTrack(TRACK);
  assertEquals(track.offer(frame(0, undefined, 0)), "frame_too_large");
  assertEquals(track.offer(frame(0, undefined, 4 * 1024 * 1024 + 1)), "frame_too_large");
  assertEquals(track.offer(frame(0, undefined, 4 * 1024 * 1024)), undefined);
});

Deno.test("a keyframe that the peer requests is requested from the encoder once a round trip until it comes", () => {
  const track = new OutgoingTrack(TRACK);
  send(track, frame(0));
  let asked = 0;
  for (let nowMs = 1000; nowMs < 2000; nowMs++) {
    track.keyframeWanted(100, nowMs);
    if (track.takeKeyframeRequest(100, nowMs)) asked++;
  }
  assertEquals(asked, 10);
  send(track, frame(1));
  assertEquals(track.keyframeDeadlineMs(100), Infinity);
});

Deno.test("the rate and the largest frame of the source follow its recent frames", () => {
  const track = new OutgoingTrack(TRACK);
  for (let n = 1; n < 200; n++) send(track, frame(n, undefined, 4125));
  assertEquals(Math.round(track.sourceKbps), 1000);
  for (let n = 200; n < 600; n++) send(track, frame(n, undefined, 1000));
  assertEquals(track.largestFrameBytes < 1100, true);
});

Deno.test("with a predictive codec, a frame that waited 0.3 s for the link is dropped, and a keyframe is requested", () => {
  const track = new OutgoingTrack({ ...TRACK, codec: "vp8" });
  track.offer(frame(0));
  assertEquals([track.giveUpLate(300), track.giveUpLate(301), track.giveUpLate(302)], [false, true, false]);
  assertEquals(track.waiting, undefined);
  assertEquals(track.takeKeyframeRequest(50, 302), true);
  assertEquals(track.offer(frame(1, 0)), "reference_missing");
});

Deno.test("a frame that took its encoder long is sent: only its wait counts", () => {
  const track = new OutgoingTrack({ ...TRACK, codec: "vp8" });
  track.offer(frame(0), 1000);
  assertEquals([track.giveUpLate(1300), track.giveUpLate(1301)], [false, true]);
});

Deno.test("a JPEG picture is never dropped for its age: a newer one replaces it", () => {
  const track = new OutgoingTrack(TRACK);
  track.offer(frame(0));
  assertEquals(track.giveUpLate(10_000), false);
});

Deno.test("a keyframe request that crosses a keyframe on its way causes no second keyframe", () => {
  const track = new OutgoingTrack(TRACK);
  track.offer(frame(0));
  track.keyframeWanted(100, 0);
  assertEquals(track.takeKeyframeRequest(100, 0), false, "it waits still");
  track.start(1000);
  track.keyframeWanted(100, 1129);
  assertEquals(track.takeKeyframeRequest(100, 1129), false);
  track.keyframeWanted(100, 1130);
  assertEquals(track.takeKeyframeRequest(100, 1130), true);
});

Deno.test("after a stop, the last keyframe counts as not sent", () => {
  const track = new OutgoingTrack(TRACK);
  send(track, frame(0), 1000);
  track.stop();
  track.keyframeWanted(100, 1001);
  assertEquals(track.takeKeyframeRequest(100, 1001), true);
});
