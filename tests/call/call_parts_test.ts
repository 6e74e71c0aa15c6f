import { assertEquals } from "@std/assert";
import type { CallEvent } from "../../src/call/call_event.ts";
import { connectParts } from "../../src/call/call_parts.ts";
import type { ConversationLine } from "../../src/port/display.ts";
import type { Input } from "../../src/wire/wire.ts";
import { FakeCamera } from "../fake/fake_camera.ts";
import { FakeDisplay } from "../fake/fake_display.ts";
import { VirtualClock } from "../fake/virtual_clock.ts";
import { VirtualNetwork } from "../fake/virtual_network.ts";

const PEER = { name: "Ann", address: { hostname: "192.0.2.7", port: 5000 }, sealed: true };

/** The parts of a client without a wire. Keeps the inputs that they would give to the wire. */
function parts({ hasDisplay = true } = {}) {
  const clock = new VirtualClock();
  const display = new FakeDisplay();
  const device = new FakeCamera(clock);
  const emitted: CallEvent[] = [];
  const lines: ConversationLine[] = [];
  const fed: Input[] = [];
  const ports = {
    ...{ clock, network: new VirtualNetwork(clock).host("192.0.2.1"), camera: device },
    display: hasDisplay ? display : undefined,
    onEvent: (event: CallEvent) => void emitted.push(event),
    onLine: (line: ConversationLine) => void lines.push(line),
  };
  const connected = connectParts({
    ports,
    options: { role: "client", hostname: "192.0.2.7", port: 9699, name: "Bob", once: true },
    feed: (input) => void fed.push(input),
    canSend: () => true,
    takeOverflowCount: () => 0,
    onEnded: () => {},
  });
  return { ...connected, clock, display, device, emitted, lines, fed };
}

Deno.test("a typed line goes to the wire, the display and the terminal", () => {
  const { conversation, display, lines, fed } = parts();
  const id = conversation.typed("hello");
  conversation.became(id, "delivered");
  assertEquals(fed, [{ kind: "text", id, text: "hello" }]);
  assertEquals(lines.map(({ delivery }) => delivery), ["waiting", "delivered"]);
  assertEquals([display.lines, conversation.lines()], [lines, lines.slice(1)]);
});

Deno.test("lines are kept only for a display", () => {
  const { conversation, lines } = parts({ hasDisplay: false });
  conversation.typed("hello");
  assertEquals([lines.length, conversation.lines()], [1, []]);
});

Deno.test("the camera's frames go to the wire while there is a peer and the camera is on", async () => {
  const { events, camera, device, emitted, fed, clock } = parts();
  camera.start();
  device.capture();
  await clock.advance(1000);
  events.happened({ kind: "connected", peer: PEER });
  assertEquals(fed, []);
  device.capture();
  assertEquals(fed.map(({ kind }) => kind), ["frame"]);
  camera.turn(false);
  assertEquals(fed.slice(1), [{ kind: "camera", on: false }]);
  assertEquals(emitted.filter(({ event }) => event === "frame_captured").length, 2);
  await camera.stop();
});

Deno.test("a typed code goes to the wire", () => {
  const { codeEntry, display, fed } = parts();
  codeEntry.begin();
  assertEquals(typeof codeEntry.typed("no code"), "string");
  assertEquals([fed, typeof display.state?.notice], [[], "string"]);
  assertEquals(codeEntry.typed("plaza-plaza-plaza"), undefined);
  assertEquals([fed.map(({ kind }) => kind), codeEntry.isNeeded, display.state?.notice], [["code"], false, undefined]);
});
