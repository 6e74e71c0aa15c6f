import { assert, assertEquals } from "@std/assert";
import { type ReportNeed, ReportSchedule } from "../../../../src/wire/sealed/session/report_schedule.ts";

const QUIET: ReportNeed = { trainMs: 1, lateMs: 0, loss: 0, capacityKbps: 10_000, isPredictive: false, silent: false };

/** How many reports are sent in one second, 10 s after the start of the call. */
function inASecond(need: Partial<ReportNeed>): number {
  const schedule = new ReportSchedule(0);
  let sent = 0;
  for (let nowMs = 9000; nowMs < 11_000; nowMs++) {
    if (schedule.take({ ...QUIET, ...need }, nowMs) && nowMs >= 10_000) sent++;
  }
  return sent;
}

Deno.test("ten reports a second, more if each one matters, but never too many for a narrow link", () => {
  assertEquals(inASecond({}), 10);
  assertEquals(inASecond({ loss: 0.05 }), 40);
  assertEquals(inASecond({ trainMs: 30 }), 40);
  assertEquals(inASecond({ lateMs: 30 }), 40);
  assertEquals(inASecond({ silent: true }), 20);
  assertEquals(inASecond({ isPredictive: true }), 20);
  assertEquals(inASecond({ isPredictive: true, lateMs: 30 }), 40);
  const narrow = inASecond({ trainMs: 300, capacityKbps: 500 });
  assert(narrow > 10 && narrow * 113 * 8 <= 0.04 * 500_000, `${narrow}`);
  assertEquals(inASecond({ trainMs: 300, capacityKbps: 100 }), 10);
});

Deno.test("reports are frequent in a new call, and sent at once after hurry", () => {
  const schedule = new ReportSchedule(0);
  assert(schedule.take(QUIET, 0));
  assert(!schedule.take(QUIET, 24));
  assert(schedule.take(QUIET, 25));
  assert(!schedule.take(QUIET, 30));
  schedule.hurry(31);
  assertEquals(schedule.deadlineMs, 31);
  assert(schedule.take(QUIET, 31));
});
