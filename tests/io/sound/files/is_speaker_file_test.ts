import { assertEquals } from "@std/assert";
import { isSpeakerFile } from "../../../../src/io/sound/files/is_speaker_file.ts";

Deno.test("a path and a name in .wav are files; every other name is a device", () => {
  assertEquals(["heard.wav", "HEARD.WAV", "./heard", "C:\\heard"].map(isSpeakerFile), [true, true, true, true]);
  assertEquals(["Headset", "1", "alsa_output.pci-0000_00_1f.3.analog-stereo"].map(isSpeakerFile), [false, false, false]);
});
