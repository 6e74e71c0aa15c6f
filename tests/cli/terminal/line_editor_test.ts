import { assert, assertEquals } from "@std/assert";
import { fc } from "../../fake/fc.ts";
import type { Key, KeyName } from "../../../src/cli/terminal/key_decoder.ts";
import { LINE_LIMIT, LineEditor } from "../../../src/cli/terminal/line_editor.ts";

/** What the editor shows after text (in quotes) and keys: `'one two' ctrl-w`. The cursor is shown as `|`. */
function edited(script: string, editor = new LineEditor()): string {
  for (const [, text, name] of script.matchAll(/'([^']*)'|(\S+)/g)) {
    editor.press(text !== undefined ? { name: "text", text } : { name: name as KeyName });
  }
  return `${editor.text.slice(0, editor.cursor)}|${editor.text.slice(editor.cursor)}`;
}

Deno.test("moving and typing", () => {
  assertEquals(edited("'held' left left 'l' ctrl-a '>' ctrl-e '<'"), ">helld<|");
  assertEquals(edited("'abc' home right 'x' end 'y'"), "axbcy|");
  assertEquals(edited("'ab' left left left right"), "a|b");
  assertEquals(edited("'ab' ctrl-b ctrl-f right right 'c'"), "abc|");
});

Deno.test("a grapheme is one step and one deletion", () => {
  assertEquals(edited("'a👨‍👩‍👧é你' left left left"), "a|👨‍👩‍👧é你");
  assertEquals(edited("'a👨‍👩‍👧' backspace"), "a|");
  assertEquals(edited("'e\u0301你x' home delete"), "|你x");
  assertEquals(edited("'你好' left ctrl-d"), "你|");
  assertEquals(edited("backspace left right delete up down ctrl-k ctrl-u ctrl-w alt-d ctrl-t"), "|");
});

Deno.test("word keys go to the start and end of words, in every script", () => {
  assertEquals(edited("'one two-three' alt-b"), "one two-|three");
  assertEquals(edited("'one two' ctrl-left ctrl-left"), "|one two");
  assertEquals(edited("'one two' home alt-f"), "one| two");
  assertEquals(edited("'one two' home ctrl-right ctrl-right ctrl-right"), "one two|");
  assertEquals(edited("'我们吃饭' alt-b"), "我们|吃饭");
});

Deno.test("killed text can be yanked", () => {
  assertEquals(edited("'one two-three' ctrl-w"), "one |");
  assertEquals(edited("'one two-three' alt-backspace"), "one two-|");
  assertEquals(edited("'one two' ctrl-a alt-d"), "| two");
  assertEquals(edited("'one two' alt-b ctrl-k ctrl-a ctrl-y"), "two|one ");
  assertEquals(edited("'one two' alt-b ctrl-u ctrl-e ctrl-y"), "twoone |");
  assertEquals(edited("'ab' ctrl-t"), "ba|");
  assertEquals(edited("'abc' left ctrl-t"), "acb|");
});

Deno.test("enter sends and clears the line; alt-enter inserts a line break", () => {
  const editor = new LineEditor();
  edited("'one' alt-enter 'two' ctrl-j", editor);
  assertEquals(editor.press({ name: "enter" }), { kind: "sent", text: "one\ntwo\n" });
  assertEquals([editor.text, editor.cursor], ["", 0]);
});

Deno.test("the history has the sent lines, and what was being typed", () => {
  const editor = new LineEditor();
  for (const line of ["first", "second", "second"]) edited(`'${line}' enter`, editor);
  assertEquals(edited("'dra' up", editor), "second|");
  assertEquals(edited("up", editor), "first|");
  assertEquals(edited("up up", editor), "first|");
  assertEquals(edited("'!' down", editor), "second|");
  assertEquals(edited("down", editor), "dra|");
  assertEquals(edited("down 'ft'", editor), "draft|");
  assertEquals(edited("ctrl-p ctrl-p", editor), "first!|");
  edited("enter", editor);
  assertEquals(edited("up", editor), "first!|");
  assertEquals(edited("up up", editor), "first|");
});

Deno.test("Ctrl-C leaves; Ctrl-D ends the input only on an empty line", () => {
  const editor = new LineEditor();
  assertEquals(editor.press({ name: "ctrl-d" }), { kind: "end_of_input" });
  edited("'x' left", editor);
  assertEquals(editor.press({ name: "ctrl-d" }), { kind: "edited" });
  assertEquals(editor.press({ name: "ctrl-c" }), { kind: "leave" });
  assertEquals(editor.press({ name: "ctrl-l" }), { kind: "redraw" });
});

Deno.test("a line has a limit, and the editor says when it is reached", () => {
  const editor = new LineEditor();
  const paste = (text: string, cut = false): Key => ({ name: "paste", text, cut });
  assertEquals(editor.press(paste("x".repeat(LINE_LIMIT - 1))).kind, "edited");
  assertEquals(editor.press(paste("😀")).kind, "full");
  assert(editor.text.isWellFormed());
  assertEquals(editor.text.length, LINE_LIMIT);
  assertEquals(editor.press({ name: "text", text: "y" }).kind, "full");
  assertEquals(new LineEditor().press(paste("part", true)).kind, "full");
});

Deno.test("after any keys the cursor is inside the line, and the line is well-formed", () => {
  const names =
    ("left right home end up down backspace delete enter ctrl-a ctrl-e ctrl-u ctrl-k ctrl-w ctrl-y ctrl-t " +
      "ctrl-d alt-b alt-f alt-d alt-backspace alt-enter ctrl-left ctrl-right page-up escape tab").split(
        " ",
      ) as KeyName[];
  const key = fc.oneof(
    fc.constantFrom(...names).map((name): Key => ({ name })),
    fc.constantFrom("a", " ", "你", "👨‍👩‍👧", "\u0301", "🇩", "é\n").map((text): Key => ({ name: "text", text })),
  );
  fc.assert(
    fc.property(fc.array(key, { maxLength: 60 }), (keys) => {
      const editor = new LineEditor();
      for (const key of keys) {
        editor.press(key);
        assert(editor.cursor >= 0 && editor.cursor <= editor.text.length);
        assert(editor.text.isWellFormed());
      }
    }),
    { seed: 1, numRuns: 300 },
  );
});
