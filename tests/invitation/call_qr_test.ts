import { assertEquals, assertMatch } from "@std/assert";
import { callQr, qrPicture } from "../../src/invitation/call_qr.ts";
import jsQr from "jsqr";
import { formatCallLink, parseCallLink } from "../../src/invitation/call_link.ts";

Deno.test("the link in the QR code calls the address with the code", () => {
  const lines = callQr([{ host: "192.168.1.7", port: 9700 }], "plaza-needle-studio");
  assertEquals(lines.at(-1), "vchat://192.168.1.7:9700#plaza-needle-studio");
  assertEquals(parseCallLink(lines.at(-1)!, 9699), { host: "192.168.1.7", port: 9700, code: "plaza-needle-studio" });
  const widths = new Set(lines.slice(0, -1).map((line) => line.length));
  assertEquals(widths.size, 1, "a rectangle");
  for (const line of lines.slice(0, -1)) assertMatch(line, /^[█▀▄ ]+$/);
});

Deno.test("without a network nothing is shown", () => {
  assertEquals(callQr([], "plaza-needle-studio"), []);
});

Deno.test("the QR code of a window is read again, with the quiet zone of the standard around it", () => {
  for (const host of ["192.0.2.7", "2001:db8:1234:5678:9abc:def0:1234:5678", "h".repeat(200)]) {
    const others = host.length > 100
      ? []
      : Array(4).fill({ host: "2001:db8:1234:5678:9abc:def0:1234:5678", port: 9699 });
    const link = formatCallLink({ host, port: 9699, others, code: "plaza-needle-studio" });
    const { modules, path } = qrPicture(link);
    const scale = 4, side = modules * scale;
    const pixels = new Uint8ClampedArray(4 * side * side).fill(255);
    let first = modules;
    for (const [, x, y, run] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\3z/g)) {
      first = Math.min(first, Number(x), Number(y));
      for (let row = Number(y) * scale; row < (Number(y) + 1) * scale; row++) {
        for (let column = Number(x) * scale; column < (Number(x) + Number(run)) * scale; column++) {
          pixels.fill(0, 4 * (row * side + column), 4 * (row * side + column) + 3);
        }
      }
    }
    assertEquals([jsQr.default(pixels, side, side)?.data, first], [link, 4]);
    assertMatch(path, /^(?:M\d+ \d+h(\d+)v1h-\1z)+$/);
  }
});
