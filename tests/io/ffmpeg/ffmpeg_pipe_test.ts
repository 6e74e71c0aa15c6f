import { assertEquals, assertStringIncludes } from "@std/assert";
import { FfmpegPipe } from "../../../src/io/ffmpeg/ffmpeg_pipe.ts";

const os = Deno.build.os;

/** A program that stands for ffmpeg, and what came of writing to it. */
class PipeRig implements AsyncDisposable {
  readonly #folder = Deno.makeTempDirSync();
  readonly #path: string;
  readonly pipe: FfmpegPipe;
  readonly said: string[] = [];
  output = "";
  #news = () => {};

  constructor(script: string) {
    this.#path = `${this.#folder}/ffmpeg`;
    Deno.writeTextFileSync(this.#path, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    this.pipe = new FfmpegPipe({
      path: this.#path,
      os,
      args: (rate) => rate,
      onOutput: (bytes) => {
        this.output += new TextDecoder().decode(bytes);
        this.#news();
      },
      onEnded: (said) => {
        this.said.push(said);
        this.#news();
      },
    });
  }

  write(...texts: string[]): void {
    this.pipe.write(...texts.map((text) => new TextEncoder().encode(text)));
  }

  /** How often it was started. */
  get starts(): number {
    return Deno.readTextFileSync(`${this.#folder}/starts`).trim().split("\n").length;
  }

  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => this.#news = resolve);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.pipe.close();
    Deno.removeSync(this.#folder, { recursive: true });
  }
}

const START = `echo "$1" >> "$(dirname "$0")/starts"`;
const OLD = `${START}\n[ "$1" = -fps_mode ] && { echo "Unrecognized option 'fps_mode'." >&2; exit 1; }`;

// The stand-ins are shell scripts.
if (os !== "windows") {
  Deno.test("an old ffmpeg is started again in its own words, and is given all that was written", async () => {
    await using rig = new PipeRig(`${OLD}\nexec cat`);
    rig.write("one ", "two ");
    await rig.until(() => rig.output === "one two ");
    rig.write("three");
    await rig.until(() => rig.output === "one two three");
    assertEquals([rig.starts, rig.said], [2, []]);
  });

  Deno.test("an ffmpeg that refuses both is told once", async () => {
    await using rig = new PipeRig(`${START}\necho "Unrecognized option 'fps_mode'." >&2\nexit 1`);
    rig.write("one");
    await rig.until(() => rig.said.length > 0);
    assertEquals([rig.starts, rig.said.length], [2, 1]);
    assertStringIncludes(rig.said[0], "Unrecognized option");
    rig.write("two"); // nothing takes it
    assertEquals(rig.output, "");
  });

  Deno.test("an ffmpeg that ends for another reason, or after it gave something, is not started again", async () => {
    await using other = new PipeRig(`${START}\necho "no such encoder" >&2\nexit 1`);
    await other.until(() => other.said.length > 0);
    assertEquals([other.starts, other.said], [1, ["no such encoder\n"]]);
    await using later = new PipeRig(`${START}\nhead -c 3\necho "Unrecognized option 'fps_mode'." >&2`);
    later.write("one");
    await later.until(() => later.said.length > 0);
    assertEquals([later.starts, later.output], [1, "one"]);
  });

  Deno.test("closing says nothing", async () => {
    const rig = new PipeRig(`${START}\nexec cat`);
    rig.write("one");
    await rig.until(() => rig.output === "one");
    await rig[Symbol.asyncDispose]();
    assertEquals(rig.said, []);
  });
}

Deno.test("an ffmpeg that is missing is told after the constructor", async () => {
  const { promise, resolve } = Promise.withResolvers<string>();
  const pipe = new FfmpegPipe({
    path: "/no/such/ffmpeg",
    os,
    args: (rate) => rate,
    onOutput: () => {},
    onEnded: resolve,
  });
  assertStringIncludes(await promise, "/no/such/ffmpeg");
  await pipe.close();
});
