import { assertEquals, assertMatch, assertNotMatch } from "@std/assert";
import { selfCommand } from "../../../src/io/process/self_command.ts";
import { eventually } from "../../fake/eventually.ts";
import { runningIn, startInShell } from "../../fake/shell_terminal.ts";
import { isPaintedFor, QUIET, said, withTerminalCall } from "../../fake/terminal_call.ts";
import { Tmux } from "../../fake/tmux.ts";
import { randomBasePort } from "../../fake/vchat_process.ts";

const PICTURE = { args: ["--camera", "none", "--ascii"], peerArgs: ["--camera", "test"], inCall: /● in call/ };
/** The cursor is visible, and the first screen is shown. */
const SANE = "1 0";
const lookOf = (tmux: Tmux) => tmux.ask("#{cursor_flag} #{alternate_on}");

for (const signal of ["SIGTERM", "SIGHUP", "SIGINT"] as const) {
  for (const [what, options] of [["a call", {}], ["a picture", PICTURE]] as const) {
    Deno.test(`terminal: ${signal} during ${what} leaves the call and restores the terminal`, () =>
      withTerminalCall(async ({ tmux }) => {
        await tmux.type("not sent");
        // What vchat has not read when it ends is the shell's, and shown there.
        await tmux.until(/not sent/);
        Deno.kill(await runningIn(tmux), signal);
        const rows = said(await tmux.until(/left \d/));
        assertMatch(rows.at(-2)!, /^· you have left the call; the call lasted \d+:\d\d$/);
        assertEquals(rows.at(-1), "icanon echo  left 0");
        assertNotMatch(rows.join("\n"), /● |not sent|▀/);
        assertEquals(await lookOf(tmux), SANE);
      }, options));
  }
}

Deno.test("terminal: a signal in the server menu, or before anybody answers, restores the terminal", async () => {
  const nobody = ["--host", "127.0.0.1", "--port", String(randomBasePort())];
  for (const [args, shown] of [[[], /q leaves/], [nobody, /^● calling/m]] as const) {
    for (const signal of ["SIGTERM", "SIGHUP"] as const) {
      const tmux = await startInShell(["--role", "client", ...args, "--camera", "none", ...QUIET]);
      try {
        await tmux.until(shown);
        Deno.kill(await runningIn(tmux), signal);
        await tmux.until(/^icanon echo +left 130$/m);
        assertEquals(await lookOf(tmux), SANE);
      } finally {
        await tmux.close();
      }
    }
  }
});

Deno.test("terminal: closing it ends the call, and the peer is told", () =>
  withTerminalCall(async ({ tmux, peer }) => {
    const process = await runningIn(tmux);
    await tmux.close();
    await peer.until("stderr", /vchat: waiting for the next call/);
    await eventually(() => !isAlive(process));
  }));

function isAlive(process: number): boolean {
  try {
    return !/^State:\s+Z/m.test(Deno.readTextFileSync(`/proc/${process}/status`));
  } catch {
    return false;
  }
}

for (const [what, more] of [["the conversation", []], ["the picture", ["--ascii"]], ["the menu", undefined]] as const) {
  Deno.test(`terminal: Ctrl-Z hands ${what} to the shell, and fg brings it back`, async () => {
    const nobody = ["--host", "127.0.0.1", "--port", String(randomBasePort())];
    const self = selfCommand(["--role", "client", "--camera", "none", ...QUIET, ...more ? [...nobody, ...more] : []]);
    const shown = more ? /^● calling 127/m : /^looking for servers|q leaves/m;
    const tmux = await Tmux.start(["sh", "-c", "exec bash --norc --noprofile -i"], { env: { PS1: "ready: " } });
    try {
      await tmux.until(/^ready:/m);
      await tmux.type(`clear; ${[self.command, ...self.args].map((word) => `'${word}'`).join(" ")}`);
      await tmux.press("Enter");
      await tmux.until(shown);
      if (more) await tmux.type("half a line");
      await tmux.press("C-z");
      await tmux.until(/^\[1\]\+ +Stopped[\s\S]*^ready:$/m);
      assertEquals(await lookOf(tmux), SANE);
      assertNotMatch((await tmux.screen()).join("\n"), /● calling|q leaves/);
      await tmux.type("stty -a | grep -o -e '-\\?icanon' -e '-\\?echo ' | tr '\\n' ' '");
      await tmux.press("Enter");
      await tmux.until(/^icanon echo/m);
      await tmux.type("fg");
      await tmux.press("Enter");
      const rows = await tmux.until(shown);
      assertEquals(rows.filter((row) => shown.test(row)).length, 1);
      if (more) await tmux.until(/^> half a line$/m);
      await tmux.press("C-c");
      await tmux.until((rows) => /^ready:$/.test(rows.findLast((row) => row !== "") ?? ""), "the shell's prompt");
      assertEquals(await lookOf(tmux), SANE);
    } finally {
      await tmux.close();
    }
  });
}

Deno.test("terminal: Ctrl-Z without a waiting shell changes nothing", async () => {
  const self = selfCommand([
    ...["--role", "client", "--host", "127.0.0.1", "--port", String(randomBasePort()), "--camera", "none", ...QUIET],
  ]);
  const tmux = await Tmux.start([self.command, ...self.args]);
  try {
    await tmux.until(/^● calling/m);
    await tmux.press("C-z");
    await tmux.type("still here");
    const rows = await tmux.until(/^> still here$/m);
    assertEquals(rows.filter((row) => row.startsWith("● calling")).length, 1);
  } finally {
    await tmux.close();
  }
});

Deno.test("terminal: many changes of size leave one status line and every received line", () =>
  withTerminalCall(async ({ tmux, peer }) => {
    for (let n = 1; n <= 12; n++) {
      await peer.type(`received ${n}: a line that has to be broken where the terminal is narrow\n`);
    }
    const typed =
      "a line that is being typed, and is longer than the terminal is wide: 你好 and so it is cut on its left side";
    await tmux.type(typed);
    await tmux.until(/received 12:[\s\S]*on its left side$/m);
    const sizes = [[40, 14], [100, 14], [30, 8], [120, 20], [25, 20], [80, 6], [61, 24], [33, 14], [80, 16]];
    for (const [columns, rows] of sizes) {
      await tmux.resize(columns, rows);
      await tmux.until((rows) => {
        const shown = rows.filter((row) => row !== "");
        return /^> .*side$/.test(shown.at(-1) ?? "") && isPaintedFor(columns, shown.at(-1)!, typed) &&
          shown.at(-2)!.startsWith("● in call");
      }, `status and input in ${columns} columns`);
      // It may be looked at while the status line is painted again.
      await tmux.until(async () => {
        const all = await tmux.screen({ history: true });
        const count = (pattern: RegExp) => all.filter((row) => pattern.test(row)).length;
        const text = all.join("").replace(/[\s│]/g, "");
        return count(/^● in call/) === 1 && count(/^> /) === 1 &&
          Array.from(
            { length: 12 },
            (_, n) => text.includes(`received${n + 1}:alinethathastobebrokenwheretheterminalisnarrow`),
          ).every(Boolean);
      }, `one status line and all that was received, in ${columns} columns`);
    }
    assertMatch((await tmux.screen()).join("\n"), /received 12/);
  }));
