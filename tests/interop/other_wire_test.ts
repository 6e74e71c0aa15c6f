/** The original PyShine programs and an end on the sealed wire: they cannot talk, and say why. */
import { assert, assertEquals } from "@std/assert";
import { pyshineFolder } from "../../scripts/bench/pyshine_folder.ts";
import { withEnds } from "../fake/call_process.ts";
import { freeBasePort } from "../fake/free_base_port.ts";

/** After this time an original program ends by itself, if it is not told to before. */
const SECONDS = 120;
const SEALED = ["--camera", "none", "--wire", "sealed"];

const pyshine = pyshineFolder();
if (pyshine !== undefined) {
  Deno.test("a sealed client that calls an original server is told which option to use, but goes on calling", () =>
    withEnds(async (open) => {
      const port = freeBasePort();
      const original = new Original(pyshine, "server", port);
      // Started at the same time, the client usually calls first, and waits.
      const client = open("client", port, [...SEALED, "--code", "plaza-needle-studio"]);
      await client.until("stderr", /looks like the plain wire, which is not encrypted; calling goes on;.*--wire plain/);
      assertEquals(await client.leave(), 130);
      assertEquals(await client.of("connected"), []);
      assertEquals((await original.report()).texts_received, []);
    }));

  Deno.test("a sealed server that an original client calls reports it, and tells the client", () =>
    withEnds(async (open) => {
      const port = freeBasePort();
      const server = open("server", port, SEALED);
      await server.expect("listening");
      const original = new Original(pyshine, "client", port);
      await server.until("stderr", /a caller that speaks the plain wire.*--wire plain/);
      const report = await original.report("by itself");
      assert(
        report.texts_received.some(({ text }) => text?.includes("without --wire plain")),
        JSON.stringify(report),
      );
      assertEquals(report.video_received.frames, 0);
      assertEquals(await server.of("connected"), []);
      assertEquals(await server.leave(), 130);
    }));
}

interface OriginalReport {
  readonly texts_received: readonly { readonly text?: string }[];
  readonly video_received: { readonly frames: number };
}

/** A running original program. */
class Original {
  readonly #process: Deno.ChildProcess;

  constructor(pyshine: string, role: "client" | "server", port: number) {
    this.#process = new Deno.Command("/usr/bin/python3", {
      args: [`${pyshine}/interop.py`, role, "--base", String(port), "--seconds", String(SECONDS)],
      ...{ stdin: "null", stdout: "piped", stderr: "piped" },
    }).spawn();
  }

  /** Returns what it saw. It is told to end, or ends when the other end has left. */
  async report(ends: "when told" | "by itself" = "when told"): Promise<OriginalReport> {
    try {
      if (ends === "when told") this.#process.kill("SIGTERM");
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
