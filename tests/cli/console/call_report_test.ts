import { assertEquals, assertStringIncludes } from "@std/assert";
import { CallReport } from "../../../src/cli/console/call_report.ts";
import type { CallEvent, CallEventBody } from "../../../src/call/call_event.ts";

function reported(...events: CallEventBody[]): string[] {
  const lines: string[] = [];
  const report = new CallReport((line) => lines.push(line));
  for (const event of events) report.on({ t: 0, ...event });
  return lines;
}

const lost = (count: number): CallEventBody[] =>
  Array.from({ length: count }, (_, id) => ({ event: "text_lost", id, text: `line ${id}`, reason: "call_ended" }));
const left: CallEventBody = { event: "ended", reason: "hung_up", final: true };

Deno.test("lines that were not delivered are reported up to a limit, and then as a number", () => {
  assertEquals(reported(...lost(2), left), [
    "not delivered (the call ended first): line 0",
    "not delivered (the call ended first): line 1",
    "you have left the call",
  ]);
  const many = reported(...lost(64), left);
  assertEquals([many.length, many[4], many[5], many[6]], [
    7,
    "not delivered (the call ended first): line 4",
    "and 59 more lines were not delivered",
    "you have left the call",
  ]);
  assertEquals(reported(...lost(6), left)[5], "and one more line was not delivered");
});

Deno.test("a camera that is retried is reported once; so is each kind of drop", () => {
  const failed: CallEventBody = {
    event: "camera",
    state: "failed",
    message: "it is in use",
    hint: "close the other program",
  };
  assertEquals(reported(failed, failed), ["it is in use; close the other program"]);
  const dropped: CallEventBody = { event: "frame_dropped", direction: "in", reason: "kernel_overflow", count: 3 };
  assertEquals(reported(dropped, dropped).length, 1);
});

Deno.test("pictures too large to be shown are reported once, by the sender and by the receiver", () => {
  for (const direction of ["in", "out"] as const) {
    const dropped: CallEventBody = { event: "frame_dropped", direction, reason: "jpeg_too_large", count: 1 };
    const lines = reported(dropped, dropped);
    assertEquals(lines.length, 1);
    assertStringIncludes(lines[0], "4096 pixels");
  }
});

Deno.test("a waiting client says so at the fourth attempt, and then at every twentieth", () => {
  const address = { hostname: "192.0.2.7", port: 9699 };
  const tries = Array.from({ length: 45 }, (_, at): CallEventBody => ({ event: "calling", address, attempt: at + 1 }));
  assertEquals(reported(...tries), new Array(3).fill("no answer from 192.0.2.7:9699 yet; trying until Ctrl-C"));
});

Deno.test("an end that waited first and calls now does not wait for the next call", () => {
  const address = { hostname: "192.0.2.7", port: 9699 };
  const silent: CallEventBody = { event: "ended", reason: "peer_silent", final: false };
  const listening: CallEventBody = { event: "listening", address, ports: ["9699/udp"] };
  assertEquals(reported(listening, silent).at(-1), "waiting for the next call");
  const calling: CallEventBody = { event: "calling", address, attempt: 1 };
  assertEquals(reported(listening, left, calling, silent).at(-1), "calling it again until Ctrl-C");
});

Deno.test("what a microphone and a loudspeaker have in common is reported once, and again when it comes back", () => {
  const failed = { event: "audio", state: "failed", message: "no sound server runs", hint: "start one" } as const;
  const running = { event: "audio", state: "running" } as const;
  const line = "no sound server runs; start one";
  const microphone = { device: "microphone" } as const, speaker = { device: "speaker" } as const;
  assertEquals(reported({ ...failed, ...microphone }, { ...failed, ...speaker }, { ...failed, ...microphone }), [line]);
  assertEquals(
    reported({ ...failed, ...microphone }, { ...running, ...microphone }, { ...failed, ...microphone }),
    [line, line],
  );
});

Deno.test("the end of a call says who left, and how long it lasted, as the window does", () => {
  const lines: string[] = [];
  const report = new CallReport((line) => lines.push(line));
  const peer = { name: "Ada", address: { hostname: "192.0.2.7", port: 9699 }, sealed: true };
  const ended = { event: "ended", final: false } as const;
  report.on({ t: 1000, event: "connected", peer } as CallEvent);
  report.on({ t: 193_900, ...ended, reason: "peer_left" });
  assertEquals(lines.splice(0).slice(-2)[0], "Ada has left the call; the call lasted 3:12");
  // Nothing is said of the last call when nobody answers the next one.
  report.on({ t: 200_000, ...ended, reason: "no_answer" });
  assertEquals(lines.splice(0)[0], "nobody answered");
  // The time without a link at its end is no longer part of it; that before it came back is.
  report.on({ t: 300_000, event: "connected", peer } as CallEvent);
  report.on({ t: 301_000, event: "interrupted" });
  report.on({ t: 310_000, event: "resumed", peer } as CallEvent);
  report.on({ t: 320_000, event: "interrupted" });
  report.on({ t: 380_000, ...ended, reason: "peer_silent" });
  assertEquals(lines.at(-2), "the connection to Ada was lost; the call lasted 0:20");
});
