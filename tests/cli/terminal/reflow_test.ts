import { assertEquals } from "@std/assert";
import { firstRows, rowsAround, terminalReflows } from "../../../src/cli/terminal/reflow.ts";

Deno.test("the rows around the cursor are those painted, and more if a narrower terminal wrapped them", () => {
  const painted = { widths: [80, 10, 0], cursorColumn: 45, lastWidth: 70, columns: 80 };
  assertEquals(rowsAround(painted, 80, true), { above: 3, below: 0 });
  assertEquals(rowsAround(painted, 100, true), { above: 3, below: 0 });
  assertEquals(rowsAround(painted, 40, true), { above: 2 + 1 + 1 + 1, below: 0 });
  assertEquals(rowsAround(painted, 30, true), { above: 3 + 1 + 1 + 1, below: 1 });
  assertEquals(rowsAround(painted, 30, false), { above: 3, below: 0 });
});

Deno.test("the first rows of a terminal that wraps are whole rows, or the start of one", () => {
  const painted = { widths: [80, 10, 0], cursorColumn: 45, lastWidth: 70, columns: 80 };
  assertEquals(firstRows(painted, 0, 30), []);
  assertEquals(firstRows(painted, 2, 30), [60]);
  assertEquals(firstRows(painted, 5, 30), [80, 10, 0]);
  assertEquals(firstRows(painted, 6, 30), [80, 10, 0, 30]);
});

Deno.test("xterm, rxvt, screen and the console cut rows; tmux and VTE terminals wrap them", () => {
  const reflows = (env: Record<string, string>) => terminalReflows((name) => env[name]);
  for (
    const env of [
      { TERM: "xterm-256color", XTERM_VERSION: "XTerm(390)" },
      { TERM: "rxvt-unicode-256color" },
      { TERM: "xterm", COLORTERM: "rxvt-xpm" },
      { TERM: "screen", STY: "1.tty" },
      { TERM: "linux" },
    ] as Record<string, string>[]
  ) {
    assertEquals(reflows(env), false);
    assertEquals(reflows({ ...env, TMUX: "/tmp/tmux-0/default,1,0" }), true);
    assertEquals(reflows({ ...env, VTE_VERSION: "7200" }), true);
  }
  assertEquals([reflows({ TERM: "xterm-256color" }), reflows({})], [true, true]);
});
