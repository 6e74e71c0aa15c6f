import { assertEquals, assertStringIncludes } from "@std/assert";
import { Call } from "../../src/call/call.ts";
import type { CallEvent } from "../../src/call/call_event.ts";
import type { Codec } from "../../src/port/encoded_frame.ts";
import type { Input } from "../../src/wire/wire.ts";
import { FakeDisplay } from "../fake/fake_display.ts";
import { openTestWire } from "../fake/open_test_wire.ts";
import { VirtualClock } from "../fake/virtual_clock.ts";
import { VirtualNetwork } from "../fake/virtual_network.ts";

const SERVER = { hostname: "192.0.2.1", port: 9699 };

/**
 * An end that has said that it decodes `said`. What it reports when its window turns out to decode `decodes`, and what it tells its
 * wire.
 */
async function told(role: "server" | "client", said: readonly Codec[] | undefined, decodes: readonly Codec[]) {
  const clock = new VirtualClock(), display = new FakeDisplay(), events: CallEvent[] = [], inputs: Input[] = [];
  const network = new VirtualNetwork(clock).host(role === "server" ? SERVER.hostname : "192.0.2.2");
  const wire = openTestWire("sealed", role, SERVER);
  const handle = wire.handle.bind(wire);
  wire.handle = (input, nowMs) => {
    inputs.push(input);
    handle(input, nowMs);
  };
  const call = new Call(
    wire,
    { clock, network, display, onEvent: (event) => void events.push(event) },
    { role, hostname: "", port: SERVER.port, name: role, once: true, decodes: said },
  );
  await call.start();
  display.handlers.onDecodes(decodes);
  call.hangUp();
  await clock.advance(100);
  return {
    notices: events.flatMap((event) => event.event === "notice" ? [`${event.message}; ${event.hint}`] : []),
    wire: inputs.flatMap((input) => input.kind === "decodes" ? [input.codecs] : []),
  };
}

Deno.test("a window that decodes less than this end has said is reported, with what to do", async () => {
  const { notices: [notice, ...others], wire } = await told("client", ["jpeg", "vp8"], ["jpeg"]);
  assertStringIncludes(notice, "this window cannot decode VP8");
  assertStringIncludes(notice, "--codec jpeg");
  assertEquals([others, wire], [[], [["jpeg"]]]);
});

Deno.test("a server says to its next caller what its window decodes, less or more", async () => {
  assertEquals(await told("server", ["jpeg", "vp8"], ["jpeg"]), { notices: [], wire: [["jpeg"]] });
  const more: Codec[] = ["jpeg", "vp8", "av1"];
  assertEquals(await told("server", ["jpeg", "vp8"], more), { notices: [], wire: [more] });
});

Deno.test("an end that wants JPEG says nothing else, whatever its window decodes", async () => {
  assertEquals(await told("server", ["jpeg"], ["jpeg", "vp8"]), { notices: [], wire: [] });
  assertEquals(await told("client", undefined, ["jpeg", "vp8"]), { notices: [], wire: [] });
});

Deno.test("a window that decodes all of it, or more, is no news", async () => {
  assertEquals((await told("client", ["jpeg", "vp8"], ["jpeg", "vp8", "av1"])).notices, []);
  assertEquals((await told("client", undefined, ["jpeg"])).notices, []);
});
