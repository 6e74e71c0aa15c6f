import type { CallEvent } from "../../src/call/call_event.ts";
import { quantile } from "./quantile.ts";
import type { Stamp } from "./stamp.ts";

/** The data that one end of a call leaves. */
export interface EndRecord {
  readonly events: readonly CallEvent[];
  /** The stamps in its recording: the n-th is that of received frame `n`. Times in epoch milliseconds. */
  readonly stamps: readonly (Stamp | undefined)[];
}

/** A period, in epoch milliseconds. */
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

/** The frames of one direction that were shown within a span, and what happened to the others. */
export interface DirectionFigures {
  readonly shown: number;
  readonly shownFps: number;
  /** How many of the source's numbers are missing between the first and the last frame shown. */
  readonly missing: number;
  /** From the source's output of the raw frame until it is shown. */
  readonly delayMs?: Delays;
  /** From the end of capture, which includes encoding, until it is shown. */
  readonly capturedToShownMs?: Delays;
  /** The medians of the stages; `undefined` if frames cannot be traced one by one. */
  readonly stagesMs: Readonly<
    Record<"madeToCaptured" | "capturedToSent" | "sentToReceived" | "receivedToShown", number | undefined>
  >;
  /** The longest time between two shown frames, or between the span's start or end and the nearest one. */
  readonly longestFreezeMs: number;
  /** The frames captured, and those sent, within the spans. */
  readonly captured: number;
  readonly sent: number;
  /** The percentage of frames sent within the spans that was ever shown; `undefined` if frames cannot be traced. */
  readonly shownOfSentPercent?: number;
}

/** A frame that was shown, with the time at each stage, in epoch milliseconds. */
interface Journey {
  /** The sender's frame number. */
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
    // ffmpeg outputs every frame of a live source, so the source's number serves if the wire carries no sender's number.
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
