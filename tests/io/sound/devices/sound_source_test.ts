import { assertEquals, assertRejects } from "@std/assert";
import { NoSuchSource, type PathKind } from "../../../../src/io/capture/devices/capture_source.ts";
import { findSoundSource } from "../../../../src/io/sound/devices/sound_source.ts";

const PATHS: Record<string, PathKind> = {
  "/a/speech.wav": "file",
  "speech.wav": "file",
  "/a/pipe": "fifo",
  "/a": "folder",
};
const pathKind = (path: string) => Promise.resolve(PATHS[path] ?? "missing");

Deno.test("each form of --microphone selects its source", async () => {
  const meanings: [wanted: string | undefined, meaning: unknown][] = [
    [undefined, { kind: "microphone", wanted: undefined }],
    ["0", { kind: "microphone", wanted: "0" }],
    ["Desk Microphone", { kind: "microphone", wanted: "Desk Microphone" }],
    ["/a/speech.wav", { kind: "file", path: "/a/speech.wav" }],
    ["speech.wav", { kind: "file", path: "speech.wav" }],
    ["file:///a/speech.wav", { kind: "file", path: "/a/speech.wav" }],
    ["/a/pipe", { kind: "fifo", path: "/a/pipe" }],
    ["http://10.0.0.1/radio.ogg", { kind: "url", url: "http://10.0.0.1/radio.ogg" }],
  ];
  for (const [wanted, meaning] of meanings) assertEquals(await findSoundSource(wanted, pathKind), meaning);
});

Deno.test("a path that leads to nothing, or to a folder, is refused by its name", async () => {
  for (const wanted of ["/a/none.wav", "/a"]) {
    await assertRejects(() => findSoundSource(wanted, pathKind), NoSuchSource, wanted);
  }
});
