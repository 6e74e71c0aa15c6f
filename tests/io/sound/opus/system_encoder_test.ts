import { assertEquals, assertThrows } from "@std/assert";
import { SystemEncoder } from "../../../../src/io/sound/opus/system_encoder.ts";

Deno.test("a library that is not there, or is another one, is not used", () => {
  assertEquals(SystemEncoder.open(5, 312, "libopus-of-nobody.so.0"), undefined);
  assertEquals(SystemEncoder.open(5, 312, "libc.so.6"), undefined);
});

const encoder = SystemEncoder.open(5, 312);
encoder?.free();
// Where the system has libopus.
if (encoder !== undefined) {
  Deno.test("one with another look-ahead, or without this complexity, is not used", () => {
    assertEquals(SystemEncoder.open(5, 120), undefined);
    assertEquals(SystemEncoder.open(11, 312), undefined);
  });

  Deno.test("other numbers of samples than announced are refused", () => {
    const encoder = SystemEncoder.open(5, 312)!;
    for (const [length, frameSize] of [[480, 960], [960, 480], [1920, 1920]]) {
      assertThrows(
        () => encoder.encodeFloat(new Float32Array(length), { frameSize, maxPacketBytes: 1275 }),
        RangeError,
      );
    }
    assertThrows(
      () => encoder.encodeFloat(new Float32Array(481), { frameSize: 481, maxPacketBytes: 1275 }),
      Error,
      "libopus could not encode",
    );
    encoder.free();
  });
}
