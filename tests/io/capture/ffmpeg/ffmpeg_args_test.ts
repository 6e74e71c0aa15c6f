import { assert, assertEquals } from "@std/assert";
import { readJpegHeader } from "../../../../src/media/picture/jpeg_header.ts";
import { MjpegSplitter } from "../../../../src/media/picture/mjpeg_splitter.ts";
import {
  ffmpegArgs,
  type FfmpegDialect,
  type FfmpegTask,
  FIRST_DIALECT,
} from "../../../../src/io/capture/ffmpeg/ffmpeg_args.ts";
import { writeY4m } from "../y4m.ts";

const TASK: FfmpegTask = {
  os: "linux",
  source: { kind: "camera", address: "/dev/video0" },
  width: 400,
  fps: 30,
  quality: 80,
  maxBytes: Infinity,
};

function input(task: Partial<FfmpegTask>, dialect: Partial<FfmpegDialect> = {}): string {
  const args = ffmpegArgs({ ...TASK, ...task }, { ...FIRST_DIALECT, ...dialect });
  return args.slice(args.indexOf("-threads") + 2, args.indexOf("-i") + 2).join(" ");
}

Deno.test("the smallest size that is wide enough, and the rate, are requested from a camera", () => {
  assertEquals(input({}), "-f v4l2 -framerate 30 -video_size 640x480 -i /dev/video0");
  assertEquals(input({ width: 1280, fps: 15 }), "-f v4l2 -framerate 15 -video_size 1280x720 -i /dev/video0");
  assertEquals(
    input({ os: "darwin", source: { kind: "camera", address: "1" } }),
    "-f avfoundation -framerate 30 -video_size 640x480 -i 1:none",
  );
  assertEquals(
    input({ os: "windows", source: { kind: "camera", address: "HP: HD" } }),
    "-f dshow -framerate 30 -video_size 640x480 -i video=HP: HD",
  );
  assertEquals(input({}, { cameraMode: "rate" }), "-f v4l2 -framerate 30 -i /dev/video0");
  assertEquals(input({}, { cameraMode: "default" }), "-f v4l2 -i /dev/video0");
  assertEquals(
    input({ os: "darwin", source: { kind: "camera", address: "1" } }, {
      listedMode: { width: 640, height: 360, rate: "30.000030" },
    }),
    "-f avfoundation -framerate 30.000030 -video_size 640x360 -i 1:none",
  );
  assertEquals(
    input({}, { cameraFormat: "mjpeg" }),
    "-f v4l2 -input_format mjpeg -framerate 30 -video_size 640x480 -i /dev/video0",
  );
  assertEquals(input({}, { cameraFormat: "raw" }), input({}));
});

Deno.test("the arguments for the screen on each system", () => {
  const source = { kind: "screen" } as const;
  assertEquals(input({ source, display: ":1" }), "-f x11grab -framerate 30 -i :1");
  assertEquals(
    input({ source, os: "darwin" }),
    "-f avfoundation -framerate 30 -capture_cursor 1 -i Capture screen 0:none",
  );
  assertEquals(input({ source, os: "windows" }), "-f gdigrab -framerate 30 -i desktop");
});

Deno.test("files play at their own rate; FIFOs and streams are read as they come", () => {
  assertEquals(input({ source: { kind: "file", path: "a:b.mp4" } }), "-re -i file:a:b.mp4");
  const fifo = input({ source: { kind: "fifo", path: "/p" } });
  assert(fifo.endsWith("-i file:/p") && !fifo.includes("-re"));
  assertEquals(input({ source: { kind: "url", url: "http://c/" } }), "-i http://c/");
  assertEquals(input({ source: { kind: "url", url: "rtsp://c/" } }), "-rtsp_transport tcp -i rtsp://c/");
});

Deno.test("a file that waits for its start has a second input, which is opened after it", () => {
  const args = ffmpegArgs({ ...TASK, source: { kind: "file", path: "a.mp4" }, waits: true }, FIRST_DIALECT).join(" ");
  assert(args.includes("-re -i file:a.mp4 -f ffmetadata -i pipe:0 -map 0:v:0"), args);
});

Deno.test("a picture whose name ffmpeg would read as a pattern is given to it on its standard input", () => {
  for (const path of ["my%20dog.jpg", "a%20d/cat.PNG", "%[ab].webp", "100%.gif"]) {
    assertEquals(input({ source: { kind: "file", path } }), "-re -i pipe:0", path);
  }
  for (const path of ["my%20dog.mp4", "dog.jpg", "100%/film.mkv"]) {
    assertEquals(input({ source: { kind: "file", path } }), `-re -i file:${path}`);
  }
});

Deno.test("no name of a source is read as an option", () => {
  for (const kind of ["file", "fifo"] as const) {
    const args = ffmpegArgs({ ...TASK, source: { kind, path: "-y" } }, FIRST_DIALECT);
    assertEquals(args[args.indexOf("-i") + 1], "file:-y");
  }
});

Deno.test("with a limit, ffmpeg encodes a picture that is too large again", () => {
  const args = ffmpegArgs({ ...TASK, maxBytes: 49_128 }, FIRST_DIALECT);
  assertEquals(args[args.indexOf("-bufsize") + 1], "393024");
  assert(!ffmpegArgs(TASK, FIRST_DIALECT).includes("-bufsize"));
});

Deno.test("an older ffmpeg gets its rate with -vsync", () => {
  const args = ffmpegArgs(TASK, { ...FIRST_DIALECT, rateOption: "vsync" });
  assertEquals(args[args.indexOf("-vsync") + 1], "passthrough");
  assert(!args.includes("-fps_mode"));
});

/** Encodes a file with these arguments, as fast as possible. Returns what ffmpeg writes. */
async function encode(
  path: string,
  task: Partial<FfmpegTask>,
  dialect: Partial<FfmpegDialect> = {},
): Promise<Uint8Array[]> {
  const args = ffmpegArgs({ ...TASK, ...task, source: { kind: "fifo", path } }, { ...FIRST_DIALECT, ...dialect });
  const { stdout, stderr } = await new Deno.Command("ffmpeg", { args, stdin: "null" }).output();
  const pictures = new MjpegSplitter().push(stdout);
  assert(pictures.length > 0, new TextDecoder().decode(stderr));
  return [...pictures];
}

async function withY4m(
  options: { width: number; height: number; noise?: boolean },
  use: (path: string) => Promise<void>,
): Promise<void> {
  const path = await Deno.makeTempFile({ suffix: ".y4m" });
  try {
    await writeY4m(path, { ...options, frames: 3 });
    await use(path);
  } finally {
    await Deno.remove(path);
  }
}

Deno.test("ffmpeg: pictures are baseline, 4:2:0, with the height that imutils gives them, odd heights too", async () => {
  const sizes = [[640, 480, 400, 300], [1280, 720, 400, 225], [1280, 720, 333, 187], [320, 240, 400, 300]];
  for (const [width, height, wanted, expected] of sizes) {
    await withY4m({ width, height }, async (path) => {
      const pictures = await encode(path, { width: wanted });
      assertEquals(pictures.length, 3);
      for (const picture of pictures) {
        assertEquals(readJpegHeader(picture), { width: wanted, height: expected });
        const frame = picture.findIndex((byte, i) => byte === 0xff && picture[i + 1] === 0xc0);
        assert(frame > 0, "SOF0");
        // Y sampled 2x2, Cb and Cr 1x1.
        assertEquals([9, 11, 14, 17].map((i) => picture[frame + i]), [3, 0x22, 0x11, 0x11]);
      }
    });
  }
});

/** Encodes pictures that ffmpeg draws itself, in the given size and pixel aspect. Returns what it writes. */
async function encodeDrawn(drawn: string, task: Partial<FfmpegTask>): Promise<Uint8Array> {
  const path = await Deno.makeTempFile({ suffix: ".nut" });
  try {
    const drawing = ["-v", "error", "-y", "-f", "lavfi", "-i", drawn, "-frames:v", "2", "-c:v", "mpeg4", path];
    assert((await new Deno.Command("ffmpeg", { args: drawing, stdin: "null" }).output()).success, drawn);
    return (await encode(path, task))[0];
  } finally {
    await Deno.remove(path);
  }
}

Deno.test("ffmpeg: pixels become square, and no side is longer than the peer accepts", async () => {
  const made: readonly (readonly [drawn: string, wanted: number, width: number, height: number])[] = [
    ["testsrc2=s=720x576,setsar=64/45", 400, 400, 225],
    ["testsrc2=s=720x480,setsar=8/9", 400, 400, 300],
    ["testsrc2=s=640x480,setsar=100/101", 400, 400, 300],
    ["testsrc2=s=90x960", 400, 384, 4096],
    ["testsrc2=s=640x160", 5000, 4096, 1024],
  ];
  for (const [drawn, wanted, width, height] of made) {
    const picture = await encodeDrawn(drawn, { width: wanted });
    assertEquals(readJpegHeader(picture), { width, height }, drawn);
    // JFIF (T.871): the units and the density, which here is the aspect of the pixels.
    const jfif = picture.findIndex((_, at) => String.fromCharCode(...picture.subarray(at, at + 5)) === "JFIF\0");
    assertEquals([...picture.subarray(jfif + 8, jfif + 12)], [0, 1, 0, 1], drawn);
  }
});

Deno.test("ffmpeg: limited range is stretched to full range, equally with and without the table", async () => {
  const { Image } = await import("imagescript");
  await withY4m({ width: 64, height: 48 }, async (path) => {
    for (const rangeFilter of ["lut", "scaler"] as const) {
      const [picture] = await encode(path, { width: 64, quality: 95 }, { rangeFilter });
      const image = await Image.decode(picture);
      // The generator's left half is black (16), its right half white (235).
      const at = (x: number, y: number) => [...image.bitmap.subarray((y * 64 + x) * 4, (y * 64 + x) * 4 + 3)];
      for (const channel of at(8, 8)) assert(channel <= 3, `${rangeFilter}: black is ${channel}`);
      for (const channel of at(56, 8)) assert(channel >= 252, `${rangeFilter}: white is ${channel}`);
    }
  });
});

Deno.test("ffmpeg: even noise stays within the limit, at a lower quality", async () => {
  await withY4m({ width: 640, height: 480, noise: true }, async (path) => {
    const free = await encode(path, { quality: 95 });
    for (const { length } of free) assert(length > 49_128, `${length}`);
    const limited = await encode(path, { quality: 95, maxBytes: 49_128 });
    assertEquals(limited.length, free.length);
    for (const { length } of limited) assert(length <= 49_128, `${length}`);
  });
});

Deno.test("ffmpeg: the quality is libjpeg's, so each step takes more bytes", async () => {
  await withY4m({ width: 640, height: 480, noise: true }, async (path) => {
    const bytes: number[] = [];
    for (const quality of [1, 30, 60, 80, 90]) bytes.push((await encode(path, { quality }))[0].length);
    assertEquals(bytes, bytes.toSorted((a, b) => a - b));
    assert(bytes[0] * 5 < bytes.at(-1)!);
  });
});
