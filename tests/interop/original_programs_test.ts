/**
 * Calls with the unchanged original PyShine programs. They are next to the project, not in it. If they, or Python with
 * OpenCV, are missing, no test is registered here.
 */
import { assert, assertEquals } from "@std/assert";
import { encodeHex } from "@std/encoding";
import { pyshineFolder } from "../../scripts/bench/pyshine_folder.ts";
import { VchatEnd } from "../../scripts/bench/vchat_end.ts";
import { freeBasePort } from "../fake/free_base_port.ts";
import { readJpegHeader } from "../../src/media/picture/jpeg_header.ts";
import { MjpegSplitter } from "../../src/media/picture/mjpeg_splitter.ts";

const TEXTS = ["hello", "", "  spaces stay  ", "héllo ✓ 你好 🎈", "long ".repeat(14_000)];
/** After this time an original program ends by itself. */
const SECONDS = 300;
const EVENT_MS = 120_000;
/** How many must arrive each way after all texts have arrived here. By then the original has read what we sent before. */
const LEAST_FRAMES = 60;

/** The part of `interop.py`'s report on the original that is used here. */
interface OriginalReport {
  readonly alive_at_end: boolean;
  readonly texts_received: readonly { readonly chars: number; readonly sha256: string }[];
  readonly texts_sent: readonly { readonly chars: number; readonly sha256: string }[];
  readonly thread_deaths: readonly unknown[];
  readonly video_received: { readonly frames: number; readonly dims: readonly number[][] };
  readonly video_sent: { readonly frames: number };
}

const pyshine = pyshineFolder();
if (pyshine === undefined) {
  console.info("the original programs are not here: no tests against them");
} else {
  Deno.test("an original client and our server see and write to each other", async () => {
    await withCall(async ({ port, folder, camera }) => {
      const ours = new VchatEnd("server", { folder, args: ourArgs(port, camera) });
      try {
        await ours.expect("listening", EVENT_MS);
        await checkBoth(ours, new Original(pyshine, "client", port));
      } finally {
        await ours.stop();
      }
    });
  });

  Deno.test("our client and an original server see and write to each other", async () => {
    await withCall(async ({ port, folder, camera }) => {
      const original = new Original(pyshine, "server", port);
      // Started at the same time, the client usually calls first, and waits.
      const ours = new VchatEnd("client", { folder, args: ["--host", "127.0.0.1", ...ourArgs(port, camera)] });
      try {
        await checkBoth(ours, original);
      } finally {
        await ours.stop();
      }
    });
  });
}

function ourArgs(port: number, camera: string): string[] {
  return ["--wire", "plain", "--port", String(port), "--camera", camera, "--no-window"];
}

async function withCall(
  run: (call: { port: number; folder: string; camera: string }) => Promise<void>,
): Promise<void> {
  const port = freeBasePort();
  const folder = await Deno.makeTempDir({ prefix: "vchat-interop-" });
  try {
    const camera = `${folder}/camera.avi`;
    const input = ["-f", "lavfi", "-i", "testsrc2=size=640x480:rate=30", "-t", "2"];
    const { success } = await new Deno.Command("ffmpeg", {
      args: ["-v", "error", ...input, "-c:v", "mjpeg", camera],
    }).output();
    assert(success);
    await run({ port, folder, camera });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** A running original program. */
class Original {
  readonly #process: Deno.ChildProcess;

  constructor(pyshine: string, role: "client" | "server", port: number) {
    this.#process = new Deno.Command("/usr/bin/python3", {
      args: [
        ...[`${pyshine}/interop.py`, role, "--base", String(port), "--seconds", String(SECONDS)],
        ...TEXTS.flatMap((text) => ["--text", text]),
      ],
      ...{ stdin: "null", stdout: "piped", stderr: "piped" },
    }).spawn();
  }

  /** Ends it, and returns what it saw. */
  async report(): Promise<OriginalReport> {
    try {
      this.#process.kill("SIGTERM");
    } catch {
      // It has already ended.
    }
    const { stdout, stderr } = await this.#process.output();
    try {
      return JSON.parse(new TextDecoder().decode(stdout));
    } catch {
      throw new Error(`interop.py failed: ${new TextDecoder().decode(stderr)}`);
    }
  }
}

/** Both ends write to and see each other for a while. */
async function haveCall(ours: VchatEnd): Promise<void> {
  await ours.expect("connected", EVENT_MS);
  for (const text of TEXTS) ours.type(text);
  let texts = 0, shown = 0, sent = 0;
  const done = await ours.log.find(({ event }) => {
    if (event === "text_received") texts++;
    if (texts < TEXTS.length) return false;
    if (event === "frame_shown") shown++;
    if (event === "frame_sent") sent++;
    return shown > LEAST_FRAMES && sent > LEAST_FRAMES;
  }, EVENT_MS);
  assert(done !== undefined, `after ${EVENT_MS} ms: ${texts} texts, then ${shown} frames shown and ${sent} sent`);
}

/** Checks that everything that one end sent arrived complete at the other. */
async function checkBoth(ours: VchatEnd, running: Original): Promise<void> {
  const original = await haveCall(ours).catch(async (error: Error) => {
    const events = ours.log.events.slice(-20).map((event) => JSON.stringify(event));
    const report = JSON.stringify(await running.report());
    throw new Error(`${error.message}\nIts last events:\n${events.join("\n")}\nThe original: ${report}`);
  }).then(() => running.report());
  await ours.log.read();
  const { events } = ours.log;
  assert(original.alive_at_end);
  assertEquals(original.thread_deaths, []);

  const digests = await Promise.all(TEXTS.map(sha256));
  assertEquals(original.texts_received.map(({ sha256 }) => sha256), digests);
  assertEquals(original.texts_sent.map(({ sha256 }) => sha256), digests);
  assertEquals(events.flatMap((event) => event.event === "text_received" ? [event.text] : []), TEXTS);

  assertEquals(original.video_received.dims, [[400, 300]]);
  // The original reads slowly: on a busy machine the system discards some datagrams.
  const { frames: seen } = original.video_received;
  assert(seen > LEAST_FRAMES / 2, `the original showed ${seen} frames of ours`);

  const shown = events.filter(({ event }) => event === "frame_shown");
  const dropped = events.flatMap((event) => event.event === "frame_dropped" ? [event.reason] : []);
  assertEquals(dropped.filter((reason) => reason !== "kernel_overflow" && reason !== "superseded"), []);
  await ours.stop();
  const frames = new MjpegSplitter().push(await Deno.readFile(ours.recording));
  assert(frames.length >= shown.length);
  for (const jpeg of frames) assertEquals(readJpegHeader(jpeg), { width: 400, height: 300 });
}

async function sha256(text: string): Promise<string> {
  return encodeHex(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))));
}
