import { assertEquals } from "@std/assert";
import type { FromPage } from "../../../../src/io/window/serve/page_message.ts";
import { passOrder } from "../../../../src/io/window/serve/pass_order.ts";
import type { DisplayHandlers } from "../../../../src/port/display.ts";

/** What is called for a message, with its arguments. */
function calls(message: FromPage): unknown[] {
  const called: unknown[] = [];
  const handlers = new Proxy({}, { get: (_, name) => (...args: unknown[]) => called.push(name, ...args) });
  passOrder(message, handlers as DisplayHandlers);
  return called;
}

Deno.test("each order of a person goes to its handler", () => {
  const orders: [FromPage, unknown[]][] = [
    [{ kind: "text", text: "hi" }, ["onText", "hi"]],
    [{ kind: "code", text: "a-b-c" }, ["onCode", "a-b-c"]],
    [{ kind: "camera", on: false }, ["onCamera", false]],
    [{ kind: "list_cameras" }, ["onListCameras"]],
    [{ kind: "choose_camera", id: "1" }, ["onChooseCamera", "1"]],
    [{ kind: "mute", on: true }, ["onMute", true]],
    [{ kind: "volume", volume: 0.5 }, ["onVolume", 0.5]],
    [{ kind: "list_sound_devices" }, ["onListSoundDevices"]],
    [{ kind: "choose_microphone", id: "m" }, ["onChooseSoundDevice", "microphone", "m"]],
    [{ kind: "choose_speaker", id: "s" }, ["onChooseSoundDevice", "speaker", "s"]],
    [{ kind: "leave" }, ["onLeave"]],
  ];
  for (const [message, called] of orders) assertEquals(calls(message), called);
});

Deno.test("what no person did goes to none", () => {
  assertEquals(calls({ kind: "drawn", n: 1 }), []);
  assertEquals(calls({ kind: "page_sound", devices: [] }), []);
});
