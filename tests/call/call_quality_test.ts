import { assertEquals } from "@std/assert";
import type { CallEventBody } from "../../src/call/call_event.ts";
import { displayFigures } from "../../src/call/display_figures.ts";
import { ScriptedCall } from "../fake/scripted_call.ts";
import { CallStatus } from "../../src/cli/terminal/call_status.ts";

const PEER = { address: { hostname: "192.0.2.7", port: 5000 }, name: "Ann", sealed: true };
const LINK = { rtt_ms: 12, jitter_ms: 1, loss_in: 0, loss_out: 0, capacity_kbps: 5000, packet_bytes: 1200 };
const STATS = {
  captured_fps: 30,
  sent_fps: 30,
  received_fps: 30,
  shown_fps: 30,
  sent_bytes: 1,
  received_bytes: 1,
  drops: { in: {}, out: {} },
} as const;

/** Whether the terminal's status line warns. */
function terminalWarns(stats: CallEventBody & { event: "stats" }, inCallMs: number): boolean {
  const status = new CallStatus();
  let epochMs = 0;
  const call = new ScriptedCall({
    clock: { epochMs: () => epochMs },
    onEvent: (event) => status.on(event),
    onState: (state) => status.showState(state),
  }, "client");
  call.tell({ event: "connected", peer: PEER });
  epochMs = inCallMs;
  call.tell(stats);
  return status.row(200)[0].tone === "warning";
}

Deno.test("terminal and window never disagree about whether a call is poor", () => {
  let poor = 0, count = 0;
  for (const rtt_ms of [10, 299, 301, 400, 500, 501]) {
    for (const loss_out of [0, 0.049, 0.051, 0.1, 0.101]) {
      for (const jitter_ms of [1, 81]) {
        for (const delay_ms of [undefined, 399, 401]) {
          for (const received_fps of [4, 11, 30]) {
            for (const expects_picture of [false, true]) {
              const stats = {
                ...STATS,
                event: "stats",
                received_fps,
                delay_ms,
                expects_picture,
                link: { ...LINK, rtt_ms, loss_out, jitter_ms },
              } as const;
              for (const inCallMs of [2999, 3000]) {
                const { quality } = displayFigures(stats, { epochMs: 0, expectsPicture: expects_picture, inCallMs });
                assertEquals(terminalWarns(stats, inCallMs), quality === "poor", JSON.stringify(stats));
                count++;
                if (quality === "poor") poor++;
              }
            }
          }
        }
      }
    }
  }
  assertEquals([count, poor > 0, poor < count], [2160, true, true]);
});
