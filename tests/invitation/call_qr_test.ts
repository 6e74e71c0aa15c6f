import { assertEquals, assertMatch } from "@std/assert";
import { callQr } from "../../src/invitation/call_qr.ts";
import { parseCallLink } from "../../src/invitation/call_link.ts";

Deno.test("the link in the QR code calls the address with the code", () => {
  const lines = callQr(
    "192.168.1.7",
    9700,
    "plaza-needle-studio",
  );
  assertEquals(lines.at(-1), "vchat://192.168.1.7:9700#plaza-needle-studio");
  assertEquals(parseCallLink(lines.at(-1)!, 9699), { host: "192.168.1.7", port: 9700, code: "plaza-needle-studio" });
  const widths = new Set(lines.slice(0, -1).map((line) => line.length));
  assertEquals(widths.size, 1, "a rectangle");
  for (const line of lines.slice(0, -1)) assertMatch(line, /^[█▀▄ ]+$/);
});

Deno.test("without a network nothing is shown", () => {
  assertEquals(callQr(undefined, 9699, "plaza-needle-studio"), []);
});
