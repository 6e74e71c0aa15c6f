import { assertEquals } from "@std/assert";
import { StateReport } from "../../../src/io/capture/state_report.ts";
import type { CaptureState } from "../../../src/port/capture_device.ts";

Deno.test("a state is reported once until another one follows, and without passwords", () => {
  const states: CaptureState[] = [];
  const report = new StateReport();
  report.onState = (state) => states.push(state);
  const failed: CaptureState = { state: "failed", message: "rtsp://me:secret@host/ is in use" };
  for (const state of [failed, failed, { state: "running" }, failed] as const) report.report(state);
  assertEquals(states.map(({ state }) => state), ["failed", "running", "failed"]);
  assertEquals(states[0].message?.includes("secret"), false);
});
