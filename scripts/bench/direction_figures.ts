import type { CallEvent } from "../../src/call/call_event.ts";
import { quantile } from "./quantile.ts";
import type { Stamp } from "./stamp.ts";

/** What one end of a call left behind. */
export interface EndRecord {
  readonly events: readonly CallEvent[];
  /** Of its recording's frames: the n-th is of the frame `n` it received. Times in epoch milliseconds. */
  readonly stamps: readonly (Stamp | undefined)[];
}

/** A stretch of time, in epoch milliseconds. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** In milliseconds. */
export interface Delays {
  readonly p50: number;
  readonly p95: number;
  readonly max: number;
}

/** Frames of one direction that were shown within a span, and what became of the others. */
export interface DirectionFigures {
  readonly shown: number;
  readonly shownFps: number;
  /** Numbers of the source that are missing between the first and the last frame shown. */
  readonly missing: number;
  /** From the raw frame handed over by the source to shown. */
  readonly delayMs?: Delays;
  /** From captured, that is encoded, to shown. */
  readonly capturedToShownMs?: Delays;
  /** Medians of the parts of the way; `undefined` if single frames cannot be followed. */
  readonly stagesMs: Readonly<
    Record<"madeToCaptured" | "capturedToSent" | "sentToReceived" | "receivedToShown", number | undefined>
  >;
  /** Longest time between two frames shown, or between the first or last one and the span's start or end. */
  readonly longestFreezeMs: number;
  /** Captured, and sent, within the spans. */
  readonly captured: number;
  readonly sent: number;
  /** Percentage of those sent within the spans that was ever shown; `undefined` if frames cannot be followed. */
  readonly shownOfSentPercent?: number;
}

/** A frame that was shown, with the times at which it passed each point, in epoch milliseconds. */
interface Journey {
  /** The sender's number of it. */
  readonly sequence: number | undefined;
  readonly madeMs: number | undefined;
  readonly capturedMs: number | undefined;
  readonly sentMs: number | undefined;
  readonly receivedMs: number | undefined;
  readonly shownMs: number;
}

/** The figures of the direction from `sender` to `receiver`, over the parts of `spans`. */
export function directionFigures(sender: EndRecord, receiver: EndRecord, ...spans: readonly Span[]): DirectionFigures {
  const within = (ms: number) => spans.some(({ fromMs, toMs }) => ms >= fromMs && ms < toMs);
  const all = journeysOf(sender, receiver);
  const journeys = all.filter(({ shownMs }) => within(shownMs));
  const seconds = spans.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0) / 1000;
  const count = (name: CallEvent["event"]) =>
    sender.events.filter(({ event, t }) => event === name && within(t)).length;
  const between = (from: TimeOfJourney, to: TimeOfJourney) => differences(journeys, from, to);
  return {
    shown: journeys.length,
    shownFps: journeys.length / seconds,
    missing: missingNumbers(journeys),
    delayMs: delays(between("madeMs", "shownMs")),
    capturedToShownMs: delays(between("capturedMs", "shownMs")),
    stagesMs: {
      madeToCaptured: quantile(between("madeMs", "capturedMs"), 0.5),
      capturedToSent: quantile(between("capturedMs", "sentMs"), 0.5),
      sentToReceived: quantile(between("sentMs", "receivedMs"), 0.5),
      receivedToShown: quantile(between("receivedMs", "shownMs"), 0.5),
    },
    longestFreezeMs: Math.max(...spans.map((span) => longestFreeze(journeys, span))),
    captured: count("frame_captured"),
    sent: count("frame_sent"),
    shownOfSentPercent: shownOfSentPercent(sender, all, within),
  };
}

function journeysOf(sender: EndRecord, receiver: EndRecord): Journey[] {
  const capturedMs = new Map<number, number>(),
    sentMs = new Map<number, number>(),
    receivedMs = new Map<number, number>();
  for (const event of sender.events) {
    if (event.event === "frame_captured") capturedMs.set(event.seq, event.t);
    if (event.event === "frame_sent") sentMs.set(event.seq, event.t);
  }
  for (const event of receiver.events) if (event.event === "frame_received") receivedMs.set(event.n, event.t);
  return receiver.events.flatMap((event): Journey[] => {
    if (event.event !== "frame_shown") return [];
    const stamp = receiver.stamps[event.n];
    // ffmpeg gives out every frame of a live source, so the source's number serves as the sender's if the wire carries none.
    const sequence = event.seq ?? stamp?.sequence;
    return [{
      sequence,
      madeMs: stamp?.madeMs,
      capturedMs: sequence === undefined ? undefined : capturedMs.get(sequence),
      sentMs: sequence === undefined ? undefined : sentMs.get(sequence),
      receivedMs: receivedMs.get(event.n),
      shownMs: event.t,
    }];
  });
}

type TimeOfJourney = Exclude<keyof Journey, "sequence">;

function differences(journeys: readonly Journey[], from: TimeOfJourney, to: TimeOfJourney): number[] {
  return journeys.flatMap((journey) => {
    const start = journey[from], end = journey[to];
    return start === undefined || end === undefined ? [] : [end - start];
  });
}

function delays(values: readonly number[]): Delays | undefined {
  if (values.length === 0) return undefined;
  return { p50: quantile(values, 0.5)!, p95: quantile(values, 0.95)!, max: Math.max(...values) };
}

function missingNumbers(journeys: readonly Journey[]): number {
  const numbers = new Set(journeys.flatMap(({ sequence }) => sequence === undefined ? [] : [sequence]));
  return numbers.size === 0 ? 0 : Math.max(...numbers) - Math.min(...numbers) + 1 - numbers.size;
}

function shownOfSentPercent(
  sender: EndRecord,
  journeys: readonly Journey[],
  within: (ms: number) => boolean,
): number | undefined {
  const shown = new Set(journeys.map(({ sequence }) => sequence));
  const sent = sender.events.flatMap((event) => event.event === "frame_sent" && within(event.t) ? [event.seq] : []);
  if (sent.length === 0 || shown.has(undefined)) return undefined;
  return 100 * sent.filter((seq) => shown.has(seq)).length / sent.length;
}

function longestFreeze(journeys: readonly Journey[], { fromMs, toMs }: Span): number {
  const shown = journeys.map(({ shownMs }) => shownMs).filter((ms) => ms >= fromMs && ms < toMs);
  const moments = [fromMs, ...shown, toMs];
  return Math.max(...moments.slice(1).map((ms, at) => ms - moments[at]));
}
