/**
 * Run with `--expose-gc`: two ends in one process talk in virtual time, with everything that keeps lines. Arguments: the
 * wire, the characters in a line, and numbers of lines. After each of these, a line of JSON reports the bytes in use.
 */
import { Call } from "../../src/call/call.ts";
import type { CallConsole } from "../../src/cli/console/call_console.ts";
import { FilterConsole } from "../../src/cli/console/filter_console.ts";
import { EventWriter } from "../../src/cli/console/event_writer.ts";
import { InlineScreen } from "../../src/cli/terminal/inline_screen.ts";
import { PictureScreen } from "../../src/cli/terminal/picture_screen.ts";
import { TerminalConsole } from "../../src/cli/terminal/terminal_console.ts";
import { FakeDisplay } from "./fake_display.ts";
import { FakeTerminal } from "./fake_terminal.ts";
import { openTestWire, type WireName } from "./open_test_wire.ts";
import { VirtualClock } from "./virtual_clock.ts";
import { VirtualNetwork } from "./virtual_network.ts";

const SERVER = { hostname: "192.0.2.1", port: 9699 };
/** Passed on together, as from a program on standard input. */
const TOGETHER = 50;

/** The call keeps the lines for a display, so this one does not. */
class ForgetfulDisplay extends FakeDisplay {
  override showLine(): void {}
}

const [wire, characters, ...counts] = Deno.args as [WireName, string, ...string[]];
const clock = new VirtualClock();
const network = new VirtualNetwork(clock);
const sink = { append: () => {}, backlogBytes: 0 };
const writers: EventWriter[] = [];
let came = 0;

async function end(role: "server" | "client", takers: CallConsole[]): Promise<Call> {
  const events = new EventWriter(sink);
  writers.push(events);
  const call = new Call(openTestWire(wire, role, SERVER), {
    clock,
    network: network.host(role === "server" ? SERVER.hostname : "198.51.100.1"),
    display: new ForgetfulDisplay(),
    onEvent: (event) => {
      if (event.event === "text_received") came++;
      events.write(event);
      for (const taker of takers) taker.onEvent(event);
    },
    onState: (state) => takers.forEach((taker) => taker.showState?.(state)),
    onLine: (line) => takers.forEach((taker) => taker.showLine?.(line)),
  }, { role, hostname: role === "server" ? "" : SERVER.hostname, port: SERVER.port, name: role, once: true });
  await call.start();
  return call;
}

function terminal(screen: InlineScreen | PictureScreen): TerminalConsole {
  const terminal = new FakeTerminal(80, 24);
  terminal.write = () => Promise.resolve();
  return new TerminalConsole({ terminal, clock, screen, onLeave: () => {} });
}

const filter = new FilterConsole({
  input: new ReadableStream(),
  writeOutput: (bytes) => Promise.resolve(bytes.length),
  writeError: () => {},
  describesEvents: true,
});
const size = { columns: 80, rows: 24 };
const inline = terminal(new InlineScreen(size, { colour: true, reflows: false }));
const picture = terminal(new PictureScreen(size, "none"));
const ends = [await end("server", [filter, picture]), await end("client", [inline])];
await clock.advance(300);

let typed = 0;
for (const count of counts.map(Number)) {
  while (typed < count) {
    for (let n = 0; n < TOGETHER; n++, typed++) {
      for (const call of ends) call.typed(`${typed} `.padEnd(Number(characters), "word "));
    }
    for (let rounds = 0; rounds < 100 && came < 2 * typed; rounds++) await clock.advance(100);
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  for (let rounds = 0; rounds < 100; rounds++) await clock.advance(10);
  await Promise.all([filter.close(), ...writers.map((writer) => writer.flush())]);
  for (let turn = 0; turn < 3; turn++) {
    (globalThis as unknown as { gc(): void }).gc();
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  const { heapUsed, external } = Deno.memoryUsage();
  console.log(JSON.stringify({ lines: typed, came, heldBytes: heapUsed + external }));
}
Deno.exit(0);
