import { assertEquals } from "@std/assert";
import type { CallEventBody } from "../../../src/call/call_event.ts";
import { Unanswered } from "../../../src/cli/commands/unanswered.ts";
import { VirtualClock } from "../../fake/virtual_clock.ts";

const SERVER = { hostname: "192.0.2.1", port: 9699 };
const CALLING: CallEventBody = { event: "calling", address: SERVER, attempt: 1 };
const CONNECTED: CallEventBody = { event: "connected", peer: { address: SERVER, name: "Ann", sealed: true } };
const SILENT: CallEventBody = { event: "ended", reason: "peer_silent", final: false };
const REFUSED: CallEventBody = { event: "code_needed", reason: "not_accepted" };

function open({ role = "client" as "client" | "server", giveUpMs = 5000, canType = false } = {}) {
  const clock = new VirtualClock();
  const ended: string[][] = [];
  const unanswered = new Unanswered({ clock, giveUpMs, canType });
  unanswered.of({ role, leave: (reason, message = "") => ended.push([reason, message]) });
  const happens = (...events: CallEventBody[]) => {
    for (const event of events) unanswered.on({ t: clock.epochMs(), ...event });
  };
  return { clock, unanswered, happens, ended };
}

Deno.test("a client gives up when nobody has answered for the time given, counted from its first call", async () => {
  const { clock, happens, ended } = open();
  happens(CALLING);
  await clock.advance(3000);
  happens(CALLING);
  await clock.advance(1999);
  assertEquals(ended, []);
  await clock.advance(1);
  assertEquals(ended, [["no_answer", ""]]);
});

Deno.test("it does not give up in a call, nor while a person types the code; calling again counts anew", async () => {
  const { clock, happens, ended } = open({ canType: true });
  happens(CALLING, REFUSED);
  await clock.advance(60_000);
  happens(CALLING);
  await clock.advance(4000);
  happens(CONNECTED);
  await clock.advance(60_000);
  assertEquals(ended, []);
  happens(SILENT, CALLING);
  await clock.advance(5000);
  assertEquals(ended, [["no_answer", ""]]);
});

Deno.test("a code that nobody can type ends a client as refused, whichever comes first: the need or the end of the input", () => {
  for (const first of ["need", "end"]) {
    const { unanswered, happens, ended } = open();
    if (first === "end") unanswered.inputEnded();
    happens(CALLING, REFUSED);
    if (first === "need") {
      assertEquals(ended, []);
      unanswered.inputEnded();
    }
    assertEquals(ended.map(([reason]) => reason), ["refused"]);
    assertEquals(ended[0][1].includes("--code"), true);
  }
  const { unanswered, happens, ended } = open({ canType: true });
  unanswered.inputEnded();
  happens(REFUSED);
  assertEquals(ended, []);
});

Deno.test("an input that ends ends nothing while no code is needed", () => {
  const { unanswered, happens, ended } = open();
  happens(REFUSED, CALLING);
  unanswered.inputEnded();
  happens(CONNECTED);
  assertEquals(ended, []);
});

Deno.test("what the end of the time means depends on how far the client came", () => {
  const reasonAfter = (...events: CallEventBody[]) => {
    const { unanswered, happens, ended } = open();
    happens(...events);
    unanswered.timeIsUp();
    return ended.map(([reason]) => reason);
  };
  assertEquals(reasonAfter(CALLING), ["no_answer"]);
  assertEquals(reasonAfter(CALLING, REFUSED), ["refused"]);
  assertEquals(reasonAfter(CALLING, CONNECTED), ["hung_up"]);
  assertEquals(reasonAfter(CALLING, CONNECTED, SILENT, CALLING), ["hung_up"]);
  const { unanswered, ended } = open({ role: "server" });
  unanswered.timeIsUp();
  assertEquals(ended, [["hung_up", ""]]);
});
