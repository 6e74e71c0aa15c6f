import { assertEquals } from "@std/assert";
import { wavHeader } from "../../../../src/io/sound/files/wav_header.ts";

Deno.test("the header of a WAV file, byte for byte", () => {
  // Two samples of 16 bits, mono, 48 kHz, as sox writes it.
  const expected = "52494646" + "28000000" + "57415645" + "666d7420" + "10000000" + "0100" + "0100" + "80bb0000" +
    "00770100" + "0200" + "1000" + "64617461" + "04000000";
  assertEquals(wavHeader(2).toHex(), expected);
});

Deno.test("lengths that are not known, or too long for 32 bits", () => {
  for (const header of [wavHeader(), wavHeader(2 ** 40)]) {
    const view = new DataView(header.buffer);
    assertEquals([view.getUint32(4, true), view.getUint32(40, true)], [0xffff_ffff, 0xffff_ffff]);
  }
});
