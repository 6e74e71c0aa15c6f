import { assertEquals } from "@std/assert";
import type { CallEventBody } from "../../../src/call/call_event.ts";
import { CallNotifications, type CallNotificationsOptions } from "../../../src/cli/console/call_notifications.ts";
import type { Role } from "../../../src/wire/wire.ts";

const peer = (name: string) => ({ address: { hostname: "192.0.2.7", port: 5000 }, name, sealed: true });
const connected = (name = "Anna") => ({ event: "connected", peer: peer(name) }) as const;
const wrote = (text: string) => ({ event: "text_received", name: "Anna", text }) as const;
const ENDED = { event: "ended", reason: "peer_left", final: false } as const;

function start(more: Partial<CallNotificationsOptions> = {}, role: Role = "server") {
  const shown: string[] = [];
  const notifier = {
    show: ({ title, body }: { title: string; body: string }) => void shown.push(body ? `${title}: ${body}` : title),
    close: () => Promise.resolve(),
  };
  const notifications = new CallNotifications({ hasWindow: true, notifier, ...more });
  let nowMs = 1_800_000_000_000;
  const after = (seconds: number, event: CallEventBody) =>
    notifications.on({ t: nowMs += seconds * 1000, ...event }, role);
  return { shown, after, inFront: (isInFront: boolean) => notifications.inFront(isInFront) };
}

Deno.test("a call is told by the caller's name, unless the window is in front, or this end has called", () => {
  const { shown, after, inFront } = start();
  after(0, connected());
  after(60, ENDED);
  inFront(true);
  after(60, connected("Bob"));
  after(60, ENDED);
  inFront(false);
  after(60, connected("Carl"));
  assertEquals(shown, ["Call from Anna", "Call from Carl"]);
  const client = start({}, "client");
  client.after(0, connected());
  assertEquals(client.shown, []);
});

Deno.test("a caller about whom the person is asked is told once, answered or not", () => {
  const { shown, after } = start();
  const address = { hostname: "192.0.2.7", port: 5000 };
  after(0, { event: "caller", address, name: "Anna", known: false });
  after(30, connected("Anna"));
  after(60, ENDED);
  after(60, { event: "caller", address, name: "Bob", known: true });
  after(60, { event: "caller_gone", reason: "unanswered" });
  after(60, { event: "caller", address, name: "Bob", known: true });
  assertEquals(shown, ["First call from Anna", "Call from Bob", "Call from Bob"]);
});

Deno.test("a peer that calls again and again is told once in ten seconds", () => {
  const { shown, after } = start();
  for (let call = 0; call < 200; call++) {
    after(0.05, connected());
    after(0.05, ENDED);
  }
  assertEquals(shown.length, 2);
});

Deno.test("a name can neither imitate vchat's words, nor hide what it is, nor be long", () => {
  const { shown, after } = start();
  for (const name of ["a\x1b[2J\nb", "\u202egro.live", "x".repeat(500), "👍".repeat(40), ""]) {
    after(60, connected(name));
    after(60, ENDED);
  }
  assertEquals(shown, [
    "Call from a␛[2J␊b",
    "Call from <U+202E>gro.live",
    `Call from ${"x".repeat(64)}…`,
    `Call from ${"👍".repeat(32)}…`,
    "Call from ",
  ]);
});

Deno.test("messages: the first one that the person does not see, until they look, or nothing came for a minute", () => {
  const { shown, after, inFront } = start();
  inFront(true);
  after(0, connected());
  after(1, wrote("seen"));
  inFront(false);
  after(1, wrote("one\ntwo"));
  for (let n = 0; n < 100; n++) after(5, wrote("three"));
  inFront(true);
  inFront(false);
  after(1, wrote("four"));
  after(61, wrote("y".repeat(5000)));
  assertEquals(shown, [
    "Message from Anna: one␊two",
    "Message from Anna: four",
    `Message from Anna: ${"y".repeat(120)}…`,
  ]);
});

Deno.test("in a terminal, where nobody knows if the person looks, calls are told and messages are not", () => {
  const { shown, after } = start({ hasWindow: false });
  after(0, connected());
  after(1, wrote("hello"));
  assertEquals(shown, ["Call from Anna"]);
});
