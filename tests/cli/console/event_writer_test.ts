import { assert, assertEquals } from "@std/assert";
import type { CallEvent } from "../../../src/call/call_event.ts";
import { EVENT_TEXT_LIMIT, EventWriter, jsonLine } from "../../../src/cli/console/event_writer.ts";

const received = (text: string): CallEvent => ({ t: 1, event: "text_received", name: "Ann", text });
const NEXT: CallEvent = { t: 2, event: "interrupted" };

class Lines {
  backlogBytes = 0;
  readonly lines: string[] = [];
  onLine: (count: number) => void = () => {};

  append(bytes: Uint8Array): void {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    assert(text.endsWith("\n") && text.indexOf("\n") === text.length - 1, "one whole line at once");
    this.onLine(this.lines.push(text.slice(0, -1)));
  }
}

Deno.test("a long text is complete in its event, and later events come after it", async () => {
  for (const character of ["x", "\x01", "\u202e", "😀", "\ufeff", '"\\\n']) {
    const text = character.repeat(Math.floor(EVENT_TEXT_LIMIT / 16 / character.length));
    const sink = new Lines();
    const writer = new EventWriter(sink);
    const lost: CallEvent = { t: 1, event: "text_lost", id: 7, text, reason: "call_ended" };
    const events = [received(text), NEXT, lost, NEXT, received("short")];
    for (const event of events) writer.write(event);
    await writer.flush();
    assertEquals(sink.lines.map((line) => JSON.parse(line)), events, JSON.stringify(character));
    assertEquals(sink.lines[0], jsonLine(events[0]));
    writer.write(NEXT); // nothing waits, so it is written at once
    assertEquals(sink.lines.length, 6);
  }
});

Deno.test("other work goes on between the pieces of a long text", async () => {
  const sink = new Lines();
  const writer = new EventWriter(sink);
  const written = new Promise<void>((resolve) => sink.onLine = () => resolve());
  let turns = 0, done = false;
  const turn = () => {
    turns++;
    if (!done) setTimeout(turn, 0);
  };
  setTimeout(turn, 0);
  writer.write(received("\u202e".repeat(1024 * 1024)));
  assertEquals(sink.lines, []);
  await written;
  done = true;
  assert(turns > 20, `${turns} turns`);
  await new Promise((resolve) => setTimeout(resolve, 5));
});

Deno.test("a text that is too long for an event is cut with a note, and later events follow", async () => {
  const sink = new Lines();
  const writer = new EventWriter(sink);
  writer.write(received(`${"x".repeat(999)}😀${"\x01".repeat(11 * 1024 * 1024)}`));
  for (let n = 0; n < 3; n++) writer.write(NEXT);
  await writer.flush();
  assertEquals(sink.lines.map((line) => JSON.parse(line)), [
    { ...received("x".repeat(999)), text_left_out: 11 * 1024 * 1024 + 2 },
    NEXT,
    NEXT,
    NEXT,
  ]);
});

Deno.test("long texts are also cut if they come too fast, or the disk is behind", async () => {
  const text = "\x01".repeat(EVENT_TEXT_LIMIT);
  const sink = new Lines();
  const writer = new EventWriter(sink);
  for (let n = 0; n < 6; n++) writer.write(received(text));
  await writer.flush();
  const lengths = () => sink.lines.map((line) => JSON.parse(line).text.length);
  assertEquals(lengths(), [...new Array(4).fill(EVENT_TEXT_LIMIT), 1000, 1000]);
  sink.backlogBytes = 20 * 1024 * 1024;
  writer.write(received(text));
  writer.write(NEXT);
  await writer.flush();
  assertEquals(JSON.parse(sink.lines.at(-2)!).text_left_out, EVENT_TEXT_LIMIT - 1000);
  assertEquals(JSON.parse(sink.lines.at(-1)!), NEXT);
});
