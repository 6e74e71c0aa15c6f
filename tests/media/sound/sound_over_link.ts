import { LossCounter } from "../../../src/media/sound/loss_counter.ts";
import { Playout } from "../../../src/media/sound/playout.ts";
import { Repetition } from "../../../src/media/sound/repetition.ts";
import type { SoundFrame } from "../../../src/port/sound.ts";
import { type LinkChange, type LinkConditions, LossyLink } from "../../fake/lossy_link.ts";
import { inspectSine, SineDecoder, sineFrame, sineOf, type Waveform } from "./sine_codec.ts";

/** A sender, a link and a listener. */
export interface SoundRun {
  readonly seconds: number;
  readonly link?: Partial<LinkConditions>;
  readonly schedule?: readonly LinkChange[];
  readonly seed?: number;
  readonly units?: 1 | 2 | 4 | 6;
  /** How many frames each packet repeats. Not given: as `Repetition` chooses. */
  readonly repeated?: number;
  readonly hasFec?: boolean;
  /** Of an encoded frame; and of a packet besides its frames, without the headers of IP and UDP. */
  readonly frameBytes?: number;
  readonly headerBytes?: number;
  /** How much faster the sender's microphone is than the listener's loudspeaker. */
  readonly fasterPpm?: number;
  /** When the loudspeaker pulls for the first time. */
  readonly pullAtMs?: number;
  readonly firstSequence?: number;
  readonly waveform?: Waveform;
  /** Whether somebody speaks at a moment. */
  readonly isTalking?: (atMs: number) => boolean;
  /** What the loudspeaker got. Valid until it returns. */
  readonly onPlayed?: (samples: Float32Array, nowMs: number, playout: Playout) => void;
}

const REPORT_MS = 200;

interface Packet {
  readonly number: number;
  readonly captureMs: number;
  /** None: silence. */
  readonly frames: readonly SoundFrame[];
}

/** Runs it in virtual time. */
export function runSound(run: SoundRun): Playout {
  const {
    units = 1,
    waveform = sineOf(440),
    fasterPpm = 0,
    pullAtMs = 3,
    firstSequence = 1000,
    frameBytes = 40,
    headerBytes = 42,
  } = run;
  const link = new LossyLink<Packet>(run.link ?? {}, run.seed ?? 1, run.schedule);
  const playout = new Playout(new SineDecoder(waveform), inspectSine);
  const losses = new LossCounter(), repetition = new Repetition();
  const unitMs = 10 / (1 + fasterPpm / 1e6);
  let sent: SoundFrame[] = [], wasTalking = false, number = 0;
  let index = 0, pulls = 0, reportMs = REPORT_MS;
  for (;;) {
    const sendMs = (index + units) * unitMs, pullMs = pullAtMs + pulls * 10;
    const nowMs = Math.min(sendMs, pullMs, link.nextMs, reportMs);
    if (nowMs >= run.seconds * 1000) return playout;
    if (nowMs === link.nextMs) {
      const { number, captureMs, frames } = link.take(nowMs)!;
      losses.add(number);
      playout.insert({ frames, captureMs, arrivedMs: nowMs });
    } else if (nowMs === reportMs) {
      repetition.onReport(losses.counts, nowMs);
      reportMs += REPORT_MS;
    } else if (nowMs === sendMs) {
      const isTalking = run.isTalking?.(nowMs) ?? true;
      if (isTalking || wasTalking) {
        if (isTalking) {
          const bytes = sineFrame(index, units, run.hasFec);
          sent = [{ sequence: (firstSequence + index) >>> 0, bytes }, ...sent.slice(0, 10)];
        }
        const frames = isTalking ? sent.slice(0, 1 + (run.repeated ?? repetition.wantedFrames)) : [];
        const packet = { number: number++ & 0xffff, captureMs: index * unitMs, frames };
        link.send(packet, headerBytes + frameBytes * frames.length, nowMs);
      }
      wasTalking = isTalking;
      index += units;
    } else {
      run.onPlayed?.(playout.pull(nowMs), nowMs, playout);
      if (run.onPlayed === undefined) playout.pull(nowMs);
      pulls++;
    }
  }
}
