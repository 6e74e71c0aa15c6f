import { assertEquals } from "@std/assert";
import { textOfFile } from "../../../src/cli/options/text_of_file.ts";

const utf16 = (text: string, littleEndian: boolean) => {
  const view = new DataView(new ArrayBuffer(2 * text.length));
  for (let n = 0; n < text.length; n++) view.setUint16(2 * n, text.charCodeAt(n), littleEndian);
  return new Uint8Array(view.buffer);
};

Deno.test("a file is read in UTF-8 and UTF-16, with and without a byte order mark", () => {
  const text = "# née\r\nwidth = 640\r\n";
  const utf8 = (text: string) => new TextEncoder().encode(text);
  for (const mark of ["", "\ufeff"]) {
    for (const bytes of [utf8(mark + text), utf16(mark + text, true), utf16(mark + text, false)]) {
      assertEquals(textOfFile(bytes), text);
    }
  }
  for (const short of ["", "a", "\ufeff"]) assertEquals(textOfFile(utf8(short)), short.replace("\ufeff", ""));
  for (const short of ["a", "\ufeff"]) assertEquals(textOfFile(utf16(short, true)), short.replace("\ufeff", ""));
});

Deno.test("bytes of another encoding do not make the rest unreadable", () => {
  assertEquals(textOfFile(Uint8Array.of(0x23, 0xe9, 0x0a, 0x61)), "#\ufffd\na");
});
