import type { CallEvent, CallStats } from "../../call/call_event.ts";
import { callQuality, worseLoss } from "../../call/call_quality.ts";
import { formatAddress } from "../../port/address.ts";
import type { ConversationLine, DisplayState } from "../../port/display.ts";
import { callerWords } from "../console/caller_words.ts";
import { listeningPorts } from "../console/listening_ports.ts";
import { protectionWords } from "../console/protection_words.ts";
import { visibleName } from "../console/visible_text.ts";
import { cutRow, type Row, rowWidth, type Span, type Tone } from "./styled_text.ts";
import { takeWidth } from "./text_width.ts";

/** Above this level, in dBFS, a muted microphone hears somebody who means to be heard. */
const SPEAKING_DB = -40;
/** One bar for each 12 dB from here on. */
const METER_FROM_DB = -60, METER_STEP_DB = 12, METER_BARS = "▁▂▃▅▇";
/** A long peer name must not fill the row. */
const NAME_COLUMNS = 24;

/** The status line: what the call is doing, and how well. */
export class CallStatus {
  #state: DisplayState | undefined;
  /** The address where this end listens, or which it calls. */
  #place = "";
  #stats: CallStats | undefined;
  #nowMs = 0;
  /** Whether the call is past its first waiting or calling. */
  #begun = false;
  /** The ids of local lines whose delivery is still open. */
  readonly #pendingLines = new Set<number>();
  #linesOnTheWay = 0;

  /** Undefined before the call starts. */
  get phase(): DisplayState["phase"] | undefined {
    return this.#state?.phase;
  }

  /** What the next typed line is: a code, the answer to a caller, or a line for the peer. */
  get typing(): "code" | "answer" | "line" {
    if (this.#state?.phase === "needs_code") return "code";
    return this.#state?.caller ? "answer" : "line";
  }

  /** Whether others call this end. */
  get isServer(): boolean {
    return this.#state?.role === "server";
  }

  /** Whether a loudspeaker plays. */
  get hasSpeaker(): boolean {
    return this.#state?.sound?.speaker.state === "running";
  }

  /** A local line is new, or its delivery has changed. */
  localLine({ id, pending }: ConversationLine): void {
    if (pending) this.#pendingLines.add(id);
    else this.#pendingLines.delete(id);
  }

  /** The state of the call has changed. */
  showState(state: DisplayState): void {
    this.#state = state;
    this.#begun ||= state.phase !== "waiting" && state.phase !== "calling";
  }

  on(event: CallEvent): void {
    this.#nowMs = event.t;
    switch (event.event) {
      case "listening":
        this.#begun = true;
        this.#place = listeningPorts(event.ports);
        break;
      case "calling":
        this.#begun = true;
        this.#place = formatAddress(event.address);
        break;
      case "stats":
        this.#stats = event;
        // Updated once a second. Most lines are delivered sooner, and would only make the status line flicker.
        this.#linesOnTheWay = this.#pendingLines.size;
        break;
    }
  }

  /** The status line in at most `columns`. It is shortened first, then the least important parts are left out. */
  row(columns: number): Row {
    let row: Row = [];
    for (const terse of [0, 1, 2] as const) {
      const parts = this.#parts(terse);
      for (let count = parts.length; count >= (terse === 2 ? 1 : parts.length); count--) {
        row = joined(parts.slice(0, count));
        if (rowWidth(row) <= columns) return row;
      }
    }
    return cutRow(row, columns);
  }

  /** 1: without the peer's address. 2: also without bit rates. */
  #parts(terse: 0 | 1 | 2): Row[] {
    const { tone, words } = this.#words(terse);
    return [[{ text: "● ", tone }, { text: words }], ...this.#figures(terse).map((span) => [span])];
  }

  #words(terse: 0 | 1 | 2): { tone: Tone; words: string } {
    const state = this.#state;
    if (!state || !this.#begun) return { tone: "faint", words: "starting" };
    const name = shortName(state.peerName ?? "");
    const peer = terse ? name : `${name} at ${state.peerAddress}`;
    switch (state.phase) {
      case "waiting": {
        if (state.caller) {
          const { name, isKnown } = state.caller;
          return { tone: "warning", words: `y answers, n declines: ${callerWords(shortName(name), isKnown)}` };
        }
        const code = state.code === undefined ? "" : `, code ${state.code}`;
        return { tone: "warning", words: `waiting for a call on ${this.#place}${code}` };
      }
      case "calling":
        return {
          tone: "warning",
          words: this.#codeWaits > 0
            ? `the server waits after a wrong code: yours is sent in ${this.#codeWaits} s`
            : state.ringing
            ? `ringing at ${this.#called(state)}`
            : `calling ${this.#called(state)}`,
        };
      case "needs_code": {
        const waits = this.#codeWaits > 0 ? `; the server takes them in ${this.#codeWaits} s` : "";
        return { tone: "warning", words: `type the code that the other end shows${waits}` };
      }
      case "in_call": {
        const poor = this.#poor ? "poor connection, " : "";
        // The peer's name comes after vchat's own words, so that it cannot imitate them.
        return {
          tone: this.#poor ? "warning" : "good",
          words: `in call, ${poor}${protectionWords(state.sealed)}: ${peer}`,
        };
      }
      case "reconnecting": {
        const seconds = Math.max(0, Math.round((this.#nowMs - state.sinceEpochMs) / 1000));
        return { tone: "bad", words: `reconnecting for ${seconds} s: ${peer}` };
      }
      case "ended":
        return { tone: "faint", words: "the call is over" };
    }
  }

  /** The server that is called: its address, and its name if that is another. */
  #called({ calledName = "" }: DisplayState): string {
    const name = shortName(calledName);
    return name === "" || this.#place.includes(name) ? this.#place : `${this.#place}: ${name}`;
  }

  /** The seconds until the server takes the next code. */
  get #codeWaits(): number {
    return Math.max(0, Math.ceil(((this.#state?.codeRetryAtEpochMs ?? 0) - this.#nowMs) / 1000));
  }

  get #poor(): boolean {
    const stats = this.#stats;
    const inCallMs = this.#nowMs - (this.#state?.sinceEpochMs ?? this.#nowMs);
    return stats !== undefined && callQuality(stats, stats.expects_picture ?? false, inCallMs) === "poor";
  }

  /** Whether somebody can be heard, here and there, and how loud it is. */
  #sound(): Span[] {
    const { sound, peerMuted } = this.#state ?? {};
    if (sound === undefined) return [];
    const levels = this.phase === "in_call" ? this.#stats?.sound : undefined;
    const spans: Span[] = [];
    if (sound.microphone.state === "failed") spans.push({ text: "no microphone", tone: "warning" });
    else if (sound.muted) {
      const isSpeaking = levels !== undefined && levels.microphone_db > SPEAKING_DB;
      spans.push({ text: isSpeaking ? "muted, but you speak" : "muted", tone: "warning" });
    } else if (levels) spans.push({ text: `you ${meter(levels.microphone_db)}` });
    if (sound.speaker.state === "failed") spans.push({ text: "no loudspeaker", tone: "warning" });
    else if (peerMuted) spans.push({ text: "peer muted", tone: "faint" });
    else if (levels) spans.push({ text: `peer ${meter(levels.speaker_db)}` });
    return spans;
  }

  #figures(terse: 0 | 1 | 2): Span[] {
    const lines = this.#linesOnTheWay;
    const first: Span[] = [
      ...(this.#state?.camera.state === "failed" ? [{ text: "no camera", tone: "warning" as const }] : []),
      ...this.#sound(),
      ...(lines > 0 ? [{ text: `${lines} ${lines === 1 ? "line" : "lines"} on the way`, tone: "faint" as const }] : []),
    ];
    const isCall = this.phase === "in_call" || this.phase === "reconnecting";
    if (!isCall || !this.#stats) return first;
    const { received_fps, sent_fps, received_bytes, sent_bytes, delay_ms, link } = this.#stats;
    const bitRate = (bytes: number) => terse === 2 ? "" : ` ${inBits(bytes)}`;
    return [
      ...first,
      { text: `in ${received_fps.toFixed(0)} fps${bitRate(received_bytes)}` },
      { text: `out ${sent_fps.toFixed(0)} fps${bitRate(sent_bytes)}` },
      ...(delay_ms === undefined ? [] : [{ text: `delay ${Math.max(0, delay_ms).toFixed(0)} ms` }]),
      ...(link && delay_ms === undefined ? [{ text: `round trip ${link.rtt_ms.toFixed(0)} ms` }] : []),
      ...(link ? [{ text: `loss ${percent(link)}` }] : []),
    ];
  }
}

function joined(parts: readonly Row[]): Row {
  return parts.flatMap((part, at) => at === 0 ? part : [{ text: " · ", tone: "faint" as const }, ...part]);
}

/** A level in dBFS as one character. */
function meter(db: number): string {
  return METER_BARS[Math.max(0, Math.min(METER_BARS.length - 1, Math.floor((db - METER_FROM_DB) / METER_STEP_DB)))];
}

/** The bytes of one second as a bit rate. */
function inBits(bytes: number): string {
  const kbps = bytes * 8 / 1000;
  return kbps < 1000 ? `${kbps.toFixed(0)} kbit/s` : `${(kbps / 1000).toFixed(1)} Mbit/s`;
}

function percent(link: Parameters<typeof worseLoss>[0]): string {
  return `${(100 * worseLoss(link)).toFixed(1)} %`;
}

function shortName(name: string): string {
  const shown = visibleName(name);
  const { text } = takeWidth(shown, NAME_COLUMNS);
  return text === shown ? text : `${text}…`;
}
