import { assert, assertEquals } from "@std/assert";
import type { CallEvent, CallEventBody } from "../../../src/call/call_event.ts";
import { CallStatus } from "../../../src/cli/terminal/call_status.ts";
import { ScriptedCall } from "../../fake/scripted_call.ts";
import { rowWidth } from "../../../src/cli/terminal/styled_text.ts";

const PEER = { address: { hostname: "192.0.2.7", port: 5000 }, name: "Ann", sealed: true };
const STATS = {
  event: "stats",
  captured_fps: 30,
  sent_fps: 29.7,
  received_fps: 30,
  shown_fps: 30,
  sent_bytes: 112_500,
  received_bytes: 225_000,
  drops: { in: {}, out: {} },
} as const;
const LINK = { rtt_ms: 12.4, jitter_ms: 1, loss_in: 0.004, loss_out: 0.012, capacity_kbps: 5000, packet_bytes: 1200 };

/** The status line of a call after these events. */
function statusAfter(...events: CallEventBody[]) {
  const status = new CallStatus();
  let nowMs = 0;
  const role = events.some(({ event }) => event === "listening") ? "server" : "client";
  const call = new ScriptedCall({
    clock: { epochMs: () => nowMs },
    onEvent: (event) => status.on(event),
    onState: (state) => status.showState(state),
  }, role);
  const on = ({ t, ...event }: CallEvent) => {
    nowMs = t;
    call.tell(event as CallEventBody);
  };
  for (const event of events) on({ t: 0, ...event });
  const typedCode = (code: string) => call.parts.codeEntry.typed(code);
  return { on, typedCode, row: (columns: number) => status.row(columns), localLine: status.localLine.bind(status) };
}
type Status = ReturnType<typeof statusAfter>;
const textOf = (status: Status, columns = 200) => status.row(columns).map(({ text }) => text).join("");
const toneOf = (status: Status) => status.row(200)[0].tone;

Deno.test("each state in words", () => {
  const address = { hostname: "", port: 9699 };
  const ports = ["9698/tcp", "9697/tcp", "9696/udp", "9699/udp"];
  const listening = { event: "listening", address, ports, code: "a-b-c" } as const;
  const started = { event: "code_changed", code: "a-b-c", reason: "started" } as unknown as CallEventBody;
  assertEquals(textOf(statusAfter()), "● starting");
  assertEquals(textOf(statusAfter(started, listening)), "● waiting for a call on ports 9696 to 9699, code a-b-c");
  assertEquals(
    textOf(statusAfter({ event: "calling", address: { hostname: "::1", port: 9699 }, attempt: 3 })),
    "● calling [::1]:9699",
  );
  assertEquals(
    textOf(statusAfter({ event: "code_needed", reason: "unknown_peer" })),
    "● type the code that the other end shows",
  );
  const caller = {
    address: { hostname: "192.0.2.7", port: 5000 },
    name: "Ann \x1b[2J and a name too long for a row",
    isKnown: true,
  };
  const asked = statusAfter(started, listening, { event: "caller", caller } as unknown as CallEventBody);
  assertEquals(textOf(asked), "● y answers, n declines: call from Ann ␛[2J and a name too …");
  asked.on({ t: 1000, event: "caller_gone", reason: "unanswered" });
  assert(textOf(asked).startsWith("● waiting for a call"));
  const ringing = statusAfter({ event: "calling", address: caller.address, attempt: 1 }, { event: "ringing" });
  assertEquals(textOf(ringing), "● ringing at 192.0.2.7:5000");
  const refused = statusAfter(
    { event: "code_needed", reason: "not_accepted", retryInMs: 10_000 } as unknown as CallEventBody,
  );
  assertEquals(textOf(refused), "● type the code that the other end shows; the server takes them in 10 s");
  refused.on({ t: 6500, ...STATS });
  assertEquals(textOf(refused), "● type the code that the other end shows; the server takes them in 4 s");
  refused.typedCode("apple-river-stone");
  assertEquals(textOf(refused), "● the server waits after a wrong code: yours is sent in 4 s");
  refused.on({ t: 10_000, ...STATS });
  assertEquals(textOf(refused), "● calling ");
  const inCall = statusAfter(started, listening, { event: "connected", peer: PEER });
  assertEquals([textOf(inCall), toneOf(inCall)], ["● in call, sealed: Ann at 192.0.2.7:5000", "good"]);
  inCall.on({ t: 1000, event: "interrupted" });
  inCall.on({ t: 4100, ...STATS });
  assert(textOf(inCall).startsWith("● reconnecting for 3 s: Ann at 192.0.2.7:5000"));
  assertEquals(toneOf(inCall), "bad");
  inCall.on({ t: 5000, event: "resumed", peer: { ...PEER, sealed: false } });
  assert(textOf(inCall).startsWith("● in call, not encrypted: Ann"));
  inCall.on({ t: 6000, event: "ended", reason: "peer_left", final: false });
  assertEquals(textOf(inCall), "● waiting for a call on ports 9696 to 9699, code a-b-c");
  inCall.on({ t: 6000, event: "ended", reason: "hung_up", final: true });
  assertEquals(textOf(inCall), "● the call is over");
});

Deno.test("figures are the rates both ways, and round trip and loss if the wire measures them", () => {
  const plain = statusAfter({ event: "connected", peer: PEER }, STATS);
  assertEquals(
    textOf(plain),
    "● in call, sealed: Ann at 192.0.2.7:5000 · in 30 fps 1.8 Mbit/s · out 30 fps 900 kbit/s",
  );
  const linked = statusAfter({ event: "connected", peer: PEER }, { ...STATS, link: LINK });
  assert(textOf(linked).endsWith(" · round trip 12 ms · loss 1.2 %"));
  assertEquals(toneOf(linked), "good");
  const timed = statusAfter({ event: "connected", peer: PEER }, { ...STATS, delay_ms: 31.6, link: LINK });
  assert(textOf(timed).endsWith(" · delay 32 ms · loss 1.2 %"));
  const poor = statusAfter({ event: "connected", peer: PEER });
  poor.on({ t: 2000, ...STATS, link: { ...LINK, loss_in: 0.2 } });
  assert(textOf(poor).startsWith("● in call, sealed: "), textOf(poor));
  poor.on({ t: 3000, ...STATS, link: { ...LINK, loss_in: 0.2 } });
  assert(textOf(poor).startsWith("● in call, poor connection, sealed: "), textOf(poor));
  assertEquals(
    toneOf(poor),
    "warning",
  );
});

Deno.test("the status line becomes shorter in fewer columns, and never too wide", () => {
  const status = statusAfter({ event: "connected", peer: PEER }, { ...STATS, link: LINK });
  assertEquals(textOf(status, 79), "● in call, sealed: Ann · in 30 fps · out 30 fps · round trip 12 ms · loss 1.2 %");
  assertEquals(textOf(status, 50), "● in call, sealed: Ann · in 30 fps · out 30 fps");
  assertEquals(textOf(status, 24), "● in call, sealed: Ann");
  assertEquals(textOf(status, 10), "● in call…");
  for (let columns = 0; columns < 150; columns++) assert(rowWidth(status.row(columns)) <= columns);
});

Deno.test("a peer's name is short and harmless, and comes after vchat's own words", () => {
  const status = statusAfter({
    event: "connected",
    peer: { ...PEER, sealed: false, name: "\x1b[0m, sealed: Bob, who is long" },
  });
  assertEquals(textOf(status, 60), "● in call, not encrypted: ␛[0m, sealed: Bob, who i…");
});

Deno.test("lines on the way are shown after a second, until they are delivered", () => {
  const status = statusAfter({ event: "connected", peer: PEER });
  const line = { from: "local", name: "Bob", text: "a", epochMs: 0 } as const;
  status.localLine({ ...line, id: 1, delivery: "waiting", pending: true });
  status.localLine({ ...line, id: 2, delivery: "waiting", pending: true });
  status.localLine({ ...line, id: 1, delivery: "sent", pending: true });
  assert(!textOf(status).includes("on the way"));
  status.on({ t: 2, ...STATS });
  assert(textOf(status).includes(" · 2 lines on the way · in"));
  status.localLine({ ...line, id: 1, delivery: "delivered" });
  status.on({ t: 3, ...STATS });
  assert(textOf(status).includes(" · 1 line on the way · in"));
  status.localLine({ ...line, id: 2, delivery: "lost" });
  status.on({ t: 4, ...STATS });
  assert(!textOf(status).includes("on the way"));
});

Deno.test("a camera that failed is shown as such until it runs", () => {
  const status = statusAfter({ event: "camera", state: "failed", message: "busy" });
  assertEquals(textOf(status), "● starting · no camera");
  status.on({ t: 1, event: "camera", state: "running" });
  assertEquals(textOf(status), "● starting");
});
