import { assertEquals, assertThrows } from "@std/assert";
import { NoSuchSource } from "../../../../src/io/capture/devices/capture_source.ts";
import { pulseChoices, pulseDeviceId } from "../../../../src/io/sound/pulse/pulse_choices.ts";
import type { PulseDevices } from "../../../../src/io/sound/pulse/pulse_devices.ts";

const MONITOR = { id: "out.monitor", name: "Monitor of Speakers", isMonitor: true };
const DESK = { id: "in.desk", name: "Desk Microphone", isMonitor: false };
const HEADSET = { id: "in.headset", name: "Headset", isMonitor: false };
const SPEAKERS = { id: "out", name: "Speakers", isMonitor: false };
const ALL: PulseDevices = {
  sources: [MONITOR, DESK, HEADSET],
  sinks: [SPEAKERS],
  defaultSource: "in.headset",
  defaultSink: "out",
};

Deno.test("microphones and loudspeakers are numbered, each from 0, without monitors", () => {
  assertEquals(pulseChoices(ALL), [
    { kind: "microphone", index: 0, id: "in.desk", name: "Desk Microphone" },
    { kind: "microphone", index: 1, id: "in.headset", name: "Headset" },
    { kind: "speaker", index: 0, id: "out", name: "Speakers" },
  ]);
});

Deno.test("a device by index, name, part of a name, or the system's own name", () => {
  for (const wanted of ["0", "Desk Microphone", "desk", "in.desk"]) {
    assertEquals(pulseDeviceId("microphone", wanted, ALL), "in.desk");
  }
  assertEquals(pulseDeviceId("speaker", "speak", ALL), "out");
  for (const wanted of ["2", "nobody", "monitor"]) {
    assertThrows(() => pulseDeviceId("microphone", wanted, ALL), NoSuchSource);
  }
});

Deno.test("a monitor has to be named in full", () => {
  assertEquals(pulseDeviceId("microphone", "out.monitor", ALL), "out.monitor");
  assertEquals(pulseDeviceId("microphone", "Monitor of Speakers", ALL), "out.monitor");
});

Deno.test("the usual device is left to the server, unless it is a monitor", () => {
  assertEquals(pulseDeviceId("microphone", undefined, ALL), undefined);
  assertEquals(pulseDeviceId("speaker", undefined, ALL), undefined);
  assertEquals(pulseDeviceId("microphone", undefined, { ...ALL, defaultSource: "out.monitor" }), "in.desk");
  const none = { ...ALL, sources: [MONITOR], defaultSource: "out.monitor" };
  assertThrows(() => pulseDeviceId("microphone", undefined, none), NoSuchSource, "no microphone found");
});
