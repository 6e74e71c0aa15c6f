import type { Clock } from "../../../port/clock.ts";
import type { PlayRun } from "../device_speaker.ts";
import { FrameTimes } from "../frame_times.ts";
import { PlayAhead } from "./play_ahead.ts";
import { StreamTiming } from "./stream_timing.ts";
import { type PulseOptions, stalledDevice, usePulse } from "./use_pulse.ts";

/** A loudspeaker that takes nothing for this long hangs. */
const STALL_MS = 10_000;

/** Plays to PulseAudio, or PipeWire in its place. */
export function pulsePlayback(options: PulseOptions, clock: Clock): PlayRun {
  return (pull, signal, onRunning) =>
    usePulse("speaker", options, clock, signal, async (stream, device, connection) => {
      const ahead = new PlayAhead();
      if (!await stream.play(device, ahead.aheadMs, () => signal.aborted)) return undefined;
      const timing = new StreamTiming("speaker");
      const times = new FrameTimes();
      let ranOutAt = stream.ranOutAt;
      let lastMs = clock.nowMs();
      return await connection.serve(() => {
        const nowMs = clock.nowMs();
        const hasRunOut = stream.ranOutAt !== ranOutAt;
        ranOutAt = stream.ranOutAt;
        if (ahead.update(nowMs, hasRunOut)) stream.playAhead(ahead.aheadMs);
        while (!signal.aborted && stream.isWritable) {
          const nowMs = clock.nowMs();
          const info = stream.timing;
          const playMs = info ? timing.nextMs(info, nowMs, Date.now()) : nowMs + ahead.aheadMs;
          stream.write(pull(times.next(playMs)));
          onRunning();
          lastMs = nowMs;
        }
        if (signal.aborted) return { result: undefined };
        return nowMs - lastMs > STALL_MS ? { result: stalledDevice("speaker", options) } : undefined;
      });
    });
}
