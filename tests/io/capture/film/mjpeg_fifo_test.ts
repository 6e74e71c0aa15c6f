import { assertEquals, assertStringIncludes } from "@std/assert";
import { MjpegFifo } from "../../../../src/io/capture/film/mjpeg_fifo.ts";
import { eventually } from "../../../fake/eventually.ts";
import { concat, frameHeader, jpeg, scan } from "../../../media/synthetic_jpeg.ts";

/** A writer that keeps its input, or with `fails` refuses it. */
function output(parts: string[], fails = false): WritableStreamDefaultWriter<Uint8Array> {
  return new WritableStream<Uint8Array>({
    write(bytes) {
      if (fails) throw new Error("ffmpeg is gone");
      parts.push(String.fromCharCode(...bytes));
    },
  }).getWriter();
}

async function withFifo(use: (path: string, fifo: MjpegFifo) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  const path = `${folder}/fifo`;
  await new Deno.Command("mkfifo", { args: [path] }).output();
  const fifo = new MjpegFifo(path);
  try {
    await use(path, fifo);
  } finally {
    await fifo.close();
    await Deno.remove(folder, { recursive: true });
  }
}

async function write(path: string, ...pictures: Uint8Array[]): Promise<void> {
  using file = await Deno.open(path, { write: true });
  await file.write(concat(pictures));
}

const small = jpeg(frameHeader(16, 16), scan([1, 2]));
const other = jpeg(frameHeader(16, 16), scan([3]));
const large = jpeg(frameHeader(32, 32), scan([4]));

if (Deno.build.os !== "windows") {
  Deno.test("pictures of several writers, one after the other, each become a part with its length", async () => {
    await withFifo(async (path, fifo) => {
      const parts: string[] = [];
      const copying = fifo.copyTo(output(parts));
      await write(path, small);
      await write(path, other);
      await write(path, large); // of another size, as from another ffmpeg
      await copying;
      assertEquals(parts.length, 2);
      assertStringIncludes(parts[0], `Content-length: ${small.length}\r\n\r\n${String.fromCharCode(...small)}\r\n`);
      assertStringIncludes(parts[1], `Content-length: ${other.length}\r\n\r\n${String.fromCharCode(...other)}\r\n`);

      const later: string[] = [];
      const copyingLater = fifo.copyTo(output(later));
      await write(path, small);
      await copyingLater;
      assertEquals(later.length, 1);
      assertStringIncludes(later[0], String.fromCharCode(...large));
    });
  });

  Deno.test("no picture is lost if writers change faster than the FIFO is opened again", async () => {
    await withFifo(async (path, fifo) => {
      const parts: string[] = [];
      const copying = fifo.copyTo(output(parts));
      for (let n = 0; n < 100; n++) await write(path, n % 2 === 0 ? small : other);
      await eventually(() => parts.length === 100);
      await write(path, large);
      await copying;
    });
  });

  Deno.test("end markers are added to pictures without them, to the last one when its writer closes", async () => {
    await withFifo(async (path, fifo) => {
      const parts: string[] = [];
      const copying = fifo.copyTo(output(parts));
      await write(path, small.subarray(0, -2), other.subarray(0, -2));
      await write(path, large);
      await copying;
      assertEquals(parts.length, 2);
      for (const [i, picture] of [small, other].entries()) {
        assertStringIncludes(
          parts[i],
          `Content-length: ${picture.length}\r\n\r\n${String.fromCharCode(...picture)}\r\n`,
        );
      }
    });
  });

  Deno.test("a picture that ffmpeg did not read is kept for the next ffmpeg", async () => {
    await withFifo(async (path, fifo) => {
      const gone = fifo.copyTo(output([], true)).then(() => "", (error: Error) => error.message);
      await write(path, small, large);
      assertEquals(await gone, "ffmpeg is gone");
      const parts: string[] = [];
      await fifo.copyTo(output(parts));
      assertEquals(parts.length, 1);
      assertStringIncludes(parts[0], String.fromCharCode(...small));
    });
  });

  Deno.test("an unfinished picture is reported", async () => {
    const folder = await Deno.makeTempDir();
    const path = `${folder}/fifo`;
    await new Deno.Command("mkfifo", { args: [path] }).output();
    let broken = 0;
    const fifo = new MjpegFifo(path, () => broken++);
    const parts: string[] = [];
    const copying = fifo.copyTo(output(parts));
    await write(path, small, other.subarray(0, -2));
    await eventually(() => broken === 1); // otherwise the next writer would continue where this one stopped
    await write(path, small, large);
    await copying;
    assertEquals([parts.length, broken], [2, 1]);
    await fifo.close();
    await Deno.remove(folder, { recursive: true });
  });

  Deno.test("it can be closed while it waits for a writer, or for a writer's data", async () => {
    await withFifo(async (_path, fifo) => {
      const copying = fifo.copyTo(output([]));
      await fifo.close();
      await copying;
    });
    await withFifo(async (path, fifo) => {
      const copying = fifo.copyTo(output([]));
      using _writer = await Deno.open(path, { write: true });
      await fifo.opened;
      await fifo.close();
      await copying;
    });
  });

  Deno.test("it can be closed even if another file now has its path, which is not touched", async () => {
    await withFifo(async (path, fifo) => {
      await Deno.rename(path, `${path}.old`);
      await Deno.writeTextFile(path, "a file");
      await fifo.close();
      assertEquals(await Deno.readTextFile(path), "a file");
      await write(`${path}.old`); // the reader that still waits for a writer
      await fifo.opened;
    });
    await withFifo(async (path, fifo) => {
      await Deno.rename(path, `${path}.old`);
      await new Deno.Command("mkfifo", { args: [path] }).output();
      await fifo.close();
      await write(`${path}.old`);
      await fifo.opened;
    });
  });
}
