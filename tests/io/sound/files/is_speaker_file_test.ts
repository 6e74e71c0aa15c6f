import { assertEquals } from "@std/assert";
import { isSpeakerFile } from "../../../../src/io/sound/files/is_speaker_file.ts";

Deno.test("a path and a name in .wav are files; every other name is a device", () => {
  for (const file of ["heard.wav", "HEARD.WAV", "./heard", "C:\\heard"]) assertEquals(isSpeakerFile(file), true, file);
  for (const name of ["Headset", "1", "alsa_output.usb-0.analog-stereo"]) {
    assertEquals(isSpeakerFile(name), false, name);
  }
});
