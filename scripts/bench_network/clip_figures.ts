import type { CallEvent } from "../../src/call/call_event.ts";
import type { Delays, Span } from "../bench/direction_figures.ts";
import { quantile } from "../bench/quantile.ts";
import type { RecordedPicture } from "./recorded_pictures.ts";

/** A person sees a pause of more than this, in milliseconds. */
const LONG_GAP_MS = 200;

/** What is known of one direction of a call with a clip as its camera. */
export interface ClipRecord {
  /** When each frame of the clip was handed over to the sender, by its number; epoch milliseconds. */
  readonly handedOverMs: ReadonlyMap<number, number>;
  readonly sender: readonly CallEvent[];
  readonly receiver: readonly CallEvent[];
  /** The n-th is that of the receiver's frame `n`. */
  readonly pictures: readonly RecordedPicture[];
}

/** The frames of one direction within some spans. */
export interface ClipFigures {
  readonly shown: number;
  readonly shownFps: number;
  /** Of the frames that the clip had within the spans, the percentage that was ever shown. */
  readonly shownPercent?: number;
  /** From the moment a raw picture is handed over until its frame is shown, which without a window is when it is complete. */
  readonly delayMs?: Delays;
  /** The longest time between two shown frames, or between a span's start or end and the nearest one. */
  readonly longestGapMs: number;
  /** How many of these times are longer than 200 ms. */
  readonly longGaps: number;
  /** The mean over the frames shown, of luma above the counter; in dB. */
  readonly psnrDb?: number;
  /** Keyframes and others that the sender gave to the link, and their size. */
  readonly sent: number;
  readonly meanBytes: number;
  /** Received frames whose picture could not be decoded, or whose counter could not be read. */
  readonly unread: number;
}

interface ShownPicture extends RecordedPicture {
  readonly shownMs: number;
}

export function clipFigures(record: ClipRecord, ...spans: readonly Span[]): ClipFigures {
  const within = (ms: number) => spans.some(({ fromMs, toMs }) => ms >= fromMs && ms < toMs);
  const everShown = shownPictures(record);
  const shown = everShown.filter(({ shownMs }) => within(shownMs));
  const delays = shown.flatMap(({ number, shownMs }) => {
    const fromMs = number === undefined ? undefined : record.handedOverMs.get(number);
    return fromMs === undefined ? [] : [shownMs - fromMs];
  });
  const gaps = spans.flatMap((span) => gapsOf(shown, span));
  const quality = shown.flatMap(({ psnrDb }) => psnrDb ?? []);
  const sent = record.sender.flatMap((event) => event.event === "frame_sent" && within(event.t) ? [event.bytes] : []);
  return {
    shown: shown.length,
    shownFps: shown.length * 1000 / spans.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0),
    shownPercent: shownPercent(record, everShown, spans),
    delayMs: delays.length === 0
      ? undefined
      : { p50: quantile(delays, 0.5)!, p95: quantile(delays, 0.95)!, max: Math.max(...delays) },
    longestGapMs: Math.max(...gaps),
    longGaps: gaps.filter((ms) => ms > LONG_GAP_MS).length,
    psnrDb: quality.length === 0 ? undefined : quality.reduce((sum, db) => sum + db, 0) / quality.length,
    sent: sent.length,
    meanBytes: sent.length === 0 ? 0 : sent.reduce((sum, bytes) => sum + bytes, 0) / sent.length,
    unread: shown.filter(({ number }) => number === undefined).length,
  };
}

function shownPictures({ receiver, pictures }: ClipRecord): ShownPicture[] {
  return receiver.flatMap((event) => event.event === "frame_shown" ? [{ ...pictures[event.n], shownMs: event.t }] : []);
}

/** Frames that the sender was too slow to take count as not shown. */
function shownPercent(
  { handedOverMs }: ClipRecord,
  shown: readonly ShownPicture[],
  spans: readonly Span[],
): number | undefined {
  const numbers = new Set(shown.flatMap(({ number }) => number ?? []));
  let ofClip = 0, ofThese = 0;
  for (const { fromMs, toMs } of spans) {
    const given = [...handedOverMs].filter(([, ms]) => ms >= fromMs && ms < toMs).map(([number]) => number);
    if (given.length === 0) continue;
    const first = Math.min(...given), last = Math.max(...given);
    ofClip += last - first + 1;
    for (let number = first; number <= last; number++) ofThese += Number(numbers.has(number));
  }
  return ofClip === 0 ? undefined : 100 * ofThese / ofClip;
}

function gapsOf(shown: readonly ShownPicture[], { fromMs, toMs }: Span): number[] {
  const moments = [fromMs, ...shown.map(({ shownMs }) => shownMs).filter((ms) => ms >= fromMs && ms < toMs), toMs];
  return moments.slice(1).map((ms, at) => ms - moments[at]);
}
