import { assertEquals, assertThrows } from "@std/assert";
import { NoSuchSource } from "../../../../src/io/capture/devices/capture_source.ts";
import { findSoundDevice } from "../../../../src/io/sound/devices/find_sound_device.ts";

const SPEAKERS = [
  { kind: "speaker", index: 0, id: "out.0", name: "Speakers" },
  { kind: "speaker", index: 1, id: "out.1", name: "Headset Left" },
  { kind: "speaker", index: 2, id: "out.2", name: "Headset Right" },
] as const;

Deno.test("a loudspeaker by index, name or part of a name", () => {
  for (const [wanted, id] of [["0", "out.0"], ["out.1", "out.1"], ["RIGHT", "out.2"], ["Headset Left", "out.1"]]) {
    assertEquals(findSoundDevice("speaker", wanted, SPEAKERS), id);
  }
});

Deno.test("what is not there, or may be two, is refused by its name", () => {
  for (const wanted of ["3", "headset", "nobody"]) {
    assertThrows(() => findSoundDevice("speaker", wanted, SPEAKERS), NoSuchSource, wanted);
  }
  assertThrows(() => findSoundDevice("microphone", "0", []), NoSuchSource, "no microphone found");
});
