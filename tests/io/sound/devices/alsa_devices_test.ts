import { assertEquals } from "@std/assert";
import { alsaDevices } from "../../../../src/io/sound/devices/alsa_devices.ts";

Deno.test("ALSA's devices that capture, and those that play", () => {
  const pcm = `00-00: ALC257 Analog : ALC257 Analog : playback 1 : capture 1
00-03: HDMI 0 : HDMI 0 : playback 1
02-00: USB Audio : USB Audio : capture 1
`;
  assertEquals(alsaDevices(pcm), [
    { kind: "microphone", index: 0, id: "plughw:0,0", name: "ALC257 Analog" },
    { kind: "microphone", index: 1, id: "plughw:2,0", name: "USB Audio" },
    { kind: "speaker", index: 0, id: "plughw:0,0", name: "ALC257 Analog" },
    { kind: "speaker", index: 1, id: "plughw:0,3", name: "HDMI 0" },
  ]);
});

Deno.test("no device, or a text without sense", () => {
  for (const pcm of ["", "nothing\n", "00-00\n", "0: a : b\n"]) assertEquals(alsaDevices(pcm), []);
});
