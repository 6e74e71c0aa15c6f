import { assertEquals, assertStringIncludes } from "@std/assert";
import { Call } from "../../src/call/call.ts";
import type { CallEvent } from "../../src/call/call_event.ts";
import type { Codec } from "../../src/port/encoded_frame.ts";
import { FakeDisplay } from "../fake/fake_display.ts";
import { openTestWire } from "../fake/open_test_wire.ts";
import { VirtualClock } from "../fake/virtual_clock.ts";
import { VirtualNetwork } from "../fake/virtual_network.ts";

const SERVER = { hostname: "192.0.2.1", port: 9699 };

/** A server that has said that it decodes `said`. What it reports when its window turns out to decode `decodes`. */
async function notices(said: readonly Codec[] | undefined, decodes: readonly Codec[]): Promise<string[]> {
  const clock = new VirtualClock(), display = new FakeDisplay(), events: CallEvent[] = [];
  const network = new VirtualNetwork(clock).host(SERVER.hostname);
  const call = new Call(
    openTestWire("sealed", "server", SERVER),
    { clock, network, display, onEvent: (event) => void events.push(event) },
    { role: "server", hostname: "", port: SERVER.port, name: "server", once: true, decodes: said },
  );
  await call.start();
  display.handlers.onDecodes(decodes);
  call.hangUp();
  await clock.advance(100);
  return events.flatMap((event) => event.event === "notice" ? [`${event.message}; ${event.hint}`] : []);
}

Deno.test("a window that decodes less than this end has said is reported, with what to do", async () => {
  const [notice, ...others] = await notices(["jpeg", "vp8"], ["jpeg"]);
  assertStringIncludes(notice, "this window cannot decode VP8");
  assertStringIncludes(notice, "--codec jpeg");
  assertEquals(others, []);
});

Deno.test("a window that decodes all of it, or more, is no news", async () => {
  assertEquals(await notices(["jpeg", "vp8"], ["jpeg", "vp8", "av1"]), []);
  assertEquals(await notices(undefined, ["jpeg"]), []);
});
