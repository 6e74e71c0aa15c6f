import { assert, assertEquals, assertMatch } from "@std/assert";
import { MjpegSplitter } from "../../src/media/picture/mjpeg_splitter.ts";
import { eventually } from "../fake/eventually.ts";
import { inFolder } from "../fake/in_folder.ts";
import { all, numberIn, readEbml } from "../media/recording/ebml_reader.ts";
import { randomBasePort, runVchat, VchatProcess } from "../fake/vchat_process.ts";

const QUIET = ["--no-config", "--no-remember", "--no-window", "--wire", "plain"];
const HERE = [...QUIET, "--host", "127.0.0.1"];

/** Runs a server on `port` during `body`. */
async function withServer(
  args: readonly string[],
  body: (server: VchatProcess, port: string) => Promise<void>,
): Promise<void> {
  const port = String(randomBasePort());
  const server = new VchatProcess(["--role", "server", ...HERE, "--port", port, ...args]);
  try {
    await server.until("stderr", /waiting for a call/);
    await body(server, port);
  } finally {
    server.kill("SIGKILL");
    await server.ended();
  }
}

Deno.test("a failed start leaves the files of --record and --events unchanged, even with --overwrite", () =>
  inFolder(async (folder) => {
    const [record, events] = [`${folder}/y.mjpeg`, `${folder}/y.jsonl`];
    await Deno.writeTextFile(events, "yesterday\n");
    await withServer([], async (_, port) => {
      for (const more of [[], ["--overwrite"]]) {
        await Deno.writeTextFile(record, more.length > 0 ? "yesterday\n" : "");
        const taken = ["--role", "server", ...HERE, "--port", port];
        const nobody = ["--role", "client", ...QUIET, "--host", "nosuch.invalid"];
        for (const args of [taken, nobody]) {
          const { code } = await runVchat([
            ...args,
            "--camera",
            "none",
            "--record",
            record,
            "--events",
            events,
            ...more,
          ]);
          assertEquals(code, 1);
          assertEquals(await Deno.readTextFile(events), "yesterday\n");
          assertEquals(await Deno.readTextFile(record), more.length > 0 ? "yesterday\n" : "");
        }
      }
    });
  }));

Deno.test("an existing file for --record is refused with a hint, and replaced at the first frame with --overwrite", () =>
  inFolder(async (folder) => {
    const record = `${folder}/y.mjpeg`;
    await Deno.writeTextFile(record, "yesterday\n");
    await withServer(["--camera", "test", "--fps", "10"], async (_, port) => {
      const args = ["--role", "client", ...HERE, "--port", port, "--camera", "none", "--record", record];
      const { code, stderr } = await runVchat(args);
      assertEquals(code, 1);
      assertMatch(stderr, /y\.mjpeg is left as it is[^]*hint: .*--overwrite/);
      assertEquals(await Deno.readTextFile(record), "yesterday\n");
      const client = new VchatProcess([...args, "--overwrite"]);
      try {
        await eventually(async () => new MjpegSplitter().push(await Deno.readFile(record)).length >= 2);
      } finally {
        client.kill("SIGTERM");
        assertEquals(await client.ended(), 0);
      }
      assertEquals((await Deno.readFile(record)).subarray(0, 2), Uint8Array.of(0xff, 0xd8));
    });
  }));

Deno.test("a recording as .mkv has the frames with their times, also if the process is killed", () =>
  inFolder(async (folder) => {
    const record = `${folder}/call.mkv`;
    await Deno.writeTextFile(record, ""); // to be read before the first frame
    await withServer(["--camera", "test", "--fps", "10"], async (_, port) => {
      const client = new VchatProcess(
        ["--role", "client", ...HERE, "--port", port, "--camera", "none", "--record", record],
      );
      const blocks = async () => all(readEbml(await Deno.readFile(record)).elements, "SimpleBlock");
      try {
        await eventually(async () => (await blocks()).length >= 3);
      } finally {
        client.kill("SIGKILL");
        await client.ended();
      }
      const clusters = all(readEbml(await Deno.readFile(record)).elements, "Cluster");
      const frames = clusters.flatMap((cluster) => all([cluster], "SimpleBlock").map(({ content }) => content));
      // A block's time is relative to its cluster's. A new cluster begins after 5 s, which are soon over on a busy machine.
      const timesMs = clusters.flatMap((cluster) => {
        const startMs = numberIn(all([cluster], "Timestamp")[0]);
        return all([cluster], "SimpleBlock").map(({ content }) =>
          startMs + new DataView(content.buffer, content.byteOffset).getInt16(1)
        );
      });
      assertEquals(timesMs[0], 0);
      for (const [n, timeMs] of timesMs.entries()) assert(n === 0 || timeMs > timesMs[n - 1], timesMs.join());
      for (const block of frames) assertEquals(block.subarray(4, 6), Uint8Array.of(0xff, 0xd8));
    });
  }));

Deno.test("a recording as .webm is refused with status 2 and a hint, since it cannot hold JPEG", () =>
  inFolder(async (folder) => {
    const record = `${folder}/call.webm`;
    const server = ["--role", "server", ...HERE, "--port", String(randomBasePort()), "--camera", "none"];
    const { code, stderr } = await runVchat([...server, "--record", record]);
    assertEquals(code, 2);
    assertMatch(stderr, /call\.webm: a \.webm file cannot hold JPEG[^]*hint: .*\.mkv/);
  }));

Deno.test("the events of a second call follow those of the first", () =>
  inFolder(async (folder) => {
    const events = `${folder}/e.jsonl`;
    const port = String(randomBasePort());
    const args = [
      "--role",
      "server",
      ...HERE,
      "--port",
      port,
      "--camera",
      "none",
      "--seconds",
      "1",
      "--events",
      events,
    ];
    for (let n = 1; n <= 2; n++) {
      assertEquals((await runVchat(args)).code, 0);
      const lines = (await Deno.readTextFile(events)).trim().split("\n").map((line) => JSON.parse(line).event);
      assertEquals(lines.filter((event) => event === "ended").length, n);
    }
  }));

Deno.test("one file for two purposes is refused with status 2, whatever its path, and keeps its contents", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/clip.mjpeg`, "pictures");
    await Deno.symlink(`${folder}/clip.mjpeg`, `${folder}/link.mjpeg`);
    await Deno.link(`${folder}/clip.mjpeg`, `${folder}/hard.mjpeg`);
    const server = ["--role", "server", ...HERE, "--port", String(randomBasePort()), "--overwrite"];
    const [clip, link, hard] = ["clip", "link", "hard"].map((name) => `${folder}/${name}.mjpeg`);
    for (
      const args of [
        ["--camera", clip, "--record", clip],
        ["--camera", link, "--record", clip],
        ["--camera", clip, "--record", `${folder}/./hard.mjpeg`],
        ["--camera", hard, "--events", link],
        ["--camera", "none", "--events", hard, "--record", clip],
        ["--camera", "none", "--events", `${folder}/new`, "--record", `${folder}/../${folder.split("/").at(-1)}/new`],
        ["--camera", "none", "--ffmpeg", clip, "--record", hard],
      ]
    ) {
      const { code, stderr } = await runVchat([...server, ...args]);
      assertEquals(code, 2, args.join(" "));
      assertMatch(stderr, /are the same file: /);
    }
    assertEquals(await Deno.readTextFile(clip), "pictures");
  }));

if (Deno.build.os !== "windows") {
  Deno.test("a FIFO without a reader delays neither the call nor --seconds nor Ctrl-C", () =>
    inFolder(async (folder) => {
      const fifo = `${folder}/fifo`;
      await new Deno.Command("mkfifo", { args: [fifo] }).output();
      const server = ["--role", "server", ...HERE, "--port", String(randomBasePort()), "--camera", "none"];
      for (const option of ["--record", "--events"]) {
        assertEquals((await runVchat([...server, option, fifo, "--seconds", "1"])).code, 0);
        const vchat = new VchatProcess([...server, option, fifo]);
        await vchat.until("stderr", /waiting for a call/);
        vchat.kill("SIGINT");
        assertEquals(await vchat.ended(), 130);
      }
      const vchat = new VchatProcess([...server, "--events", fifo]);
      try {
        await vchat.until("stderr", /waiting for a call/);
        using reader = await Deno.open(fifo);
        const buffer = new Uint8Array(1000);
        const count = await reader.read(buffer);
        assert(new TextDecoder().decode(buffer.subarray(0, count!)).includes('"listening"'));
      } finally {
        vchat.kill("SIGKILL");
        await vchat.ended();
      }
    }));
}
