import { channelPorts } from "../../wire/channel_port.ts";
import type { CallEvent, CallStats } from "../../call/call_event.ts";
import { callQuality, worseLoss } from "../../call/call_quality.ts";
import { formatAddress } from "../../port/address.ts";
import type { ConversationLine } from "../../port/display.ts";
import type { Peer } from "../../wire/wire.ts";
import { visibleName } from "../console/visible_text.ts";
import { cutRow, type Row, rowWidth, type Span, type Tone } from "./styled_text.ts";
import { takeWidth } from "./text_width.ts";

/** A peer's name may not fill the row. */
const NAME_COLUMNS = 24;

type Phase = "starting" | "waiting" | "calling" | "needs_code" | "in_call" | "reconnecting" | "ended";

/** The status line: what the call is doing, and how well, from its events. */
export class CallStatus {
  #phase: Phase = "starting";
  #place = "";
  #isServer = false;
  #code: string | undefined;
  #peer: Peer | undefined;
  #stats: CallStats | undefined;
  #cameraFailed = false;
  #lostMs = 0;
  #nowMs = 0;
  /** Lines of this end whose delivery is still open, by their ids. */
  readonly #pendingLines = new Set<number>();
  #linesOnTheWay = 0;

  get phase(): Phase {
    return this.#phase;
  }

  /** A line of this end is new, or its delivery has changed. */
  localLine({ id, pending }: ConversationLine): void {
    if (pending) this.#pendingLines.add(id);
    else this.#pendingLines.delete(id);
  }

  /** The code was typed, and looks like one. */
  codeTyped(): void {
    this.#phase = "calling";
  }

  on(event: CallEvent): void {
    this.#nowMs = event.t;
    switch (event.event) {
      case "listening":
        this.#isServer = true;
        this.#phase = "waiting";
        this.#place = `ports ${channelPorts(event.address.port)}`;
        this.#code = event.code;
        break;
      case "code_changed":
        this.#code = event.code;
        break;
      case "code_needed":
        this.#phase = "needs_code";
        break;
      case "calling":
        this.#phase = "calling";
        this.#place = formatAddress(event.address);
        break;
      case "connected":
      case "resumed":
        this.#phase = "in_call";
        this.#peer = event.peer;
        break;
      case "interrupted":
        this.#phase = "reconnecting";
        this.#lostMs = event.t;
        break;
      case "stats":
        this.#stats = event;
        // Looked at once a second: most lines are there long before, and nothing has to flicker for them.
        this.#linesOnTheWay = this.#pendingLines.size;
        break;
      case "camera":
        this.#cameraFailed = event.state === "failed";
        break;
      case "ended":
        this.#phase = event.final ? "ended" : this.#isServer ? "waiting" : "calling";
        this.#peer = undefined;
        break;
    }
  }

  /** What fits in `columns`: first it gets terser, then the less telling parts go. */
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

  /** 1: without the peer's address. 2: without bit rates as well. */
  #parts(terse: 0 | 1 | 2): Row[] {
    const { tone, words } = this.#state(terse);
    return [[{ text: "● ", tone }, { text: words }], ...this.#figures(terse).map((span) => [span])];
  }

  #state(terse: 0 | 1 | 2): { tone: Tone; words: string } {
    const peer = this.#peer && (terse ? shortName(this.#peer) : nameAndAddress(this.#peer));
    switch (this.#phase) {
      case "starting":
        return { tone: "faint", words: "starting" };
      case "waiting": {
        const code = this.#code === undefined ? "" : `, code ${this.#code}`;
        return { tone: "warning", words: `waiting for a call on ${this.#place}${code}` };
      }
      case "calling":
        return { tone: "warning", words: `calling ${this.#place}` };
      case "needs_code":
        return { tone: "warning", words: "type the three words that the other end shows" };
      case "in_call":
        // What the peer calls itself comes after what vchat says, so that it cannot pass for that.
        return {
          tone: this.#poor ? "warning" : "good",
          words: `in call, ${this.#poor ? "poor connection, " : ""}${
            this.#peer?.sealed ? "sealed" : "not encrypted"
          }: ${peer}`,
        };
      case "reconnecting": {
        const seconds = Math.max(0, Math.round((this.#nowMs - this.#lostMs) / 1000));
        return { tone: "bad", words: `reconnecting for ${seconds} s: ${peer}` };
      }
      case "ended":
        return { tone: "faint", words: "the call is over" };
    }
  }

  get #poor(): boolean {
    const stats = this.#stats;
    return stats !== undefined && callQuality(stats, stats.expects_picture ?? false) === "poor";
  }

  #figures(terse: 0 | 1 | 2): Span[] {
    const lines = this.#linesOnTheWay;
    const first: Span[] = [
      ...(this.#cameraFailed ? [{ text: "no camera", tone: "warning" as const }] : []),
      ...(lines > 0 ? [{ text: `${lines} ${lines === 1 ? "line" : "lines"} on the way`, tone: "faint" as const }] : []),
    ];
    if (!this.#peer || !this.#stats) return first;
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

/** Bytes of a second as a bit rate. */
function inBits(bytes: number): string {
  const kbps = bytes * 8 / 1000;
  return kbps < 1000 ? `${kbps.toFixed(0)} kbit/s` : `${(kbps / 1000).toFixed(1)} Mbit/s`;
}

function percent(link: Parameters<typeof worseLoss>[0]): string {
  return `${(100 * worseLoss(link)).toFixed(1)} %`;
}

function nameAndAddress(peer: Peer): string {
  return `${shortName(peer)} at ${formatAddress(peer.address)}`;
}

function shortName({ name }: Peer): string {
  const shown = visibleName(name);
  const { text } = takeWidth(shown, NAME_COLUMNS);
  return text === shown ? text : `${text}…`;
}
