import { assertEquals, assertMatch } from "@std/assert";
import { Tmux } from "../../fake/tmux.ts";

const MODULE = new URL("../../../src/io/terminal/system_terminal.ts", import.meta.url).href;
/** Takes the terminal over as a full-screen program does, and then ends as `how` says. */
const PROGRAM = `
  const { SystemTerminal } = await import("${MODULE}");
  const terminal = new SystemTerminal();
  const how = Deno.args[0];
  terminal.open({
    onBytes: (bytes) => terminal.write(JSON.stringify(new TextDecoder().decode(bytes)) + "\\r\\n"),
    onResize: () => terminal.write("size " + JSON.stringify(terminal.size()) + "\\r\\n"),
    onGone: () => {},
  }, () => "\\x1b[?1049l\\x1b[?25hrestored\\r\\n");
  await terminal.write("\\x1b[?1049h\\x1b[?25lopen\\r\\n");
  setTimeout(async () => {
    if (how === "throw") throw new Error("crashed");
    if (how === "reject") Promise.reject(new Error("crashed"));
    if (how === "exit") Deno.exit(3);
    if (how === "close") {
      await terminal.write("\\x1b[?1049l\\x1b[?25hclosed\\r\\n");
      await terminal.close();
      Deno.exit(0);
    }
  }, 300);
`;

async function inTerminal(how: string, body: (tmux: Tmux) => Promise<void>): Promise<void> {
  const path = await Deno.makeTempFile({ suffix: ".ts" });
  await Deno.writeTextFile(path, PROGRAM);
  const script = `"$@"; stty -a | grep -o -e '-\\?icanon' -e '-\\?echo ' | tr '\\n' ' '; echo ended; read -r key`;
  const tmux = await Tmux.start(["sh", "-c", script, "sh", Deno.execPath(), "run", "--no-check", "-A", path, how]);
  try {
    await body(tmux);
  } finally {
    await tmux.close();
    await Deno.remove(path);
  }
}

for (const [how, word] of [["throw", "restored"], ["reject", "restored"], ["exit", "restored"], ["close", "closed"]]) {
  Deno.test(`the terminal is restored when the program ends by ${how}`, () =>
    inTerminal(how, async (tmux) => {
      const rows = await tmux.until(/ended/);
      assertMatch(rows.join("\n"), new RegExp(`^${word}$[\\s\\S]*^icanon echo  ended$`, "m"));
      assertEquals(await tmux.ask("#{alternate_on} #{cursor_flag}"), "0 1");
    }));
}

Deno.test("keys arrive as they are pressed, and a new size is reported", () =>
  inTerminal("stay", async (tmux) => {
    await tmux.until(/^open$/m);
    await tmux.press("a", "C-c", "Up");
    // One read may bring one key or several.
    await tmux.until((rows) =>
      rows.filter((row) => /^".*"$/.test(row)).map((row) => JSON.parse(row)).join("") === "a\x03\x1b[A"
    );
    await tmux.resize(100, 30);
    await tmux.until(/^size \{"columns":100,"rows":30\}$/m);
  }));
