/** The start menu of a real vchat in a terminal. */
import { assert, assertMatch } from "@std/assert";
import { freeBasePort } from "../../fake/free_base_port.ts";
import { startInShell } from "../../fake/shell_terminal.ts";
import { VchatProcess } from "../../fake/vchat_process.ts";

const QUIET = ["--no-config", "--no-window", "--no-sound", "--camera", "none", "--no-remember"];

/** Runs a server that is announced, with its code. */
async function withServer(body: (server: VchatProcess, name: string, code: string) => Promise<void>): Promise<void> {
  const name = `Start ${crypto.randomUUID().slice(0, 8)}`;
  const server = new VchatProcess([...QUIET, "--role", "server", "--port", String(freeBasePort()), "--name", name]);
  await server.until("stderr", new RegExp(`sees this server as "${name}"`));
  try {
    await body(server, name, server.stderr.match(/\d+-[a-z]+-[a-z]+-[a-z]+$/mg)!.at(-1)!);
  } finally {
    server.kill("SIGTERM");
    await server.ended();
  }
}

Deno.test("without a display a menu lists the servers; a code is corrected, and its server is called in the terminal", () =>
  withServer(async (server, name, code) => {
    const options = QUIET.filter((option) => option !== "--no-window");
    const env = { DISPLAY: "", WAYLAND_DISPLAY: "" };
    const tmux = await startInShell(options, { columns: 120, rows: 30, env });
    try {
      await tmux.until(
        /^vchat: no display here, so the call is in this terminal; vchat --ascii shows its picture too$/m,
      );
      await tmux.until(new RegExp(`^ +\\d+  ${name}  .*sealed$`, "m"));
      assert((await tmux.screen()).some((row) => row.startsWith(">  w  Wait for a call")));
      await tmux.type(`${code}x`);
      await tmux.press("Enter");
      await tmux.until(/is not one of the words/);
      assertMatch((await tmux.screen()).join("\n"), new RegExp(`leaves: ${code}x$`, "m"));
      await tmux.press("BSpace", "Enter");
      await tmux.until(/^● in call, sealed/m);
      assertMatch((await tmux.screen()).join("\n"), new RegExp(`vchat: calling ${name} at `));
      await tmux.type("hello"); // not one key is lost between the menu and the call
      await tmux.press("Enter");
      await server.until("stdout", /: hello\n/);
      await tmux.press("C-c");
      await tmux.until(/^icanon echo +left 0$/m);
    } finally {
      await tmux.close();
    }
  }));

Deno.test("a terminal that only prints has the same menu in lines, and vchat CODE goes there by itself", () =>
  withServer(async (server, name, code) => {
    const env = { TERM: "dumb" };
    const tmux = await startInShell([...QUIET, code], { columns: 120, rows: 30, env });
    try {
      await server.until("stderr", /in call with/);
      const rows = await tmux.until(/vchat: in call with/);
      assert(rows.some((row) => row.startsWith(`looking for the server with the number ${code.split("-")[0]} `)));
      await tmux.press("C-c");
      await tmux.until(/^icanon echo +left 0$/m);
    } finally {
      await tmux.close();
    }
    const waiting = await startInShell([...QUIET, "--port", String(freeBasePort())], { columns: 120, rows: 30, env });
    try {
      await waiting.until(new RegExp(`^ *\\d+  ${name}  .*sealed$`, "m"));
      await waiting.type("w");
      await waiting.press("Enter");
      await waiting.until(/the code for the caller, to be told in person: /);
      await waiting.press("C-c");
      await waiting.until(/^icanon echo +left \d+$/m);
    } finally {
      await waiting.close();
    }
  }));
