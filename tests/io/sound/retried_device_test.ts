import { assertEquals } from "@std/assert";
import { NoSuchSource } from "../../../src/io/capture/devices/capture_source.ts";
import { type DeviceRun, RetriedDevice } from "../../../src/io/sound/retried_device.ts";
import type { SoundDeviceState } from "../../../src/port/sound_device.ts";
import { reportedFaults } from "../../fake/reported_faults.ts";
import { settled, VirtualClock } from "../../fake/virtual_clock.ts";

const FAILED: SoundDeviceState = { state: "failed", reason: "busy", message: "it is in use" };

function start(run: DeviceRun) {
  const clock = new VirtualClock();
  const states: SoundDeviceState[] = [];
  const startsMs: number[] = [];
  const device = new RetriedDevice((...rest) => {
    startsMs.push(clock.nowMs() - 1000);
    return run(...rest);
  }, clock);
  device.start((state) => states.push(state));
  return { clock, states, startsMs, device };
}

/** Runs until it is ended. */
function untilAborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(undefined)));
}

Deno.test("a device that fails is tried again with growing pauses, and reported once", async () => {
  const { clock, states, startsMs, device } = start(() => Promise.resolve(FAILED));
  await clock.advance(20_000);
  await device.stop();
  assertEquals(startsMs, [0, 500, 1500, 3500, 7500, 12_500, 17_500]);
  assertEquals(states, [{ state: "starting" }, FAILED]);
});

Deno.test("after a device that ran, the first pause is short again", async () => {
  let runs = 0;
  const { clock, startsMs, device } = start(async (_signal, onRunning) => {
    if (++runs === 3) {
      onRunning();
      await new Promise<void>((resolve) => clock.callAt(clock.nowMs() + 2_000, resolve));
    }
    return FAILED;
  });
  await clock.advance(10_000);
  await device.stop();
  assertEquals(startsMs.slice(0, 5), [0, 500, 1500, 4000, 5000]);
});

Deno.test("a device with which nothing is wrong is soon run again", async () => {
  const { clock, states, startsMs, device } = start((_signal, onRunning) => {
    onRunning();
    return Promise.resolve({ state: "starting" });
  });
  await clock.advance(100);
  await device.stop();
  assertEquals(startsMs, [0, 50, 100]);
  assertEquals(states.slice(0, 3).map(({ state }) => state), ["starting", "running", "starting"]);
});

Deno.test("a device that is stopped ends, and says nothing more", async () => {
  const { states, device } = start(async (signal, onRunning) => {
    onRunning();
    await untilAborted(signal);
    return FAILED;
  });
  await settled();
  await device.stop();
  assertEquals(states, [{ state: "starting" }, { state: "running" }]);
});

Deno.test("a device that does not exist is not found; a fault is reported, and the device tried again", async () => {
  let runs = 0;
  const { clock, states, device } = start(() =>
    Promise.reject(runs++ === 0 ? new NoSuchSource("no such device", "look again") : new RangeError("a fault"))
  );
  const faults = await reportedFaults(() => clock.advance(600));
  await device.stop();
  assertEquals(states[1], { state: "failed", reason: "not_found", message: "no such device", hint: "look again" });
  assertEquals(states[2].reason, "stopped");
  assertEquals(faults, ["a fault"]);
});
