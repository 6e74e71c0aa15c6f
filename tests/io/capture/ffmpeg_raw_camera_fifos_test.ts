import { assert, assertEquals } from "@std/assert";
import { eventually } from "../../fake/eventually.ts";
import { posix, writeAll } from "./camera_rig.ts";
import { combing } from "./combing.ts";
import { RawCameraRig } from "./raw_camera_rig.ts";
import { y4mHeader } from "./y4m.ts";

const WIDTH = 128, HEIGHT = 96;

/** A frame of YUV4MPEG2, grey, with this luma. */
function frame(luma: (x: number, y: number) => number): Uint8Array<ArrayBuffer> {
  const head = new TextEncoder().encode("FRAME\n");
  const bytes = new Uint8Array(head.length + WIDTH * HEIGHT * 3 / 2).fill(128);
  bytes.set(head);
  for (let at = 0; at < WIDTH * HEIGHT; at++) bytes[head.length + at] = luma(at % WIDTH, Math.floor(at / WIDTH));
  return bytes;
}

/** A white bar that moves to the right: in the second field, which is every other row, it is 4 pixels further. */
function movingBar(n: number, first: "top" | "bottom"): Uint8Array<ArrayBuffer> {
  return frame((x, y) => {
    const isSecond = y % 2 === (first === "top" ? 1 : 0);
    const from = 8 * n + (isSecond ? 4 : 0);
    return x >= from && x < from + 24 ? 235 : 16;
  });
}

const STRIPES = frame((_, y) => y % 2 === 0 ? 40 : 200);

if (posix) {
  for (const first of ["top", "bottom"] as const) {
    Deno.test(`a FIFO of interlaced pictures, ${first} field first, is deinterlaced`, async () => {
      await using rig = new RawCameraRig();
      const fifo = await rig.fifo("p.y4m");
      rig.open(fifo, { width: WIDTH });
      using writer = await Deno.open(fifo, { write: true });
      await writeAll(writer, y4mHeader(WIDTH, HEIGHT, first === "top" ? "t" : "b"));
      for (let n = 0; n < 8; n++) await writeAll(writer, movingBar(n, first));
      await eventually(() => rig.pictures.length >= 7);
      for (const picture of rig.pictures) {
        assertEquals([picture.width, picture.height], [WIDTH, HEIGHT]);
        assert(Math.max(...picture.bytes.subarray(0, WIDTH * HEIGHT)) > 220, "the bar is there");
        assert(combing(picture) < 0.002, `${combing(picture)}`);
      }
    });
  }

  Deno.test("a FIFO of progressive pictures is left as it is, and none waits for the next", async () => {
    await using rig = new RawCameraRig();
    const fifo = await rig.fifo("p.y4m");
    rig.open(fifo, { width: WIDTH });
    using writer = await Deno.open(fifo, { write: true });
    await writeAll(writer, y4mHeader(WIDTH, HEIGHT));
    for (let n = 1; n <= 5; n++) {
      await writeAll(writer, STRIPES);
      await eventually(() => rig.pictures.length === n);
    }
    for (const { bytes } of rig.pictures) {
      for (let at = 0; at < WIDTH * HEIGHT; at++) {
        const luma = Math.floor(at / WIDTH) % 2 === 0 ? 40 : 200;
        assert(Math.abs(bytes[at] - luma) <= 1, `${at}: ${bytes[at]}`);
      }
    }
    assertEquals(rig.states.map(({ state }) => state), ["starting", "running"]);
  });
}
