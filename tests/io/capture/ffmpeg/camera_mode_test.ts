import { assert, assertEquals } from "@std/assert";
import { cameraSize, fittingMode, givesLess, listedModes } from "../../../../src/io/capture/ffmpeg/camera_mode.ts";

const modes = (...lines: string[]) =>
  listedModes(lines.map((line) => `[AVFoundation indev @ 0x14f704080]   ${line}\n`).join(""));
const FACETIME = modes("1280x720@[1.000000 30.000000]fps", "640x480@[1.000000 30.000000]fps");

Deno.test("the smallest usual size that is wide enough is chosen", () => {
  assertEquals([400, 640, 641, 1280, 1920, 4000].map((width) => cameraSize(width).width), [
    640,
    640,
    1280,
    1280,
    1920,
    1920,
  ]);
});

Deno.test("the modes that ffmpeg prints are read, with the rates as printed", () => {
  assertEquals(FACETIME, [
    { width: 1280, height: 720, rate: "30.000000" },
    { width: 640, height: 480, rate: "30.000000" },
  ]);
  assertEquals(listedModes("Supported modes:\n640x480@[fast]fps\nSelected framerate (24.000000) is not supported"), []);
});

Deno.test("for a rate that a camera does not have, the next faster one of its list is chosen", () => {
  for (const fps of [15, 24, 30]) assertEquals(fittingMode(FACETIME, 400, fps), FACETIME[1]);
  assertEquals(fittingMode(FACETIME, 1000, 24), FACETIME[0]);
  const capture = modes("1920x1080@[60.000240 60.000240]fps", "1920x1080@[30.000030 30.000030]fps");
  assertEquals(fittingMode(capture, 400, 25)?.rate, "30.000030");
  assertEquals(fittingMode(capture, 400, 50)?.rate, "60.000240");
  assertEquals(
    fittingMode(modes("640x480@[29.970000 29.970030]fps", "640x480@[60.0 60.0]fps"), 400, 30)?.rate,
    "29.970030",
  );
});

Deno.test("if all rates are too slow the fastest is chosen, if all sizes are too small the widest; the wanted size comes before a smaller one", () => {
  assertEquals(fittingMode(modes("640x480@[5.0 15.0]fps", "640x480@[5.0 25.0]fps"), 400, 30)?.rate, "25.0");
  assertEquals(fittingMode(modes("320x240@[1.0 30.0]fps", "176x144@[1.0 60.0]fps"), 400, 30)?.width, 320);
  const wide = modes("640x360@[1.0 30.0]fps", "640x480@[1.0 30.0]fps");
  assertEquals(fittingMode(wide, 400, 30)?.height, 480);
  const slow = modes("640x480@[1.0 10.0]fps", "1280x720@[1.0 30.0]fps");
  assertEquals(fittingMode(slow, 400, 30)?.width, 1280);
  assertEquals(fittingMode([], 400, 30), undefined);
});

Deno.test("a driver's message that it gives fewer or smaller pictures than requested is recognised", () => {
  const said = (line: string) => givesLess(`[video4linux2,v4l2 @ 0x55d0] ${line}\n`);
  assert(said("The driver changed the time per frame from 1/30 to 1/10"));
  assert(said("The driver changed the time per frame from 333333/10000000 to 2/15"));
  assert(!said("The driver changed the time per frame from 1/15 to 1/30"));
  assert(!said("The driver changed the time per frame from 1/30 to 1001/30000"));
  assert(said("The V4L2 driver changed the video from 1280x720 to 640x480"));
  assert(!said("The V4L2 driver changed the video from 640x480 to 800x600"));
  assert(!said("The driver does not permit changing the time per frame"));
  assert(!givesLess(""));
});
