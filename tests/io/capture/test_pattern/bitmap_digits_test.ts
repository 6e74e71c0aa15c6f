import { assertEquals } from "@std/assert";
import { eachTextPoint, GLYPH_ROWS, GLYPH_STEP } from "../../../../src/io/capture/test_pattern/bitmap_digits.ts";

function rendered(text: string): string[] {
  const rows = Array.from({ length: GLYPH_ROWS }, () => new Array(text.length * GLYPH_STEP).fill(" "));
  eachTextPoint(text, (column, row) => rows[row][column] = "#");
  return rows.map((row) => row.join("").trimEnd());
}

Deno.test("digits are drawn next to each other", () => {
  assertEquals(rendered("1:2"), [
    "  #          ###",
    " ##     #   #   #",
    "  #     #       #",
    "  #            #",
    "  #     #     #",
    "  #     #    #",
    " ###        #####",
  ]);
});

Deno.test("all digits look different, and other characters are empty", () => {
  assertEquals(new Set([..."0123456789:."].map((digit) => rendered(digit).join())).size, 12);
  assertEquals(rendered("x ").join(""), "");
});
