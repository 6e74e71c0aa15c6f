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
  /** How many frames got so far within the spans: from the source, out of the encoder, and out of the sender. */
  readonly handedOver: number;
  readonly encoded: number;
  readonly sent: number;
  /** The size of the frames sent. */
  readonly meanBytes: number;
  /** From one stage to the next, of the frames shown. */
  readonly stagesMs: Readonly<Partial<Record<"handedOverToEncoded" | "encodedToSent" | "sentToShown", Delays>>>;
  /** Received frames whose picture could not be decoded, or whose counter could not be read. */
  readonly unread: number;
}

interface ShownPicture extends RecordedPicture {
  /** The sender's number of the frame. */
  readonly sequence?: number;
  readonly shownMs: number;
}

export function clipFigures(record: ClipRecord, ...spans: readonly Span[]): ClipFigures {
  const within = (ms: number) => spans.some(({ fromMs, toMs }) => ms >= fromMs && ms < toMs);
  const everShown = shownPictures(record);
  const shown = everShown.filter(({ shownMs }) => within(shownMs));
  const [encodedMs, sentMs] = (["frame_captured", "frame_sent"] as const).map((name) => timesOf(record.sender, name));
  const between = (
    from: (frame: ShownPicture) => number | undefined,
    to: (frame: ShownPicture) => number | undefined,
  ) =>
    delays(shown.flatMap((frame) => {
      const [fromMs, toMs] = [from(frame), to(frame)];
      return fromMs === undefined || toMs === undefined ? [] : [toMs - fromMs];
    }));
  const handedOver = ({ number }: ShownPicture) => record.handedOverMs.get(number!);
  const encoded = ({ sequence }: ShownPicture) => encodedMs.get(sequence!);
  const left = ({ sequence }: ShownPicture) => sentMs.get(sequence!);
  const arrived = ({ shownMs }: ShownPicture) => shownMs;
  const gaps = spans.flatMap((span) => gapsOf(shown, span));
  const quality = shown.flatMap(({ psnrDb }) => psnrDb ?? []);
  const sent = record.sender.flatMap((event) => event.event === "frame_sent" && within(event.t) ? [event.bytes] : []);
  return {
    shown: shown.length,
    shownFps: shown.length * 1000 / spans.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0),
    shownPercent: shownPercent(record, everShown, spans),
    delayMs: between(handedOver, arrived),
    longestGapMs: Math.max(...gaps),
    longGaps: gaps.filter((ms) => ms > LONG_GAP_MS).length,
    psnrDb: quality.length === 0 ? undefined : quality.reduce((sum, db) => sum + db, 0) / quality.length,
    handedOver: [...record.handedOverMs.values()].filter(within).length,
    encoded: [...encodedMs.values()].filter(within).length,
    sent: sent.length,
    meanBytes: sent.length === 0 ? 0 : sent.reduce((sum, bytes) => sum + bytes, 0) / sent.length,
    stagesMs: {
      handedOverToEncoded: between(handedOver, encoded),
      encodedToSent: between(encoded, left),
      sentToShown: between(left, arrived),
    },
    unread: shown.filter(({ number }) => number === undefined).length,
  };
}

function shownPictures({ receiver, pictures }: ClipRecord): ShownPicture[] {
  return receiver.flatMap((event) =>
    event.event === "frame_shown" ? [{ ...pictures[event.n], sequence: event.seq, shownMs: event.t }] : []
  );
}

/** When each frame of the sender got to a stage, by its sequence number. */
function timesOf(events: readonly CallEvent[], name: "frame_captured" | "frame_sent"): Map<number, number> {
  return new Map(events.flatMap((event) => event.event === name ? [[event.seq, event.t]] : []));
}

function delays(ms: readonly number[]): Delays | undefined {
  if (ms.length === 0) return undefined;
  return { p50: quantile(ms, 0.5)!, p95: quantile(ms, 0.95)!, max: Math.max(...ms) };
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
