import { assertEquals } from "@std/assert";
import { DecodedFrames } from "../../../../src/io/window/serve/decoded_frames.ts";
import type { DecodedPicture } from "../../../../src/port/video_decoder.ts";
import { settled } from "../../../fake/virtual_clock.ts";

const PICTURE: DecodedPicture = { width: 2, height: 2, bytes: new Uint8Array(6) };
/** Only for later frames (RFC 6386, 9.1: show_frame is 0). */
const HIDDEN = Uint8Array.of(0x21, 0, 0, 0), SHOWN = Uint8Array.of(0x31, 0, 0, 0);

/** Everything that is reported, in order. A frame is decoded when the test says so. */
function start() {
  const told: string[] = [], decoding: ((picture?: DecodedPicture) => void)[] = [];
  let nowMs = 0;
  const frames = new DecodedFrames({
    openDecoder: () => {
      told.push("opened");
      return {
        decode: () => new Promise((resolve) => void decoding.push(resolve)),
        close: () => {
          told.push("closed");
          for (const resolve of decoding.splice(0)) resolve();
          return Promise.resolve();
        },
      };
    },
    sendPicture: ({ n }) => told.push(`sent ${n}`),
    onDropped: (n, reason) => told.push(`${reason} ${n}`),
    onKeyframeNeeded: () => told.push("asked"),
    nowMs: () => nowMs,
  });
  frames.resume();
  const offer = (n: number, keyframe = false, bytes = SHOWN) => frames.offer({ n, keyframe, codec: "vp8", bytes });
  const decoded = async (picture?: DecodedPicture) => {
    decoding.shift()!(picture);
    await settled();
  };
  return { frames, offer, decoded, told: () => told.splice(0), wait: (ms: number) => nowMs += ms };
}

Deno.test("each frame is decoded; of the pictures that the page has not taken yet, the newest waits", async () => {
  const { frames, offer, decoded, told } = start();
  for (let n = 0; n < 4; n++) offer(n, n === 0);
  for (let n = 0; n < 4; n++) await decoded(PICTURE);
  assertEquals(told(), ["opened", "sent 0", "display_busy 1", "display_busy 2"]);
  assertEquals([frames.settle(0), frames.settle(2)], [true, false]);
  assertEquals(told(), ["sent 3"]);
});

Deno.test("frames without a picture: a hidden one is only not shown; after a failure one keyframe is requested", async () => {
  const { offer, decoded, told } = start();
  offer(0, true);
  offer(1, false, HIDDEN);
  for (let n = 2; n < 5; n++) offer(n);
  await decoded(PICTURE);
  for (let n = 1; n < 5; n++) await decoded();
  assertEquals(told(), [
    ...["opened", "sent 0", "display_busy 1"],
    ...["undecodable 2", "asked", "undecodable 3", "undecodable 4"],
  ]);
  offer(5);
  offer(6, true);
  await decoded();
  assertEquals(told(), ["display_busy 5", "undecodable 6", "asked"]);
  offer(7, true);
  offer(8);
  offer(9, true);
  await decoded(PICTURE);
  await decoded(); // a keyframe follows
  await decoded();
  assertEquals(told(), ["undecodable 8", "undecodable 9", "asked"]);
});

Deno.test("a decoder that is too slow gets no frames before the next keyframe", async () => {
  const { offer, decoded, told, wait } = start();
  offer(0, true);
  wait(401);
  offer(1);
  await decoded(PICTURE);
  offer(2);
  offer(3, true);
  await decoded(PICTURE);
  assertEquals(told(), ["opened", "display_busy 1", "asked", "sent 0", "display_busy 2"]);
});

Deno.test("while nobody looks nothing is decoded, and afterwards a keyframe is requested", async () => {
  const { frames, offer, decoded, told } = start();
  offer(0, true);
  frames.pause();
  await decoded(PICTURE);
  offer(1);
  assertEquals(told(), ["opened", "display_busy 1"]);
  frames.resume();
  assertEquals(told(), ["asked", "sent 0"]);
});

Deno.test("each frame is accounted for when another track follows, the page disconnects, and all ends", async () => {
  const { frames, offer, decoded, told } = start();
  offer(0, true);
  offer(1);
  frames.startOver();
  await settled();
  assertEquals(told(), ["opened", "closed", "display_busy 0", "display_busy 1"]);
  offer(2, true);
  offer(3);
  offer(4);
  await decoded(PICTURE);
  await decoded(PICTURE);
  frames.disconnect();
  await settled();
  assertEquals(told(), ["opened", "sent 2", "display_busy 4", "display_busy 2", "closed"]);
  await frames.close();
  assertEquals(told(), ["display_busy 3"]);
});
