import { assertEquals } from "@std/assert";
import type { CallEventBody } from "../../src/call/call_event.ts";
import { Conversation } from "../../src/call/conversation.ts";
import type { ConversationLine } from "../../src/port/display.ts";

/** A conversation. Keeps what it shows and emits, in order. */
function conversation({ delivers = true, keepsLines = true } = {}) {
  const events: CallEventBody[] = [];
  const shown: ConversationLine[] = [];
  const sent: [number, string][] = [];
  let nowMs = 1000;
  const talk = new Conversation({
    emit: (event) => events.push(event),
    onLine: (line) => shown.push(line),
    toWire: (id, text) => sent.push([id, text]),
    delivers: () => delivers,
    epochMs: () => nowMs++,
    ...{ name: "Bob", keepsLines },
  });
  return { talk, events, shown, sent };
}

const states = (lines: readonly ConversationLine[]) =>
  lines.map(({ text, delivery, pending }) => `${text}: ${delivery}${pending ? ", pending" : ""}`);

Deno.test("a line goes to the wire, and every state is shown until it is delivered", () => {
  const { talk, events, shown, sent } = conversation();
  const id = talk.typed("hello");
  talk.became(id, "sent");
  talk.became(id, "delivered");
  talk.became(id, "lost");
  assertEquals(sent, [[id, "hello"]]);
  assertEquals(states(shown), ["hello: waiting, pending", "hello: sent, pending", "hello: delivered"]);
  assertEquals(events, [{ event: "text_sent", id, text: "hello" }, { event: "text_delivered", id }]);
  assertEquals(shown.map(({ from, name, epochMs }) => [from, name, epochMs]), Array(3).fill(["local", "Bob", 1000]));
});

Deno.test("if the wire does not report delivery, a sent line is final", () => {
  const { talk, shown } = conversation({ delivers: false });
  talk.became(talk.typed("hello"), "sent");
  assertEquals(states(shown), ["hello: waiting, pending", "hello: sent"]);
});

Deno.test("a lost line says why; a line typed after the end is lost at once", () => {
  const { talk, events, shown } = conversation();
  const id = talk.typed("one");
  talk.became(id, "lost", "call_ended");
  talk.afterEnd("two");
  assertEquals(events, [{ event: "text_lost", id, text: "one", reason: "call_ended" }]);
  assertEquals(states(shown), ["one: waiting, pending", "one: lost", "two: lost"]);
});

Deno.test("both ends' lines are kept in order of arrival, each with its last state", () => {
  const { talk, events } = conversation();
  const id = talk.typed("question");
  talk.received("Ann", "answer");
  talk.became(id, "delivered");
  assertEquals(states(talk.lines()), ["question: delivered", "answer: undefined"]);
  assertEquals(talk.lines()[1], { id: 1, from: "remote", name: "Ann", text: "answer", epochMs: 1001 });
  assertEquals(events[0], { event: "text_received", name: "Ann", text: "answer" });
});

Deno.test("a line removed to make room does not come back when it is delivered, but the delivery is reported", () => {
  const { talk, events, shown } = conversation();
  const id = talk.typed("first");
  for (let n = 0; n < 10_000; n++) talk.received("Ann", "flood");
  talk.became(id, "delivered");
  assertEquals(talk.lines().every(({ from }) => from === "remote"), true);
  assertEquals(events.at(-1), { event: "text_delivered", id });
  assertEquals(states(shown.slice(-1)), ["first: delivered"]);
});

Deno.test("when too many lines are pending, the oldest becomes final as it is", () => {
  const { talk, shown } = conversation({ keepsLines: false });
  for (let n = 1; n <= 12_001; n++) talk.typed(String(n));
  assertEquals(states(shown.filter(({ id }) => id === 1)), ["1: waiting, pending", "1: waiting"]);
  assertEquals(talk.lines(), []);
});
