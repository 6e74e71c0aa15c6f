import { assert, assertEquals, assertMatch, assertNotMatch } from "@std/assert";
import { eventually } from "../fake/eventually.ts";
import { startInShell } from "../fake/shell_terminal.ts";
import { endsWith, isPaintedFor, QUIET, said, showsMovingPicture, withTerminalCall } from "../fake/terminal_call.ts";
import { randomBasePort, VchatProcess } from "../fake/vchat_process.ts";

Deno.test("terminal: typing with wide characters, editing and history; received lines appear above the status line", () =>
  withTerminalCall(async ({ tmux, peer }) => {
    await tmux.type("你好 wrld");
    await tmux.press("Left", "Left", "Left");
    await tmux.type("o");
    await tmux.press("C-a");
    await tmux.type("👋 ");
    await tmux.until(/^> 👋 你好 world$/m);
    await tmux.until(async () => await tmux.ask("#{cursor_x}") === "5", "the cursor after the wave");
    await tmux.press("C-e", "Enter");
    await peer.until("stdout", /client: 👋 你好 world\n/);
    await peer.type("héllo 你好 ✓\n");
    await endsWith(
      tmux,
      "→ You: 👋 你好 world",
      "server: héllo 你好 ✓",
      /^● in call, not encrypted: server/,
      ">",
    );

    await tmux.type("half");
    await tmux.press("Up", "C-w");
    await tmux.type("again");
    await tmux.until(/^> 👋 你好 again$/m);
    await tmux.press("Enter");
    await tmux.until(/^>$/m);
    await tmux.press("Up", "Up", "Down", "Down");
    await peer.until("stdout", /client: 👋 你好 again\n/);
    assertEquals(peer.stdout.split("\n").length, 3);
  }));

Deno.test("terminal: a pasted text of several lines is one message", () =>
  withTerminalCall(async ({ tmux, peer }) => {
    await tmux.paste("one\ntwo\nthree");
    await tmux.until(/^> one↵two↵three$/m);
    await tmux.press("Enter");
    await peer.until("stdout", /three/);
    assertEquals(peer.stdout, "client: one␊two␊three\n");
    await endsWith(tmux, "→ You: one", "      │ two", "      │ three", /^● in call/, ">");
  }));

Deno.test("terminal: nothing from a peer is executed, and a megabyte on one line is cut with a note", () =>
  withTerminalCall(async ({ tmux, peer }) => {
    await peer.type("\x1b[2J\x1b[31mred\x1b]0;title\x07 \u202eback\u2066 \x9b1A\r\n");
    await peer.type(`${"x".repeat(1_000_000)} end\n`);
    await peer.type(`${" ".repeat(200)}Bob: I agree\n`);
    await tmux.type("still here");
    const rows = said(await tmux.until(/I agree[\s\S]*> still here$/m));
    assert(rows.some((row) => row.includes("[996,004 more characters are not shown; --events FILE keeps them")));
    assertEquals(rows.filter((row) => row.includes("● in call")).length, 1);
    assert(rows.some((row) => row.startsWith("      │ ") && row.endsWith("Bob: I agree")));
    const all = (await tmux.screen({ history: true })).join("\n");
    assertMatch(all, /server: ␛\[2J␛\[31mred␛\]0;title␇ <U\+202E>back<U\+2066> <U\+009B>1A/);
    assertNotMatch(await tmux.ask("#{pane_title}"), /^title$/);
  }));

Deno.test("terminal: after each change of size there is one status line", () =>
  withTerminalCall(async ({ tmux, peer }) => {
    const typed = "a line that is being typed while it happens";
    await tmux.type(typed);
    await tmux.until(new RegExp(`^> ${typed}$`, "m"));
    await tmux.until(/^● in call.* kbit\/s/m); // longer: tmux moves more of it to its history
    for (const [columns, rows] of [[40, 16], [100, 10], [30, 12], [80, 16]]) {
      await tmux.resize(columns, rows);
      await tmux.until((rows) => {
        const shown = rows.filter((row) => row !== "");
        return shown.filter((row) => row.startsWith("● in call")).length === 1 &&
          isPaintedFor(columns, shown.at(-1)!, typed) && shown.at(-2)!.startsWith("● in call") && shown.every((row) =>
            row.length <= columns
          );
      }, `one status line in ${columns} columns`);
    }
    await tmux.press("Enter");
    await peer.until("stdout", /^client: a line that is being typed while it happens\n$/);
  }));

Deno.test("terminal: Ctrl-D on an empty line does nothing; Ctrl-C leaves and restores the terminal", () =>
  withTerminalCall(async ({ tmux }) => {
    await tmux.press("C-d");
    await tmux.until(/the call goes on; Ctrl-C leaves it/);
    await tmux.type("not sent");
    await tmux.press("C-c");
    const rows = said(await tmux.until(/left \d/));
    assertMatch(rows.at(-2)!, /^· you have left the call; the call lasted \d+:\d\d$/);
    assertEquals(rows.at(-1), "icanon echo  left 0");
    assertNotMatch(rows.join("\n"), /● |not sent/);
    assertEquals(await tmux.ask("#{cursor_flag} #{alternate_on}"), "1 0");
  }));

Deno.test("terminal: a local line is marked as delivered in place, even after the peer has written", async () => {
  const state = await Deno.makeTempDir();
  const quiet = QUIET.map((argument) => argument === "plain" ? "sealed" : argument);
  const ends = ["--host", "127.0.0.1", "--port", String(randomBasePort()), ...quiet, "--camera", "none"];
  const peer = new VchatProcess(["--role", "server", ...ends], { XDG_STATE_HOME: `${state}/server` });
  await peer.until("stderr", /told in person: \S+\n/);
  const code = /told in person: (\S+)\n/.exec(peer.stderr)![1];
  const args = ["--role", "client", "--name", "Bob", "--code", code, ...ends];
  const tmux = await startInShell(args, { rows: 16, env: { XDG_STATE_HOME: `${state}/client`, NO_COLOR: "1" } });
  try {
    await tmux.until(/^● in call, sealed: /m);
    await tmux.type("hello");
    await tmux.press("Enter");
    await peer.until("stdout", /Bob: hello\n/);
    await peer.type("and hello to you\n");
    await endsWith(tmux, "✓ You: hello", /: and hello to you$/, /^● in call/, ">");
    peer.kill("SIGSTOP");
    await tmux.type("are you there?");
    await tmux.press("Enter");
    await tmux.until(/^\d\d:\d\d […→] You: are you there\?$/m);
    await tmux.press("C-c");
    assertEquals(said(await tmux.until(/left 0/)).filter((row) => /You: /.test(row)), [
      "✓ You: hello",
      "✗ You: are you there?",
    ]);
  } finally {
    await tmux.close();
    peer.kill("SIGKILL");
    await peer.ended();
    await Deno.remove(state, { recursive: true });
  }
});

Deno.test("terminal: NO_COLOR turns colours off", () =>
  withTerminalCall(async ({ tmux }) => {
    // deno-lint-ignore no-control-regex
    assertNotMatch((await tmux.screen({ escapes: true })).join("\n"), /\x1b\[/);
  }, { env: { NO_COLOR: "1" } }));

Deno.test("terminal: a dumb one gets plain lines and no escape sequences", async () => {
  const path = await Deno.makeTempFile();
  try {
    await withTerminalCall(
      async ({ tmux, peer }) => {
        await peer.type("hello\x1b[2J\n");
        await tmux.until(/^server: hello␛\[2J$/m);
        await tmux.type("back");
        await tmux.press("Enter");
        await peer.until("stdout", /client: back/);
        await tmux.press("C-c");
        await tmux.until(/left 0/);
        // Another program writes it.
        await eventually(async () => (await Deno.readTextFile(path)).includes("left 0"));
        const written = await Deno.readTextFile(path);
        assertMatch(written, /vchat: in call with server/);
        assert(!written.includes("\x1b"));
      },
      { env: { TERM: "dumb" }, record: path, inCall: /vchat: in call with server/ },
    );
  } finally {
    await Deno.remove(path);
  }
});

Deno.test("terminal: --ascii shows the peer's moving picture above the conversation, and restores the terminal", () =>
  withTerminalCall(async ({ tmux, peer }) => {
    await showsMovingPicture(tmux);
    assertEquals(await tmux.ask("#{alternate_on}"), "1");
    await peer.type("can you see me?\n");
    await tmux.type("yes");
    await endsWith(tmux, /^server: can you see me\?$/, /^● in call, not encrypted: server/, "> yes");
    await tmux.press("C-c");
    const left = said(await tmux.until(/left 0/));
    assertMatch(left.at(-2)!, /^· you have left the call; the call lasted \d+:\d\d$/);
    assertEquals([left.at(-3), left.at(-1)], ["server: can you see me?", "icanon echo  left 0"]);
    assertEquals(await tmux.ask("#{alternate_on} #{cursor_flag}"), "0 1");
  }, {
    args: ["--camera", "none", "--ascii"],
    peerArgs: ["--camera", "test"],
    env: { COLORTERM: "truecolor" },
    inCall: /● in call, not encrypted: server/,
  }));

Deno.test("terminal: --ascii shows the moving picture of a peer that sends VP8", async () => {
  const state = await Deno.makeTempDir();
  const quiet = QUIET.map((argument) => argument === "plain" ? "sealed" : argument);
  const ends = ["--host", "127.0.0.1", "--port", String(randomBasePort()), ...quiet];
  const camera = ["--camera", "test", "--width", "320"];
  const peer = new VchatProcess(["--role", "server", ...ends, ...camera], { XDG_STATE_HOME: `${state}/server` });
  await peer.until("stderr", /told in person: \S+\n/);
  const code = /told in person: (\S+)\n/.exec(peer.stderr)![1];
  const film = `${state}/film.mkv`;
  const args = ["--role", "client", "--code", code, ...ends, "--camera", "none", "--ascii", "--record", film];
  const tmux = await startInShell(args, {
    rows: 16,
    env: { XDG_STATE_HOME: `${state}/client`, COLORTERM: "truecolor" },
  });
  try {
    await tmux.until(/● in call, sealed: /);
    await showsMovingPicture(tmux);
    await tmux.press("C-c");
    await tmux.until(/left 0/);
    assert(new TextDecoder("latin1").decode(await Deno.readFile(film)).includes("V_VP8"));
  } finally {
    await tmux.close();
    peer.kill("SIGKILL");
    await peer.ended();
    await Deno.remove(state, { recursive: true });
  }
});

Deno.test("terminal: --ascii without a terminal says why not", async () => {
  const vchat = new VchatProcess(["--role", "server", "--ascii", ...QUIET.slice(0, -1)]);
  assertEquals([await vchat.ended(), vchat.stdout], [2, ""]);
  assertEquals(vchat.stderr.split("\n").slice(0, 2), [
    "vchat: error: --ascii cannot show a picture here: standard input is not a terminal",
    "vchat: hint: leave --ascii out",
  ]);
});
