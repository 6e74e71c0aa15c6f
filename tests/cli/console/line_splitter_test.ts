import { assertEquals } from "@std/assert";
import { LineSplitter } from "../../../src/cli/console/line_splitter.ts";

Deno.test("lines end with LF or CR LF, wherever the text is split", () => {
  const text = "one\ntwo\r\n\n\r\nth\rree\nlast";
  for (let at = 0; at <= text.length; at++) {
    const splitter = new LineSplitter();
    const lines = [...splitter.push(text.slice(0, at)), ...splitter.push(text.slice(at))];
    assertEquals([...lines, splitter.end()], ["one", "two", "", "", "th\rree", "last"], `split at ${at}`);
  }
});

Deno.test("nothing is left if the text ends with a line end", () => {
  const splitter = new LineSplitter();
  assertEquals(splitter.push("one\n"), ["one"]);
  assertEquals(splitter.end(), undefined);
});

Deno.test("an endless line does not fill the memory", () => {
  const splitter = new LineSplitter();
  const chunk = "x".repeat(1024 * 1024);
  for (let n = 0; n < 70; n++) splitter.push(chunk);
  assertEquals(splitter.push("\nnext\n").map(({ length }) => length), [64 * 1024 * 1024 + 1, 4]);
});
