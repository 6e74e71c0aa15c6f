import { assert, assertEquals } from "@std/assert";
import type { FfmpegCommand } from "../../../../src/io/ffmpeg/ffmpeg_process.ts";
import { NextShowing } from "../../../../src/io/capture/film/next_showing.ts";
import { posix } from "../camera_rig.ts";

const LIVES = "echo showing; cat";

/** A shell in the place of ffmpeg, which waits as `waiting` says, and the film. Returns what it wrote once it was taken. */
async function shown(
  options: { waiting?: string; taken?: string; meanwhile?: (film: string) => Promise<void> },
): Promise<string | undefined> {
  const { waiting = `cat >/dev/null; ${LIVES}`, taken = LIVES, meanwhile } = options;
  const film = await Deno.makeTempFile();
  const next = new NextShowing();
  try {
    let wrote = "";
    const command = (script: string): FfmpegCommand => ({
      path: "sh",
      args: ["-c", script],
      os: Deno.build.os,
      onOutput: (bytes) => wrote += new TextDecoder().decode(bytes),
    });
    assertEquals(next.isPrepared, false);
    next.prepare({ command: command(LIVES), waitingArgs: command(waiting).args, film }, 0);
    assertEquals(next.isPrepared, true);
    await meanwhile?.(film);
    const process = next.take(command(taken));
    assertEquals(next.isPrepared, false);
    if (process === undefined) return undefined;
    assertEquals(await process.ended, 0);
    return wrote;
  } finally {
    await next.drop();
    await Deno.remove(film).catch(() => {});
  }
}

if (posix) {
  Deno.test("what was started ahead begins when it is taken", async () => {
    assertEquals(await shown({}), "showing\n");
  });

  Deno.test("what was started for something else is ended", async () => {
    assertEquals(await shown({ taken: "another" }), undefined);
  });

  Deno.test("what has opened a film that was replaced, or deleted, is ended", async () => {
    assertEquals(await shown({ meanwhile: (film) => Deno.writeTextFile(film, "another") }), undefined);
    assertEquals(await shown({ meanwhile: (film) => Deno.remove(film) }), undefined);
  });
}

Deno.test("a program that cannot be started is none that waits", () => {
  const next = new NextShowing();
  const command = { path: "/no/such/program", args: [], os: Deno.build.os, onOutput: () => {} };
  next.prepare({ command, waitingArgs: [], film: "film" }, 0);
  assert(!next.isPrepared);
});
