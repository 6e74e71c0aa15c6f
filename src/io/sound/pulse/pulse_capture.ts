import type { Clock } from "../../../port/clock.ts";
import { SOUND_RATE_HZ } from "../../../port/sound_device.ts";
import type { CaptureRun } from "../device_microphone.ts";
import { FrameCutter } from "../frame_cutter.ts";
import { FrameTimes } from "../frame_times.ts";
import { PulseError } from "./pulse_error.ts";
import { StreamTiming } from "./stream_timing.ts";
import { type PulseOptions, stalledDevice, usePulse } from "./use_pulse.ts";

/** From `pa_error_code_t`. */
const KILLED = 12;
/** A microphone that gives nothing for this long hangs. A device that wakes up may take 2 s. */
const STALL_MS = 10_000;

/** Captures from PulseAudio, or PipeWire in its place. */
export function pulseCapture(options: PulseOptions, clock: Clock): CaptureRun {
  return (onSound, signal, onRunning) =>
    usePulse("microphone", options, clock, signal, async (stream, device, connection) => {
      if (!await stream.capture(device, () => signal.aborted)) return undefined;
      const timing = new StreamTiming("microphone");
      const times = new FrameTimes();
      const cutter = new FrameCutter();
      const chosen = stream.deviceIndex;
      let lastMs = clock.nowMs();
      return await connection.serve(() => {
        if (signal.aborted) return { result: undefined };
        // Without a microphone the server may move the stream to what a loudspeaker plays: peers would hear themselves.
        if (stream.deviceIndex !== chosen && stream.deviceName.endsWith(".monitor")) throw new PulseError(KILLED);
        const nowMs = clock.nowMs();
        for (let info = stream.timing, piece; (piece = stream.read()); info = stream.timing) {
          const pieceMs = info ? timing.nextMs(info, nowMs, Date.now()) : nowMs - piece.length * 1000 / SOUND_RATE_HZ;
          let frameMs = pieceMs - cutter.waiting * 1000 / SOUND_RATE_HZ;
          for (const samples of cutter.push(piece)) {
            onRunning();
            onSound({ samples, captureMs: times.next(frameMs) });
            frameMs += samples.length * 1000 / SOUND_RATE_HZ;
          }
          lastMs = nowMs;
        }
        return nowMs - lastMs > STALL_MS ? { result: stalledDevice("microphone", options) } : undefined;
      });
    });
}
