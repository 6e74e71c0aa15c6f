import { assert, assertEquals, assertMatch } from "@std/assert";
import type { CallEventBody } from "../../../src/call/call_event.ts";
import type { SoundDeviceChoice } from "../../../src/port/sound_device.ts";
import type { Conversation } from "../../../src/call/conversation.ts";
import { InlineScreen } from "../../../src/cli/terminal/inline_screen.ts";
import { TerminalConsole } from "../../../src/cli/terminal/terminal_console.ts";
import { FakeTerminal } from "../../fake/fake_terminal.ts";
import { ScriptedCall } from "../../fake/scripted_call.ts";
import { settled, VirtualClock } from "../../fake/virtual_clock.ts";

const PEER = { address: { hostname: "192.0.2.7", port: 5000 }, name: "Ann", sealed: true };

const SOUND_DEVICES: readonly SoundDeviceChoice[] = [
  { kind: "microphone", index: 0, id: "mic-a", name: "Desk\x1b[31m" },
  { kind: "microphone", index: 1, id: "mic-b", name: "Headset" },
  { kind: "speaker", index: 0, id: "out-a", name: "Speakers" },
];

/** A console on a fake terminal. `rows`: the rows on the screen, with `TIME` for the time of day. */
async function consoleAt(terminal = new FakeTerminal(60, 12), { asksSize = false } = {}) {
  const clock = new VirtualClock();
  const sent: string[] = [];
  let left = 0;
  const screen = new InlineScreen(terminal.size(), { colour: false, reflows: true });
  const console = new TerminalConsole({ terminal, clock, screen, asksSize, onLeave: () => left++ });
  const call = new ScriptedCall(
    {
      clock,
      onEvent: (event) => console.onEvent(event),
      onLine: (line) => console.showLine(line),
      onState: (state) => console.showState(state),
    },
    "client",
    (text) => sent.push(text),
  );
  const { conversation, shown } = call.parts;
  await settled();
  const sound = {
    muted: false,
    orders: [] as string[],
    mute(muted: boolean) {
      sound.muted = muted;
    },
    setVolume: (volume: number) => void sound.orders.push(`volume ${volume}`),
    choose: (kind: string, id: string) => void sound.orders.push(`${kind} ${id}`),
    list: () => Promise.resolve(SOUND_DEVICES),
  };
  return {
    ...{ terminal, clock, console, sent },
    became: async (...becoming: Parameters<Conversation["became"]>) => {
      conversation.became(...becoming);
      await settled();
    },
    left: () => left,
    start: (problem?: string) =>
      console.start((line) => {
        if (shown.phase !== "needs_code") return { lineId: conversation.typed(line) };
        sent.push(line);
        if (problem === undefined) shown.change({ phase: "calling" });
        return { problem };
      }, sound),
    sound,
    tell: async (...events: CallEventBody[]) => {
      for (const event of events) call.tell(event);
      await settled();
    },
    press: async (text: string) => {
      terminal.press(text);
      await settled();
    },
    rows: () => terminal.rows.map((row) => row.replace(/^\d\d:\d\d /, "TIME ")),
  };
}

Deno.test("Alt-M and /mute turn the microphone off and on, and nothing of it is sent", async () => {
  const { press, start, tell, sent, sound } = await consoleAt();
  start();
  await tell({ event: "connected", peer: PEER });
  await press("\x1bm");
  assertEquals(sound.muted, true);
  await press("/mute\r");
  assertEquals([sound.muted, sent], [false, []]);
});

Deno.test("devices are listed and chosen by index or name; what cannot be ordered is not sent", async () => {
  const { press, rows, start, tell, sent, sound } = await consoleAt(new FakeTerminal(100, 30));
  start();
  await tell({ event: "connected", peer: PEER });
  await press("/devices\r");
  await press("/microphone 1\r");
  await press("/speaker Speakers\r");
  await press("/speaker none\r");
  await press("/microphone 7\r");
  await press("/volume 150\r");
  await press("/nonsense\r");
  assertEquals(sound.orders, ["microphone mic-b", "speaker out-a", "speaker none", "volume 1.5"]);
  const shown = rows().join("\n");
  assertMatch(shown, /\/microphone 0: Desk␛\[31m/);
  assertMatch(shown, /\/speaker 0: Speakers/);
  assertMatch(shown, /there is no microphone 7/);
  assertMatch(shown, /there is no \/nonsense/);
  assertEquals(sent, []);
  await press("//etc\r");
  assertEquals(sent, ["/etc"]);
});

Deno.test("a line is typed, edited, sent and shown; the peer's line appears above the status line", async () => {
  const { press, rows, start, tell, sent } = await consoleAt();
  start();
  await tell({ event: "connected", peer: PEER });
  await press("helo\x1b[Dl");
  assertEquals(rows().at(-1), "> hello");
  await press("\r");
  await tell({ event: "text_received", name: "Ann", text: "hi\x1b[2J" });
  assertEquals(sent, ["hello"]);
  assertEquals(rows(), [
    "TIME · in call with Ann at 192.0.2.7:5000, sealed",
    "TIME … You: hello",
    "TIME Ann: hi␛[2J",
    "● in call, sealed: Ann at 192.0.2.7:5000",
    ">",
  ]);
});

Deno.test("an empty line is not sent; a pasted text of many lines is one line", async () => {
  const { press, rows, start, sent } = await consoleAt();
  start();
  await press("\r  \r");
  await press("\x1b[200~one\r\ntwo\x1b[201~");
  assertEquals([sent, rows().at(-1)], [[], "> one↵two"]);
  await press("\r");
  assertEquals(sent, ["one\ntwo"]);
  assertEquals(rows().slice(0, 2), ["TIME … You: one", "      │ two"]);
});

Deno.test("Tab completes a word of the code, or shows the possible words", async () => {
  const { press, rows, start, tell, sent } = await consoleAt();
  start();
  await tell({ event: "code_needed", reason: "unknown_peer" });
  await press("plaz\t");
  assertEquals(rows().at(-1), "code> plaza-");
  await press("PLA\t");
  const told = rows().find((row) => / plaza/.test(row) && !row.startsWith("code"));
  assert(told !== undefined, rows().join("\n"));
  await press("Z\tplaz\t\r");
  assertEquals(sent, ["plaza-PLAZa-plaza"]);
  await tell({ event: "connected", peer: PEER });
  await press("plaz\t");
  assertEquals(rows().at(-1), "> plaz");
});

Deno.test("lines typed before the call is ready are kept for it", async () => {
  const { press, start, sent } = await consoleAt();
  await press("early\r");
  assertEquals(sent, []);
  start();
  assertEquals(sent, ["early"]);
});

Deno.test("a code has its own prompt, and is not part of the conversation", async () => {
  const { press, rows, start, tell, sent } = await consoleAt();
  start();
  await tell({ event: "code_needed", reason: "unknown_peer" });
  assertEquals(rows().at(-1), "code>");
  await press("a-b-c\r");
  assertEquals(sent, ["a-b-c"]);
  assertEquals(rows(), [
    "TIME · type the code that the other end shows",
    "● calling",
    ">",
  ]);
});

Deno.test("after a malformed code the console says what is wrong and asks again", async () => {
  const { press, rows, start, tell } = await consoleAt();
  start("that is no code");
  await tell({ event: "code_needed", reason: "unknown_peer" });
  await press("x\r");
  assertEquals(rows().slice(-3, -2), ["TIME · that is no code"]);
  assertEquals(rows().at(-1), "code> x", "to be corrected");
});

Deno.test("Ctrl-C leaves; Ctrl-D on an empty line does not", async () => {
  const { press, rows, left } = await consoleAt();
  await press("\x04");
  assertEquals([left(), rows()[0]], [0, "TIME · the call goes on; Ctrl-C leaves it"]);
  await press("half a line\x03");
  assertEquals(left(), 1);
});

Deno.test("a terminal that disappears ends the call", async () => {
  const { terminal, left } = await consoleAt();
  terminal.vanish();
  assertEquals(left(), 1);
});

Deno.test("a lone escape does nothing, and what follows later is typed", async () => {
  const { press, rows, clock } = await consoleAt();
  await press("\x1b");
  await clock.advance(200);
  await press("b");
  assertEquals(rows().at(-1), "> b");
});

Deno.test("a paste that contains Ctrl-C waits in the line; Ctrl-C leaves one that never ends", async () => {
  const { press, rows, clock, left } = await consoleAt();
  for (const part of ["\x1b[200~log 1 ", "\x03", " log 2\x03", "\x1b[201~"]) await press(part);
  await clock.advance(1000);
  assertEquals([rows().at(-1), left()], ["> log 1  log 2", 0]);
  await press("\x1b[200~ and more");
  await press("\x03");
  await clock.advance(1000);
  assertEquals([rows().at(-1), left()], ["> log 1  log 2 and more", 1]);
});

Deno.test("a resized terminal is painted in its new size", async () => {
  const { terminal, rows, tell } = await consoleAt();
  await tell({ event: "connected", peer: PEER });
  terminal.resize(30, 10);
  await settled();
  assertEquals(rows().slice(-2), ["● in call, sealed: Ann", ">"]);
});

Deno.test("a terminal that does not read gets only the newest state", async () => {
  const { terminal, rows, tell } = await consoleAt();
  await tell({ event: "connected", peer: PEER }, { event: "ended", reason: "peer_silent", final: false });
  terminal.stall();
  const before = terminal.writes.length;
  for (let attempt = 1; attempt <= 500; attempt++) {
    await tell({ event: "calling", address: PEER.address, attempt: attempt * 20 });
  }
  await tell({ event: "text_received", name: "Ann", text: "still here" });
  terminal.resume();
  await settled();
  assert(terminal.writes.length <= before + 2);
  assertEquals(rows().slice(-3), ["TIME Ann: still here", "● calling 192.0.2.7:5000", ">"]);
});

Deno.test("pastes are marked during the call, and closing restores the terminal", async () => {
  const { terminal, console, rows } = await consoleAt();
  assert(terminal.shown.pasteMarked && terminal.opened);
  console.notice("last words");
  await console.close();
  assertEquals([terminal.opened, terminal.shown.pasteMarked, rows()], [false, false, ["TIME · last words"]]);
});

Deno.test("the crash output restores the terminal", async () => {
  const { terminal } = await consoleAt();
  terminal.shown.write(terminal.restore());
  assert(!terminal.shown.pasteMarked && terminal.shown.cursorShown && !terminal.shown.alternate);
  assertEquals(terminal.shown.cursor.column, 0);
});

Deno.test("Ctrl-Z hands the terminal to the shell; afterwards everything is there again", async () => {
  const { terminal, press, rows, tell } = await consoleAt();
  await tell({ event: "connected", peer: PEER });
  await press("half a line");
  terminal.meanwhile = "[1]+ Stopped\r\n$ fg\r\n";
  let marked: boolean | undefined;
  terminal.onStop = () => marked = terminal.shown.pasteMarked;
  await press("\x1a");
  assertEquals([terminal.stops, marked, terminal.shown.pasteMarked], [1, false, true]);
  assertEquals(rows().slice(1), ["[1]+ Stopped", "$ fg", "● in call, sealed: Ann at 192.0.2.7:5000", "> half a line"]);
});

Deno.test("a terminal that wraps rows before the system knows its size is asked for it, so nothing is left behind", async () => {
  const terminal = new FakeTerminal(60, 12);
  terminal.answers = true;
  const { rows, tell, press } = await consoleAt(terminal, { asksSize: true });
  await tell({ event: "connected", peer: PEER });
  await press("a line that is longer than the narrow terminal is wide");
  terminal.toldSize = terminal.size();
  terminal.shown.resize(30, 12);
  await press("!");
  assertEquals(rows().slice(-2), ["● in call, sealed: Ann", "> …e narrow terminal is wide!"]);
  assertEquals(rows().filter((row) => row.includes("●")).length, 1);
});

Deno.test("nothing is left behind by a painting that was on its way while the terminal wrapped its rows", async () => {
  const terminal = new FakeTerminal(60, 12);
  terminal.answers = true;
  const { rows, tell, press } = await consoleAt(terminal, { asksSize: true });
  await tell({ event: "connected", peer: PEER });
  await press("a line that is longer than the narrow terminal is wide");
  terminal.toldSize = terminal.size();
  terminal.beforeWrite = (text) => {
    if (text.includes("wide!")) terminal.shown.resize(30, 12);
  };
  await press("!");
  assertEquals(rows().slice(-2), ["● in call, sealed: Ann", "> …e narrow terminal is wide!"]);
  assertEquals(rows().filter((row) => row.includes("●")).length, 1);
});

Deno.test("a terminal that does not answer is still painted, and after a while no longer asked", async () => {
  const { terminal, rows, press, clock } = await consoleAt(new FakeTerminal(60, 12), { asksSize: true });
  await press("typed");
  assertEquals(rows(), []);
  await clock.advance(300);
  assertEquals(rows().at(-1), "> typed");
  for (let n = 0; n < 10; n++) {
    await press("!");
    await clock.advance(300);
  }
  await press("?");
  assertEquals(rows().at(-1), "> typed!!!!!!!!!!?");
  assertEquals(terminal.writes.filter((text) => text.includes("\x1b[6n")).length, 5);
});

Deno.test("each line shows its delivery in place, even after later lines", async () => {
  const { terminal, press, rows, start, tell, became } = await consoleAt();
  const spoken = () => rows().filter((row) => /^TIME (. )?(You|Ann): /.test(row));
  start();
  await tell({ event: "connected", peer: PEER });
  await press("one\rtwo\r");
  await tell({ event: "text_received", name: "Ann", text: "hi" });
  await press("three\r");
  assertEquals(spoken(), ["TIME … You: one", "TIME … You: two", "TIME Ann: hi", "TIME … You: three"]);
  await became(1, "sent");
  await became(2, "sent");
  assertEquals(spoken(), ["TIME → You: one", "TIME → You: two", "TIME Ann: hi", "TIME … You: three"]);
  terminal.resize(30, 12);
  await became(1, "delivered");
  await became(3, "lost", "call_ended");
  assertEquals(spoken(), ["TIME ✓ You: one", "TIME → You: two", "TIME Ann: hi", "TIME ✗ You: three"]);
  await press("four\r");
  await became(2, "delivered");
  assertEquals(spoken(), [
    "TIME ✓ You: one",
    "TIME ✓ You: two",
    "TIME Ann: hi",
    "TIME ✗ You: three",
    "TIME … You: four",
  ]);
});

Deno.test("a delivery that changes while leaving is still shown", async () => {
  const { console, press, rows, start, became } = await consoleAt();
  start();
  await press("last\r");
  const shown = became(1, "lost", "call_ended");
  await console.close();
  await shown;
  assertEquals(rows(), ["TIME ✗ You: last", "TIME · not delivered (the call ended first): last"]);
});
