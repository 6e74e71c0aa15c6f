import { assert, assertEquals } from "@std/assert";
import { type Key, KeyDecoder, PASTE_LIMIT } from "../../../src/cli/terminal/key_decoder.ts";

const utf8 = new TextEncoder();
const keysOf = (text: string): Key[] => new KeyDecoder().push(utf8.encode(text));
const namesOf = (text: string) => keysOf(text).map((key) => "text" in key ? key.text : key.name);
const paste = (text: string) => `\x1b[200~${text}\x1b[201~`;

Deno.test("text in any script is text", () => {
  assertEquals(keysOf("héllo 你好 👨‍👩‍👧"), [{ name: "text", text: "héllo 你好 👨‍👩‍👧" }]);
});

Deno.test("control characters are keys", () => {
  assertEquals(namesOf("a\x01b\x17\x7f\b\r\t\x03"), [
    ...["a", "ctrl-a", "b", "ctrl-w", "backspace", "backspace", "enter", "tab", "ctrl-c"],
  ]);
});

Deno.test("movement keys are decoded as all kinds of terminals send them", () => {
  assertEquals(namesOf("\x1b[A\x1b[B\x1b[C\x1b[D\x1b[H\x1b[F"), ["up", "down", "right", "left", "home", "end"]);
  assertEquals(namesOf("\x1bOA\x1bOB\x1bOC\x1bOD\x1bOH\x1bOF\x1bOM"), [
    "up",
    "down",
    "right",
    "left",
    "home",
    "end",
    "enter",
  ]);
  assertEquals(namesOf("\x1b[1~\x1b[4~\x1b[7~\x1b[8~\x1b[3~\x1b[5~\x1b[6~"), [
    ...["home", "end", "home", "end", "delete", "page-up", "page-down"],
  ]);
});

Deno.test("alt and ctrl are modifiers; shift changes nothing", () => {
  assertEquals(namesOf("\x1b[1;5D\x1b[1;3C\x1b[1;2A\x1b[3;5~\x1b[1;6C"), [
    ...["ctrl-left", "alt-right", "up", "ctrl-delete", "ctrl-right"],
  ]);
  assertEquals(namesOf("\x1bb\x1bf\x1b\x7f\x1b\r\x1bé"), ["alt-b", "alt-f", "alt-backspace", "alt-enter", "alt-é"]);
});

Deno.test("sequences that are not keys leave nothing behind", () => {
  for (
    const sequence of [
      "\x1b[?1;2c",
      "\x1b[<35;10;5M",
      "\x1b[I",
      "\x1b]11;rgb:0/0/0\x07",
      "\x1bP1$r\x9c",
      "\x1b[27;5;9~",
    ]
  ) {
    assertEquals(namesOf(`a${sequence}b`).join(""), "ab", JSON.stringify(sequence));
  }
  assertEquals(namesOf(`\x1b[${"1;".repeat(5000)}Ax`).at(-1), "x");
});

Deno.test("a paste is one text with its line breaks but without control characters", () => {
  assertEquals(keysOf(`a${paste("one\r\ntwo\rthree\n\x1b[31m\x07end")}b`), [
    { name: "text", text: "a" },
    { name: "paste", text: "one\ntwo\nthree\n[31mend", cut: false },
    { name: "text", text: "b" },
  ]);
  assertEquals(keysOf(paste("")), []);
});

Deno.test("a paste is cut at its limit, and an endless one can be left", () => {
  const [key] = keysOf(paste("x".repeat(PASTE_LIMIT + 5)));
  assert(key.name === "paste" && "cut" in key);
  assertEquals([key.text.length, key.cut], [PASTE_LIMIT, true]);
  const decoder = new KeyDecoder();
  decoder.push(utf8.encode("\x1b[200~abc"));
  assertEquals([decoder.push(utf8.encode("\x03")), decoder.pending], [[], true]);
  assertEquals(decoder.flush(), [{ name: "paste", text: "abc", cut: false }, { name: "ctrl-c" }]);
  assertEquals([decoder.pending, decoder.push(utf8.encode("x"))], [false, [{ name: "text", text: "x" }]]);
});

Deno.test("a Ctrl-C inside a paste is not a key, wherever the input is split, if more of the paste follows", () => {
  const text = paste("log 1 \x03 log 2\x03");
  for (let at = 1; at < text.length; at++) {
    for (const until of [at, at + 1]) {
      const decoder = new KeyDecoder();
      const keys = [text.slice(0, at), text.slice(at, until), text.slice(until)].filter((part) => part !== "")
        .flatMap((part) => decoder.push(utf8.encode(part)));
      assertEquals(keys, [{ name: "paste", text: "log 1  log 2", cut: false }], `split at ${at}, ${until}`);
      assertEquals(decoder.pending, false);
    }
  }
});

Deno.test("a lone escape is a key once nothing follows, and an unfinished sequence is dropped", () => {
  const decoder = new KeyDecoder();
  assertEquals(decoder.push(utf8.encode("\x1b")), []);
  assert(decoder.pending);
  assertEquals(decoder.flush(), [{ name: "escape" }]);
  assertEquals(decoder.push(utf8.encode("b")), [{ name: "text", text: "b" }]);
  for (const begun of ["\x1b[1;", "\x1bO", "\x1b]0;title"]) {
    decoder.push(utf8.encode(begun));
    assertEquals(decoder.flush(), []);
    assertEquals(decoder.push(utf8.encode("x")), [{ name: "text", text: "x" }]);
  }
  assertEquals(decoder.pending, false);
});

Deno.test("it makes no difference where the bytes are split", () => {
  const all = `héß\x1b[1;5D你${paste("a\x1b[x\r\nb\x1b[201")}\x1bb\x1bOA\x03👨‍👩‍👧\x1b[3~\r`;
  const bytes = utf8.encode(all);
  const joined = (keys: Key[]) => {
    const out: Key[] = [];
    for (const key of keys) {
      const last = out.at(-1);
      if (key.name === "text" && "text" in key && last?.name === "text" && "text" in last) {
        out[out.length - 1] = { name: "text", text: last.text + key.text };
      } else out.push(key);
    }
    return out;
  };
  const whole = joined(new KeyDecoder().push(bytes));
  for (let at = 0; at <= bytes.length; at++) {
    const decoder = new KeyDecoder();
    assertEquals(joined([...decoder.push(bytes.slice(0, at)), ...decoder.push(bytes.slice(at))]), whole, `at ${at}`);
  }
});
