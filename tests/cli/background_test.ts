import { assertEquals, assertNotMatch } from "@std/assert";
import { selfCommand } from "../../src/io/process/self_command.ts";
import { QUIET } from "../fake/terminal_call.ts";
import { Tmux } from "../fake/tmux.ts";
import { randomBasePort, VchatProcess } from "../fake/vchat_process.ts";

/** An interactive shell in a terminal, with a way to start a vchat server in it. */
async function inShell(
  options: readonly string[],
  body: (tmux: Tmux, start: (more: string) => Promise<void>, client: () => VchatProcess) => Promise<void>,
  env: Record<string, string> = {},
): Promise<void> {
  const ends = ["--host", "127.0.0.1", "--port", String(randomBasePort()), "--camera", "none"];
  const quiet = QUIET.filter((option) => option !== "--no-window");
  const self = selfCommand(["--role", "server", ...ends, ...quiet, ...options]);
  const clients: VchatProcess[] = [];
  // No display: a window could cover this one, or show up on another test's display.
  const tmux = await Tmux.start([
    "env",
    "-u",
    "DISPLAY",
    "-u",
    "WAYLAND_DISPLAY",
    "bash",
    "--norc",
    "--noprofile",
    "-i",
  ], {
    columns: 120,
    env: { PS1: "ready: ", ...env },
  });
  try {
    await tmux.until(/^ready:/m);
    const start = async (more: string) => {
      await tmux.type(`clear; ${[self.command, ...self.args].map((word) => `'${word}'`).join(" ")} ${more}`);
      await tmux.press("Enter");
    };
    await body(tmux, start, () => {
      const client = new VchatProcess(["--role", "client", ...ends, ...QUIET]);
      clients.push(client);
      return client;
    });
  } finally {
    await tmux.close();
    for (const client of clients) {
      client.kill("SIGKILL");
      await client.ended();
    }
  }
}

/** Asks the shell for its jobs until one has `state`. Anything else that the shell prints is ignored. */
async function jobIs(tmux: Tmux, state: RegExp): Promise<void> {
  await tmux.type("clear; jobs");
  await tmux.press("Enter");
  await tmux.until(state);
}

/** Brings the job to the foreground. Settles when the shell names it, having released the terminal. */
async function toForeground(tmux: Tmux): Promise<void> {
  await tmux.type("clear; fg");
  await tmux.press("Enter");
  await tmux.until((rows) => /^'?\//.test(rows[0]), "the command of the job");
}

async function typeToPeer(tmux: Tmux, client: VchatProcess, text: string): Promise<void> {
  await tmux.type(text);
  await tmux.press("Enter");
  await client.until("stdout", new RegExp(`: ${text}\n`));
}

if (Deno.build.os !== "windows") {
  for (const [what, options] of [["without a window", ["--no-window"]], ["that wants a window", []]] as const) {
    Deno.test(`a server ${what}, started with &, can be called, is not stopped, and reads what is typed after fg`, () =>
      inShell(options, async (tmux, start, client) => {
        await start("2>/dev/null &");
        const peer = client();
        await peer.until("stderr", /in call with/);
        await jobIs(tmux, /^\[1\]\+ +Running/m);
        await peer.type("to the background\n");
        await tmux.until(/client: to the background$/m);
        // The shell reads what is typed.
        await tmux.type("echo $((6 * 7))");
        await tmux.press("Enter");
        await tmux.until(/^42$/m);
        await toForeground(tmux);
        await typeToPeer(tmux, peer, "from the foreground");
        await tmux.press("C-z");
        await tmux.until(/^\[1\]\+ +Stopped/m);
        await tmux.type("bg");
        await tmux.press("Enter");
        await jobIs(tmux, /^\[1\]\+ +Running/m);
        await toForeground(tmux);
        await typeToPeer(tmux, peer, "once more");
        assertNotMatch(peer.stdout, /echo|bg|fg/);
      }));
  }

  Deno.test("in the background --seconds ends a call, with status 0", () =>
    inShell(["--no-window", "--seconds", "1"], async (tmux, start) => {
      await start("2>/dev/null & wait $!; echo left $?");
      await tmux.until(/^left 0$/m);
    }));

  Deno.test("--ascii needs the foreground and says so", () =>
    inShell(["--ascii"], async (tmux, start) => {
      await start("& wait $!; echo left $?");
      const rows = await tmux.until(/^left 2$/m);
      assertEquals(rows.filter((row) => row.includes("it was started in the background")).length, 1);
    }));

  Deno.test("a conversation in the terminal continues after Ctrl-Z and bg, and is shown again after fg", () =>
    inShell(["--no-window"], async (tmux, start, client) => {
      await start("");
      const peer = client();
      await tmux.until(/^● in call/m);
      await tmux.type("half a line");
      await tmux.until(/^> half a line$/m);
      await tmux.press("C-z");
      await tmux.until(/^\[1\]\+ +Stopped/m);
      await tmux.type("bg");
      await tmux.press("Enter");
      await jobIs(tmux, /^\[1\]\+ +Running/m);
      await peer.type("meanwhile\n");
      await jobIs(tmux, /^\[1\]\+ +Running/m);
      await tmux.type("fg");
      await tmux.press("Enter");
      await tmux.until(/meanwhile[^]*^● in call[^]*^> half a line$/m);
      await tmux.type(" and its end");
      await tmux.press("Enter");
      await peer.until("stdout", /: half a line and its end\n/);
    }));
}
