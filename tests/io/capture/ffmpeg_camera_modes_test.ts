import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import type { SourceLookup } from "../../../src/io/capture/devices/capture_source.ts";
import { FfmpegCamera } from "../../../src/io/capture/ffmpeg_camera.ts";
import { systemClock } from "../../../src/io/clock/system_clock.ts";
import { readJpegHeader } from "../../../src/media/picture/jpeg_header.ts";
import type { CaptureState } from "../../../src/port/capture_device.ts";
import { eventually } from "../../fake/eventually.ts";

interface Asked {
  readonly os?: typeof Deno.build.os;
  readonly width?: number;
  readonly fps?: number;
  readonly ffmpegPath?: string;
}

/** A camera (a script, a file or a stream), and what it gave. */
class Rig {
  readonly folder = Deno.makeTempDirSync();
  readonly sizes: string[] = [];
  readonly states: CaptureState[] = [];
  #camera: FfmpegCamera | undefined;

  open(camera: string, { os = "linux", width = 80, fps = 30, ffmpegPath }: Asked = {}): void {
    const lookup: SourceLookup = {
      pathKind: (path) => Promise.resolve(path.startsWith("/dev/") ? "character_device" : "file"),
      cameras: () => Promise.resolve([{ index: 0, id: "0", name: "Desk" }]),
    };
    this.#camera = new FfmpegCamera({ camera, width, fps, quality: 80, ffmpegPath, os }, systemClock, lookup);
    this.#camera.start(({ bytes }) => {
      const header = readJpegHeader(bytes);
      this.sizes.push(typeof header === "string" ? header : `${header.width}x${header.height}`);
    }, (state) => this.states.push(state));
  }

  /** The sizes in the order in which they came, without repetitions. */
  get changes(): string[] {
    return this.sizes.filter((size, at) => size !== this.sizes[at - 1]);
  }

  get failures(): CaptureState[] {
    return this.states.filter(({ state }) => state === "failed");
  }

  script(lines: string): string {
    const path = `${this.folder}/ffmpeg`;
    Deno.writeTextFileSync(path, `#!/bin/sh\necho "$*" >> "${this.folder}/asked"\n${lines}\n`, { mode: 0o755 });
    return path;
  }

  /** The script's arguments, a line for each start. */
  get asked(): string[] {
    try {
      return Deno.readTextFileSync(`${this.folder}/asked`).trim().split("\n");
    } catch {
      return []; // it has not started yet
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#camera?.stop();
    await Deno.remove(this.folder, { recursive: true });
  }
}

/** Pictures drawn by ffmpeg, as Motion JPEG. */
async function drawn(size: string, pictures: number): Promise<Uint8Array<ArrayBuffer>> {
  const args = ["-v", "error", "-f", "lavfi", "-i", `testsrc2=s=${size}`, "-frames:v", `${pictures}`];
  const { stdout, success } = await new Deno.Command("ffmpeg", { args: [...args, "-f", "mjpeg", "-"] }).output();
  assert(success);
  return stdout;
}

const GIVE = `exec ffmpeg -v error -re -f lavfi -i testsrc2=s=160x120:r=30 -c:v mjpeg -f mjpeg pipe:1`;

if (Deno.build.os !== "windows") {
  Deno.test("macOS: instead of a rate that the camera does not have, one of its list is used", async () => {
    for (const fps of [24, 15]) {
      await using rig = new Rig();
      const ffmpegPath = rig.script(`
case "$*" in *"-framerate 30.000030 "*) ${GIVE};; esac
echo "[AVFoundation indev @ 0x1] Selected framerate (24.000000) is not supported by the device.
[AVFoundation indev @ 0x1] Supported modes:
[AVFoundation indev @ 0x1]   1280x720@[60.000240 60.000240]fps
[AVFoundation indev @ 0x1]   640x480@[1.000000 30.000030]fps
[in#0 @ 0x1] Error opening input: Input/output error" >&2
exit 251`);
      rig.open("0", { os: "darwin", fps, ffmpegPath });
      await eventually(() => rig.sizes.length > 3);
      assertEquals(rig.failures, []);
      assertEquals(rig.asked.length, 2, "the list is taken at its word");
    }
  });

  Deno.test("macOS: a camera that refuses all modes of its list is not reported as unplugged", async () => {
    await using rig = new Rig();
    const ffmpegPath = rig.script(`
echo "[AVFoundation indev @ 0x1] Selected framerate (29.970030) is not supported by the device.
[AVFoundation indev @ 0x1]   640x480@[1.000000 30.000030]fps
[in#0 @ 0x1] Error opening input: Input/output error" >&2
exit 251`);
    rig.open("0", { os: "darwin", ffmpegPath });
    await eventually(() => rig.failures.length > 0);
    assertEquals(rig.failures[0].reason, "unreadable");
    assertMatch(rig.failures[0].message!, /size and rate/);
  });

  Deno.test("Linux: a camera whose raw pictures are slower is opened with Motion JPEG", async () => {
    await using rig = new Rig();
    const ffmpegPath = rig.script(`
case "$*" in *"-input_format mjpeg"*) ${GIVE};; esac
echo "[video4linux2,v4l2 @ 0x5] The driver changed the time per frame from 1/30 to 1/10" >&2
${GIVE}`);
    rig.open("/dev/video0", { width: 1280, ffmpegPath });
    await eventually(() => rig.asked.length === 2 && rig.sizes.length > 3);
    assertStringIncludes(rig.asked[1], "-input_format mjpeg");
    assertEquals(rig.failures, []);
  });

  Deno.test("Linux: a camera without Motion JPEG gives what it has, slowly", async () => {
    await using rig = new Rig();
    const ffmpegPath = rig.script(`
case "$*" in *"-input_format mjpeg"*) echo "[v4l2 @ 0x5] Cannot find a proper format for codec 'mjpeg' (id 7)" >&2; exit 1;; esac
echo "[video4linux2,v4l2 @ 0x5] The driver changed the time per frame from 1/30 to 1/10" >&2
${GIVE}`);
    rig.open("/dev/video0", { width: 1280, ffmpegPath });
    await eventually(() => rig.asked.length === 3 && rig.sizes.length > 10);
    assertEquals(rig.asked.length, 3);
    assertEquals(rig.failures, []);
  });

  Deno.test("Linux: a full USB bus is reported as such, whatever format was requested", async () => {
    await using rig = new Rig();
    const ffmpegPath = rig.script(
      `echo "[v4l2 @ 0x5] ioctl(VIDIOC_STREAMON): No space left on device\n/dev/video2: No space left on device" >&2\nexit 1`,
    );
    rig.open("/dev/video2", { ffmpegPath });
    await eventually(() => rig.failures.length > 0);
    assertMatch(rig.failures[0].message!, /USB bus/);
    assertMatch(rig.failures[0].hint!, /another USB port.*smaller picture/);
  });

  Deno.test("a stream of H.264 that changes its shape gives whole pictures, each in its own shape", async () => {
    await using rig = new Rig();
    for (const [n, size] of ["160x120", "120x160"].entries()) {
      const args = ["-v", "error", "-f", "lavfi", "-i", `testsrc2=s=${size}:r=20,format=yuv420p`, "-t", "1.5"];
      const more = ["-c:v", "mpeg4", "-g", "10", "-output_ts_offset", `${n * 1.5}`, `${rig.folder}/${n}.ts`];
      assert((await new Deno.Command("ffmpeg", { args: [...args, ...more] }).output()).success);
    }
    const parts = [0, 1].map((n) => Deno.readFileSync(`${rig.folder}/${n}.ts`));
    Deno.writeFileSync(`${rig.folder}/film.ts`, new Uint8Array(await new Blob(parts).arrayBuffer()));
    rig.open(`${rig.folder}/film.ts`);
    await eventually(() => rig.changes.includes("80x106"));
    assertEquals(rig.changes.slice(0, 2), ["80x60", "80x106"]);
  });
}

Deno.test("a short film that changes its shape plays in a loop, each picture in its own shape", async () => {
  await using rig = new Rig();
  const parts = [
    await drawn("160x120", 5),
    await drawn("120x160", 5),
    await drawn("100x100", 5),
    await drawn("160x120", 5),
  ];
  Deno.writeFileSync(`${rig.folder}/film.mjpeg`, await new Blob(parts).bytes());
  rig.open(`${rig.folder}/film.mjpeg`);
  await eventually(() => rig.changes.filter((size) => size === "80x106").length > 2);
  assertEquals(new Set(rig.sizes), new Set(["80x60", "80x106", "80x80"]));
  assertEquals(rig.failures, []);
});

/** A camera on the network. It repeats the same pictures to each client, from the first one on. */
function pictureServer(pictures: readonly Uint8Array<ArrayBuffer>[]): Deno.HttpServer<Deno.NetAddr> {
  const head = (length: number) => `--p\r\nContent-Type: image/jpeg\r\nContent-Length: ${length}\r\n\r\n`;
  return Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, () => {
    let n = 0, timer: ReturnType<typeof setTimeout> | undefined;
    const body = new ReadableStream<Uint8Array>({
      async pull(controller) {
        await new Promise<void>((resolve) => timer = setTimeout(resolve, 10));
        const picture = pictures[n++ % pictures.length];
        controller.enqueue(await new Blob([head(picture.length), picture, "\r\n"]).bytes());
      },
      cancel: () => clearTimeout(timer),
    });
    return new Response(body, { headers: { "content-type": "multipart/x-mixed-replace; boundary=p" } });
  });
}

Deno.test("a network camera that is rotated gives whole pictures in each shape, whichever shape comes first", async () => {
  const landscape = await drawn("160x120", 1), portrait = await drawn("120x160", 1), square = await drawn("100x100", 1);
  for (const [first, second, third] of [[landscape, portrait, square], [portrait, landscape, square]]) {
    const pictures = [first, second, first, third].flatMap((picture) => new Array<typeof first>(30).fill(picture));
    const server = pictureServer(pictures);
    {
      await using rig = new Rig();
      rig.open(`http://127.0.0.1:${server.addr.port}/video`);
      await eventually(() => new Set(rig.sizes).size === 3);
      assertEquals(new Set(rig.sizes), new Set(["80x60", "80x106", "80x80"]));
      assertEquals(rig.failures, []);
    }
    await server.shutdown();
  }
});

Deno.test("no reported state contains the password of a camera's address", async () => {
  await using rig = new Rig();
  rig.open("rtsp://admin:p%40ss-w0rd@127.0.0.1:9/stream1?token=abc123");
  await eventually(() => rig.failures.length > 0);
  const told = JSON.stringify(rig.states);
  assertStringIncludes(told, "rtsp://***@127.0.0.1:9/stream1");
  assert(!/ss-w0rd|abc123/.test(told), told);
});
