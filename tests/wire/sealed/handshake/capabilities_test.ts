import { assertEquals } from "@std/assert";
import {
  CAPABILITIES,
  capabilitiesFor,
  codecsOf,
  knowsPaths,
  knowsTracks,
  takesSound,
} from "../../../../src/wire/sealed/handshake/capabilities.ts";

// The bits as PROTOCOL.md has them.
Deno.test("each codec has its bit; JPEG, parity, tracks, paths and sides are always among the capabilities", () => {
  assertEquals(capabilitiesFor([]), 0b11_0000_0111);
  assertEquals(capabilitiesFor(["vp8"]), 0b11_0000_1111);
  assertEquals(capabilitiesFor(["vp9", "jpeg"]), 0b11_0001_0111);
  assertEquals(capabilitiesFor(["av1"]), 0b11_0010_0111);
  assertEquals(capabilitiesFor(["av1"], true), 0b11_1010_0111);
  assertEquals(capabilitiesFor(["h264"]), 0b11_0100_0111);
  assertEquals(CAPABILITIES, 0b11_1111_1111);
});

Deno.test("a peer's codecs are those of its bits; later bits are passed over", () => {
  assertEquals(codecsOf(0b001111), ["jpeg", "vp8"]);
  assertEquals(codecsOf(0xffff_fff7 >>> 0), ["jpeg", "vp9", "av1", "h264"]);
});

Deno.test("an end knows paths if it says so", () => {
  assertEquals([knowsPaths(0b1_0000_0111), knowsPaths(0b1111_1111)], [true, false]);
});

Deno.test("an end takes sound if it says so", () => {
  assertEquals([takesSound(0b1000_0111), takesSound(0b0111_1111)], [true, false]);
});

Deno.test("an end that does not know tracks takes JPEGs alone, whatever it says", () => {
  assertEquals(knowsTracks(0b011), false);
  assertEquals(codecsOf(0b111011), ["jpeg"]);
});
