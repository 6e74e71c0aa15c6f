import { assert, assertEquals } from "@std/assert";
import { fc } from "../../fake/fc.ts";
import { InlineScreen } from "../../../src/cli/terminal/inline_screen.ts";
import type { Entry, ScreenModel } from "../../../src/cli/terminal/screen.ts";
import { VirtualTerminal } from "../../fake/virtual_terminal.ts";

const entry = (text: string): Entry => ({ head: [{ text: "A: ", tone: "remote" }], text, indent: { text: "  | " } });

/** A screen with an input line, and what the terminal shows. */
function inlineScreen(columns = 30, rows = 8, { colour = false, reflows = true } = {}) {
  const terminal = new VirtualTerminal(columns, rows, { reflows });
  const screen = new InlineScreen({ columns, rows }, { colour, reflows });
  const model: ScreenModel & { status: string; text: string; cursor: number } = {
    status: "status",
    statusRow: (width) => [{ text: model.status.slice(0, width), tone: "good" }],
    prompt: "> ",
    text: "",
    cursor: 0,
  };
  const paint = () => {
    const text = screen.render(model);
    terminal.write(text);
    return text;
  };
  const type = (text: string, cursor = text.length) => Object.assign(model, { text, cursor });
  paint();
  return { terminal, screen, model, paint, type };
}

const filled = (rows: string[]) => rows.slice(0, rows.findLastIndex((row) => row !== "") + 1);

Deno.test("a status line and an input line, with entries above them", () => {
  const { terminal, screen, paint, type } = inlineScreen();
  assertEquals(filled(terminal.screen), ["status", ">"]);
  screen.print(entry("hello"));
  screen.print(entry("one two three four five six seven"));
  type("typing");
  paint();
  assertEquals(filled(terminal.screen), [
    "A: hello",
    "A: one two three four five six",
    "  | seven",
    "status",
    "> typing",
  ]);
  assertEquals(terminal.cursor, { row: 4, column: 8 });
  assertEquals(terminal.cursorShown, true);
});

Deno.test("the status line changes in place, and nothing is sent if nothing changed", () => {
  const { terminal, screen, model, paint } = inlineScreen();
  assertEquals(paint(), "");
  model.status = "another status";
  paint();
  model.status = "short";
  paint();
  assertEquals(filled(terminal.screen), ["short", ">"]);
  screen.invalidate();
  assert(paint() !== "");
  assertEquals(filled(terminal.screen), ["short", ">"]);
});

Deno.test("entries scroll off the top of the screen into the terminal's history", () => {
  const { terminal, screen, paint } = inlineScreen(30, 4);
  for (let n = 1; n <= 6; n++) screen.print(entry(String(n)));
  paint();
  assertEquals([...terminal.history, ...terminal.screen], [...[1, 2, 3, 4, 5, 6].map((n) => `A: ${n}`), "status", ">"]);
});

Deno.test("the cursor is at its place in the text, also between wide characters", () => {
  const { terminal, paint, type } = inlineScreen();
  type("你好ab", 2);
  paint();
  assertEquals(terminal.cursor, { row: 1, column: 6 });
  type("x".repeat(100), 100);
  paint();
  assertEquals([terminal.screen[1], terminal.cursor.column], [`> …${"x".repeat(26)}`, 29]);
});

Deno.test("colours are used only if wanted", () => {
  assertEquals(inlineScreen(30, 8, { colour: true }).terminal.styleAt(0, 0), "32");
  assertEquals(inlineScreen(30, 8).terminal.styleAt(0, 0), "");
});

Deno.test("closing leaves the entries, with the cursor below them", () => {
  const { terminal, screen, paint, type } = inlineScreen();
  screen.print(entry("hello"));
  type("unfinished");
  paint();
  screen.print(entry("bye"));
  terminal.write(screen.close());
  assertEquals(filled(terminal.screen), ["A: hello", "A: bye"]);
  assertEquals(terminal.cursor, { row: 2, column: 0 });
});

Deno.test("a stuck terminal later gets the newest entries, and how many are missing", () => {
  const { terminal, screen, paint } = inlineScreen(60, 5);
  for (let n = 1; n <= 2003; n++) screen.print(entry(String(n)));
  paint();
  assertEquals(terminal.history[0], "… 3 lines came too fast to be shown");
  assertEquals(terminal.history[1], "A: 4");
  assertEquals(terminal.screen.slice(-3), ["A: 2003", "status", ">"]);
});

Deno.test("after any printing, typing and resizing there is one status line, one input line, and every entry", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "word ", "你", "e\u0301"), maxLength: 60 });
  const step = fc.oneof(
    fc.record({ print: text }),
    fc.record({ type: text, at: fc.nat() }),
    fc.record({ status: fc.string({ unit: fc.constant("S"), minLength: 1, maxLength: 50 }) }),
    fc.record({ columns: fc.integer({ min: 21, max: 50 }), rows: fc.integer({ min: 8, max: 14 }) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
      const { terminal, screen, model, paint, type } = inlineScreen();
      model.status = "S";
      let printed = "";
      for (const step of steps) {
        if ("print" in step) {
          printed += `A:${step.print}`;
          screen.print(entry(step.print));
        } else if ("type" in step) type(step.type, step.at % (step.type.length + 1));
        else if ("status" in step) model.status = step.status;
        else {
          terminal.resize(step.columns, step.rows);
          screen.resize(step);
        }
        paint();
        const { screen: rows, cursor } = terminal;
        assertEquals(rows[cursor.row - 1], model.status.slice(0, terminal.columns));
        assert(rows[cursor.row].startsWith(">"));
        assertEquals(rows.slice(cursor.row + 1).filter((row) => row !== ""), []);
        const entries = [...terminal.history, ...rows.slice(0, cursor.row - 1)];
        assertEquals(entries.join("").replace(/\s|\|/g, ""), printed.replace(/\s/g, ""));
      }
    }),
    { seed: 4, numRuns: 300 },
  );
});

Deno.test("a size that changes within a painting leaves one status line, one input line, and every entry", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "word ", "你", "e\u0301"), maxLength: 60 });
  // The size changes after this part of the painting: before it, after the erasing, the status line, or the input line.
  const change = fc.record({
    columns: fc.integer({ min: 21, max: 50 }),
    // Enough for all that may be painted again: what has scrolled off the top cannot be erased.
    rows: fc.integer({ min: 40, max: 50 }),
    part: fc.integer({ min: 0, max: 3 }),
  });
  const step = fc.record({
    print: fc.option(fc.record({ text, pending: fc.boolean() })),
    settle: fc.boolean(),
    type: fc.option(fc.record({ text, at: fc.nat() })),
    status: fc.string({ unit: fc.constant("S"), minLength: 1, maxLength: 50 }),
    changes: fc.array(change, { maxLength: 3 }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 8 }), fc.nat({ max: 45 }), (steps, above) => {
      const { terminal, screen, model, type } = inlineScreen(30, 45);
      terminal.write(screen.suspend() + "\r\n".repeat(above));
      const sizeNow = () => ({ columns: terminal.columns, rows: terminal.height });
      let known = sizeNow();
      let printed = "";
      const pending = new Map<number, string>();
      for (const [id, step] of steps.entries()) {
        model.status = step.status;
        if (step.settle) {
          for (const [id, text] of pending) screen.replace(marked(id, "-", text, false));
          pending.clear();
        }
        if (step.print) {
          printed += `-${step.print.text}`;
          screen.print(marked(id, "-", step.print.text, step.print.pending));
          if (step.print.pending) pending.set(id, step.print.text);
        }
        if (step.type) type(step.type.text, step.type.at % (step.type.text.length + 1));
        const changes = step.changes.map((change, at) => ({ change, isFirst: at === 0 }));
        for (;;) {
          const parts = screen.render(model, "ASK").split("ASK");
          if (parts.length === 1) break;
          const next = changes.shift();
          const answers = parts.map((part, at) => {
            terminal.write(part);
            if (next?.change.part === at) {
              // One that grows again at once can lose entries.
              const most = next.isFirst ? Infinity : terminal.columns;
              terminal.resize(Math.min(next.change.columns, most), next.change.rows);
            }
            return { ...sizeNow(), rowsAbove: terminal.cursor.row };
          });
          screen.painted(answers.slice(0, -1));
          const now = sizeNow();
          if (now.columns !== known.columns || now.rows !== known.rows) screen.resize(known = now);
        }
        const { screen: rows, cursor } = terminal;
        assertEquals(rows[cursor.row - 1], model.status.slice(0, terminal.columns));
        assert(rows[cursor.row].startsWith(">"));
        assertEquals(rows.slice(cursor.row + 1).filter((row) => row !== ""), []);
        const entries = [...terminal.history, ...rows.slice(0, cursor.row - 1)];
        assertEquals(entries.join("").replace(/\s|\|/g, ""), printed.replace(/\s/g, ""));
      }
    }),
    { seed: 6, numRuns: 500 },
  );
});

Deno.test("a row that the terminal moved to its history is erased when it may be back", () => {
  for (const [rowsAbove, rowsAboveLater] of [[2, 1], [1, 2]]) {
    const { screen, model, paint } = inlineScreen(60, 8);
    model.status = "S".repeat(60);
    paint();
    const paintIn = (columns: number, rowsAbove: number) => {
      screen.resize({ columns, rows: 8 });
      const text = screen.render(model, "ASK");
      screen.painted(new Array(3).fill({ columns, rows: 8, rowsAbove }));
      assertEquals(screen.render(model, "ASK"), "");
      return text;
    };
    assert(paintIn(30, rowsAbove).includes("\r\x1b[2A"));
    const text = paintIn(60, rowsAboveLater);
    assert(text.includes(`\r\x1b[${rowsAboveLater}A`), JSON.stringify(text));
    assert(paintIn(60, 1).includes("\r\x1b[1A"), "erased only once");
  }
});

Deno.test("everything is painted again if a part was painted in another size, though it is the same again", () => {
  const { screen, model } = inlineScreen(60, 8);
  const sizes = [60, 40, 60].map((columns) => ({ columns, rows: 8, rowsAbove: 1 }));
  screen.render(model, "ASK");
  screen.painted(sizes);
  assert(screen.render(model, "ASK") !== "");
});

Deno.test("a terminal that cuts rows instead of wrapping them loses nothing above the status line", () => {
  const { terminal, screen, model, paint } = inlineScreen(60, 8, { reflows: false });
  model.status = "S".repeat(60);
  screen.print(entry("kept"));
  paint();
  for (const columns of [25, 40, 22, 60]) {
    terminal.resize(columns, 8);
    screen.resize({ columns, rows: 8 });
    paint();
    assertEquals(filled(terminal.screen), ["A: kept", "S".repeat(columns), ">"]);
  }
});

Deno.test("while another program has the terminal nothing of ours is on it; afterwards we start below its output", () => {
  const { terminal, screen, paint, type } = inlineScreen();
  screen.print(entry("hello"));
  type("typing");
  paint();
  terminal.write(screen.suspend());
  assertEquals([filled(terminal.screen), terminal.cursorShown], [["A: hello"], true]);
  terminal.write("$ fg\r\n");
  paint();
  assertEquals(filled(terminal.screen), ["A: hello", "$ fg", "status", "> typing"]);
});

const marked = (id: number, mark: string, text: string, pending = true): Entry => ({
  ...{ head: [{ text: `${mark} ` }], text, indent: { text: "  | " } },
  ...{ id, pending },
});

Deno.test("an entry that may change is printed again in place, and stays once settled", () => {
  const { terminal, screen, paint } = inlineScreen();
  screen.print(marked(1, "-", "one"));
  screen.print(entry("hello"));
  paint();
  screen.replace(marked(1, "+", "one", false));
  paint();
  assertEquals(filled(terminal.screen), ["+ one", "A: hello", "status", ">"]);
  screen.replace(marked(1, "x", "one", false));
  assertEquals(paint(), "");
});

Deno.test("an entry that scrolled off, or may lie above another program's output, stays as it is", () => {
  const { terminal, screen, paint } = inlineScreen(30, 5);
  for (let n = 1; n <= 5; n++) screen.print(marked(n, "-", String(n)));
  paint();
  for (let n = 1; n <= 5; n++) screen.replace(marked(n, "+", String(n)));
  paint();
  assertEquals([...terminal.history, ...terminal.screen], ["- 1", "- 2", "+ 3", "+ 4", "+ 5", "status", ">"]);
  terminal.write(screen.suspend());
  terminal.write("$ fg\r\n");
  screen.replace(marked(5, "x", "5"));
  paint();
  assertEquals(terminal.screen, ["+ 4", "+ 5", "$ fg", "status", ">"]);
  screen.invalidate();
  screen.replace(marked(5, "x", "5"));
  paint();
  assertEquals(terminal.screen, ["+ 4", "+ 5", "$ fg", "status", ">"]);
});

Deno.test("after any printing, changing and resizing each entry is there once, above one status line", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "word ", "你"), minLength: 1, maxLength: 40 });
  const step = fc.oneof(
    fc.record({ print: text, pending: fc.boolean() }),
    fc.record({ change: fc.nat(), settled: fc.boolean() }),
    fc.record({ columns: fc.integer({ min: 21, max: 50 }), rows: fc.integer({ min: 4, max: 14 }) }),
    fc.constant({ paint: true }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), fc.boolean(), (steps, reflows) => {
      const { terminal, screen, paint } = inlineScreen(30, 8, { reflows });
      const texts: string[] = [];
      const pending = new Set<number>();
      for (const step of steps) {
        if ("print" in step) {
          const id = texts.push(step.print) - 1;
          screen.print(marked(id, `<${id}-`, step.print, step.pending));
          if (step.pending) pending.add(id);
        } else if ("change" in step) {
          const id = [...pending][step.change % pending.size];
          if (id === undefined) continue;
          if (step.settled) pending.delete(id);
          screen.replace(marked(id, `<${id}+`, texts[id], !step.settled));
        } else if ("columns" in step) {
          paint();
          terminal.resize(step.columns, step.rows);
          screen.resize(step);
          paint();
        } else paint();
      }
      paint();
      const { screen: rows, cursor } = terminal;
      const printed = [...terminal.history, ...rows.slice(0, cursor.row - 1)].join("\n");
      for (const [id] of texts.entries()) assertEquals(printed.split(`<${id}`).length, 2, printed);
      assertEquals(rows[cursor.row - 1], "status");
    }),
    { seed: 5, numRuns: 300 },
  );
});
