import { assert, assertEquals } from "@std/assert";
import { decodeControl, type Report } from "../../../../src/wire/sealed/session/control_message.ts";
import { ReportExchange } from "../../../../src/wire/sealed/session/report_exchange.ts";

const ALL_ON = { cameraOn: true, microphoneOn: true };
const CONTEXT = { capacityKbps: 10_000, silent: false, textAcknowledged: 7 };

/** The report that is due, as the peer reads it. */
function sent(reports: ReportExchange, nowMs: number): Report | undefined {
  const bytes = reports.take(CONTEXT, nowMs);
  const message = bytes && decodeControl(bytes);
  return message?.kind === "report" ? message.report : undefined;
}

Deno.test("two ends learn the round trip time and each other's clock from their reports", () => {
  const ours = new ReportExchange(ALL_ON, 1000), theirs = new ReportExchange(ALL_ON, 51_000);
  assertEquals(ours.rttMs, 150, "until the first round trip");
  const first = sent(ours, 1000)!;
  assertEquals([first.sendMs, first.echoMs, first.textAcknowledged], [1000, undefined, 7]);
  theirs.receive(first, 51_030); // their clock is 50 s ahead; each way takes 30 ms
  const answer = sent(theirs, 51_040)!;
  assertEquals([answer.echoMs, answer.echoHeldMs], [1000, 10]);
  ours.receive(answer, 1070);
  assertEquals(ours.rttMs, 60);
  assertEquals(ours.clock.toLocalMs(51_040), 1040);
});

Deno.test("a report that was overtaken is not the newest, and does not change the camera's state", () => {
  const ours = new ReportExchange(ALL_ON, 1000), theirs = new ReportExchange(ALL_ON, 1000);
  const on = sent(theirs, 1000)!;
  theirs.turn({ cameraOn: false }, 1001);
  const off = sent(theirs, 1001)!;
  assertEquals(ours.receive(off, 1030), { isNewest: true, cameraTurned: false });
  assertEquals(ours.receive(on, 1031), { isNewest: false });
  assertEquals(ours.receive({ ...off, sendMs: 1100 }, 1130), { isNewest: true });
});

Deno.test("a report is due at once when the camera is turned on or off, and only then", () => {
  const reports = new ReportExchange(ALL_ON, 1000);
  assert(sent(reports, 1000));
  assertEquals(sent(reports, 1010), undefined);
  assertEquals(reports.turn({ cameraOn: true }, 1011), false);
  assertEquals(sent(reports, 1011), undefined);
  assertEquals(reports.turn({ cameraOn: false }, 1012), true);
  assertEquals(sent(reports, 1012)?.cameraOn, false);
});

Deno.test("the camera and the microphone are turned apart from each other", () => {
  const ours = new ReportExchange(ALL_ON, 1000), theirs = new ReportExchange(ALL_ON, 1000);
  sent(theirs, 1000);
  assertEquals(theirs.turn({ microphoneOn: false }, 1001), true);
  assertEquals(ours.receive(sent(theirs, 1001)!, 1030), { isNewest: true, microphoneTurned: false });
  assertEquals(theirs.turn({ cameraOn: false }, 1040), true);
  assertEquals(ours.receive(sent(theirs, 1040)!, 1070), { isNewest: true, cameraTurned: false });
});

Deno.test("the deadline is when a report is due", () => {
  const reports = new ReportExchange(ALL_ON, 1000);
  assertEquals(reports.deadlineMs, 1000);
  sent(reports, 1000);
  assert(reports.deadlineMs > 1000 && reports.deadlineMs <= 1100);
});
