import { assertEquals } from "@std/assert";
import { FrameReferences } from "../../../src/media/transport/frame_references.ts";

const keyframe = (number: number) => ({ number, keyframe: true, dependsOn: number });
const delta = (number: number, dependsOn = number - 1) => ({ number, keyframe: false, dependsOn });

/** The frames that a receiver can decode, which it then adds. */
function shown(frames: readonly { number: number; keyframe: boolean; dependsOn: number }[]): number[] {
  const references = new FrameReferences();
  return frames.filter((frame) => {
    if (!references.canDecode(frame)) return false;
    references.add(frame);
    return true;
  }).map(({ number }) => number);
}

Deno.test("a chain of references is decodable from its keyframe on", () => {
  assertEquals(shown([keyframe(0), delta(1), delta(2)]), [0, 1, 2]);
});

Deno.test("nothing is decodable before the first keyframe", () => {
  assertEquals(shown([delta(7), delta(8), keyframe(9), delta(10)]), [9, 10]);
});

Deno.test("after a missing frame, all frames that refer to it are left out, up to the next keyframe", () => {
  assertEquals(shown([keyframe(0), delta(2), delta(3), keyframe(4), delta(5)]), [0, 4, 5]);
});

Deno.test("a frame may refer to an earlier one than the last: losing one in between does no harm", () => {
  assertEquals(shown([keyframe(0), delta(2, 0), delta(3, 1), delta(4, 2)]), [0, 2, 4]);
});

Deno.test("a frame that depends on itself but is not a keyframe is not decodable", () => {
  assertEquals(shown([delta(3, 3)]), []);
});

Deno.test("a reference to a frame from long ago is refused", () => {
  const frames = [keyframe(0), ...Array.from({ length: 64 }, (_, i) => delta(i + 1)), delta(65, 0), delta(66, 64)];
  assertEquals(shown(frames).slice(-2), [64, 66]);
});
