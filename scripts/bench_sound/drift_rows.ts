import { SeamMeter } from "../../tests/media/sound/seam_meter.ts";
import { sineOf } from "../../tests/media/sound/sine_codec.ts";
import { runSound } from "../../tests/media/sound/sound_over_link.ts";
import type { FigureRow } from "../bench/figure_row.ts";

const SECONDS = 1800, PPM = 100, HZ = 437;
/** At the beginning the buffer finds its length, in milliseconds. */
const START_MS = 1000;
/** A seam that nobody hears next to a sine with an amplitude of 0.5. A click is several times larger. */
const MAX_SEAM = 0.01;
/** The most sound that may wait without jitter, in milliseconds: two frames. */
const MAX_WAITING_MS = 20;

/** Half an hour in virtual time, with a microphone that is faster or slower than the loudspeaker: the worse of both. */
export function driftRows(): FigureRow[] {
  let seam = 0, waitingMs = 0, gaps = 0;
  for (const fasterPpm of [PPM, -PPM]) {
    const meter = new SeamMeter(HZ);
    const { counters } = runSound({
      seconds: SECONDS,
      fasterPpm,
      waveform: sineOf(HZ),
      onPlayed: (samples, nowMs, playout) => {
        if (nowMs < START_MS) return;
        meter.add(samples);
        waitingMs = Math.max(waitingMs, playout.bufferMs);
      },
    });
    seam = Math.max(seam, meter.largest);
    gaps += counters.concealedUnits + counters.skippedUnits;
  }
  const name = `${SECONDS / 60} minutes, clocks ${PPM} ppm apart`;
  return [
    { figure: `${name}: largest seam`, unit: "of 0.5", vchat: seam, target: { is: "at most", value: MAX_SEAM } },
    { figure: `${name}: gaps`, unit: "", vchat: gaps, target: { is: "at most", value: 0 } },
    {
      figure: `${name}: most sound that waits`,
      unit: "ms",
      vchat: waitingMs,
      target: { is: "at most", value: MAX_WAITING_MS },
    },
  ];
}
