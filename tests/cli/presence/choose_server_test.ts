import { assert, assertEquals, assertMatch } from "@std/assert";
import { startInShell } from "../../fake/shell_terminal.ts";
import type { Tmux } from "../../fake/tmux.ts";
import { randomBasePort, VchatProcess } from "../../fake/vchat_process.ts";

const QUIET = ["--no-config", "--no-window", "--camera", "none", "--wire", "plain"];

/** Runs an announced server, and a client without a host in a terminal. Other servers may be on this network as well. */
async function withMenu(
  body: (menu: { tmux: Tmux; server: VchatProcess; name: string }) => Promise<void>,
  env: Record<string, string> = {},
): Promise<void> {
  const name = `Menu ${crypto.randomUUID().slice(0, 8)}`;
  const server = new VchatProcess([
    ...["--role", "server", "--port", String(randomBasePort()), "--name", name],
    ...QUIET,
  ]);
  const tmux = await startInShell(["--role", "client", ...QUIET], { columns: 100, rows: 30, env });
  try {
    await tmux.until(new RegExp(`^[ >]*\\d+  ${name}  .*not encrypted$`, "m"));
    await body({ tmux, server, name });
  } finally {
    await tmux.close();
    try {
      server.kill("SIGKILL");
    } catch {
      // The test has already ended it.
    }
    await server.ended();
  }
}

/** The number of the server with that name in the list. */
async function numberOf(tmux: Tmux, name: string): Promise<string> {
  const row = new RegExp(`^[ >]*(\\d+)  ${name} `, "m");
  return row.exec((await tmux.until(row)).join("\n"))![1];
}

Deno.test("choosing: a number and Enter call the server, and the call continues in the same terminal", () =>
  withMenu(async ({ tmux, name, server }) => {
    await tmux.type(await numberOf(tmux, name));
    await tmux.until(new RegExp(`^> *\\d+  ${name}`, "m"));
    await tmux.press("Enter");
    await tmux.until(/^● in call, not encrypted/m);
    assertMatch((await tmux.screen()).join("\n"), new RegExp(`vchat: calling ${name} at `));
    await tmux.type("hello");
    await tmux.press("Enter");
    await server.until("stdout", /client: hello\n/);
    await tmux.press("C-c");
    await tmux.until(/^icanon echo +left 0$/m);
  }));

Deno.test("choosing: a server that leaves disappears from the list, and q restores the terminal", () =>
  withMenu(async ({ tmux, server, name }) => {
    server.kill("SIGTERM");
    await tmux.until((rows) => rows.every((row) => !row.includes(name)), "the server is gone");
    await tmux.type("q");
    const rows = await tmux.until(/^icanon echo +left 0$/m);
    assert(!rows.some((row) => row.includes("vchat: calling")));
  }));

Deno.test("choosing: Escape and Ctrl-C leave too", async () => {
  for (const key of ["Escape", "C-c"]) {
    await withMenu(async ({ tmux }) => {
      await tmux.press(key);
      await tmux.until(/^icanon echo +left 0$/m);
    });
  }
});

Deno.test("choosing: a terminal that only prints gets one line per server, and reads a number", () =>
  withMenu(async ({ tmux, name, server }) => {
    await tmux.type("999");
    await tmux.press("Enter");
    await tmux.until(/^there is no 999 in the list$/m);
    await tmux.type(await numberOf(tmux, name));
    await tmux.press("Enter");
    await server.until("stderr", /in call with client/);
    const rows = await tmux.until(new RegExp(`vchat: calling ${name} at `));
    assertEquals(rows.filter((row) => row.includes(name) && row.includes("not encrypted")).length, 1);
  }, { TERM: "dumb" }));
