/** A microphone of PulseAudio in a worker, started by a test. Is told which, and tells how many frames it has given. */
import { systemClock } from "../../src/io/clock/system_clock.ts";
import { DeviceMicrophone } from "../../src/io/sound/device_microphone.ts";
import { pulseCapture } from "../../src/io/sound/pulse/pulse_capture.ts";
import type { PulseOptions } from "../../src/io/sound/pulse/use_pulse.ts";

const worker = self as unknown as {
  onmessage: (event: MessageEvent<PulseOptions>) => void;
  postMessage(frames: number): void;
};

worker.onmessage = ({ data }) => {
  let frames = 0;
  new DeviceMicrophone(pulseCapture(data, systemClock), systemClock).start(
    () => worker.postMessage(++frames),
    () => {},
  );
};
