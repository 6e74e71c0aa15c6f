/**
 * How a line gets out:
 *
 * 1. A line is typed, in the terminal (`cli/terminal/`) or in the window (`io/window/serve/page_server.ts`): `typed`.
 * 2. It is shown as waiting, and the wire turns it into bytes (`wire/plain/text_record.ts`, `wire/sealed/stream/`).
 * 3. `Channels` hands them to the TCP connection (plain wire, `io/network/tcp_stream.ts`) or to the UDP socket (sealed wire).
 * 4. The wire reports its delivery: `became`.
 *
 * How a line gets in:
 *
 * 1. The TCP connection (plain wire) or the UDP socket (sealed wire) delivers bytes.
 * 2. The wire checks who sent them, and gives complete texts (`wire/plain/text_record.ts`, `wire/sealed/stream/`).
 * 3. `received` passes the text on unchanged: to the window, which never reads it as HTML, and to the terminal
 *    (`cli/console/`), which makes control characters visible.
 */
import type { ConversationLine } from "../port/display.ts";
import type { CallEventBody } from "./call_event.ts";
import { CallHistory } from "./call_history.ts";

export interface ConversationPorts {
  emit(event: CallEventBody): void;
  /** A line is new, or its delivery has changed. */
  readonly onLine: (line: ConversationLine) => void;
  readonly toWire: (id: number, text: string) => void;
  /** Whether the wire reports delivery. If so, a line that is "sent" will change again. */
  readonly delivers: () => boolean;
  readonly epochMs: () => number;
  /** What this end is called in the conversation. */
  readonly name: string;
  /** Whether to keep lines so that they can be shown again. */
  readonly keepsLines: boolean;
}

/** The most lines with an open delivery; no wire holds more. Beyond this the oldest keeps its present delivery state. */
const PENDING_LINES = 12_000;

/** What both ends said, and the delivery of each local line. Window and terminal show the same. */
export class Conversation {
  readonly #ports: ConversationPorts;
  readonly #history: CallHistory;
  readonly #pending = new Map<number, ConversationLine>();

  /** `history`: of the calls before, whose lines stay. */
  constructor(ports: ConversationPorts, history = new CallHistory()) {
    this.#ports = ports;
    this.#history = history;
  }

  /** The newest lines, oldest first. */
  lines(): readonly ConversationLine[] {
    return this.#history.lines.all();
  }

  /** Sends a line to the peer. Returns its id in later events. */
  typed(text: string): number {
    const line = this.#localLine(text, "waiting");
    this.#pending.set(line.id, line);
    if (this.#pending.size > PENDING_LINES) this.#settle(this.#pending.values().next().value!);
    this.#add(line);
    this.#ports.toWire(line.id, text);
    return line.id;
  }

  /** A line typed after the call, while its end is still shown. */
  afterEnd(text: string): void {
    this.#add(this.#localLine(text, "lost"));
  }

  /** The delivery of a local line has changed. `reason`: why it was lost. */
  became(id: number, delivery: "sent" | "delivered" | "lost", reason = ""): void {
    const { emit, delivers } = this.#ports;
    const line = this.#pending.get(id);
    if (line === undefined) return;
    const { text } = line;
    if (delivery === "sent") emit({ event: "text_sent", id, text });
    else if (delivery === "delivered") emit({ event: "text_delivered", id });
    else emit({ event: "text_lost", id, text, reason });
    if (delivery !== "sent" || !delivers()) return this.#settle({ ...line, delivery });
    this.#pending.set(id, { ...line, delivery });
    this.#change({ ...line, delivery });
  }

  /** A line from the peer. */
  received(name: string, text: string): void {
    this.#add({ id: ++this.#history.lastRemoteId, from: "remote", name, text, epochMs: this.#ports.epochMs() });
    this.#ports.emit({ event: "text_received", name, text });
  }

  #localLine(text: string, delivery: "waiting" | "lost"): ConversationLine {
    const { name, epochMs } = this.#ports;
    const pending = delivery === "waiting" || undefined;
    return { id: ++this.#history.lastLocalId, from: "local", name, text, epochMs: epochMs(), delivery, pending };
  }

  /** The line's delivery is final. */
  #settle(line: ConversationLine): void {
    this.#pending.delete(line.id);
    this.#change({ ...line, pending: undefined });
  }

  #add(line: ConversationLine): void {
    if (this.#ports.keepsLines) this.#history.lines.put(line);
    this.#ports.onLine(line);
  }

  #change(line: ConversationLine): void {
    // A line that was removed to make room must not come back as the newest.
    if (this.#history.lines.has(line)) this.#history.lines.put(line);
    this.#ports.onLine(line);
  }
}
