/**
 * The way of a line out:
 *
 * 1. A line is typed, in the terminal (`cli/terminal/`) or in the window (`io/window/page_server.ts`): `typed`.
 * 2. It is shown as waiting, and the wire makes bytes of it (`wire/plain/text_record.ts`, `wire/sealed/stream/`).
 * 3. `Channels` hands them to the TCP connection (plain wire, `io/network/tcp_stream.ts`) or to the UDP socket (sealed wire).
 * 4. The wire tells what became of it: `became`.
 *
 * The way of a line in:
 *
 * 1. The TCP connection (plain wire) or the UDP socket (sealed wire) delivers bytes.
 * 2. The wire checks whose they are, and gives out whole texts (`wire/plain/text_record.ts`, `wire/sealed/stream/`).
 * 3. `received` passes the text on unchanged: to the window, which never reads it as HTML, and to the terminal
 *    (`cli/console/`), which makes control characters visible.
 */
import type { ConversationLine } from "../port/display.ts";
import type { CallEventBody } from "./call_event.ts";
import { LineStore } from "./line_store.ts";

export interface ConversationPorts {
  emit(event: CallEventBody): void;
  /** A line is new, or its delivery has changed. */
  readonly onLine: (line: ConversationLine) => void;
  readonly toWire: (id: number, text: string) => void;
  /** Whether the wire tells that a line was delivered; then "sent" is not the last that is heard of it. */
  readonly delivers: () => boolean;
  readonly epochMs: () => number;
  /** What this end is called in the conversation. */
  readonly name: string;
  /** Whether lines are kept to be shown again. */
  readonly keepsLines: boolean;
}

/** Lines whose delivery is still open: more than any wire holds. Past this the oldest keeps the delivery that it has. */
const PENDING_LINES = 12_000;

/** What both ends said, and what became of each line of this end. Window and terminal show it alike. */
export class Conversation {
  readonly #ports: ConversationPorts;
  readonly #kept = new LineStore();
  readonly #pending = new Map<number, ConversationLine>();
  #lastLocalId = 0;
  #lastRemoteId = 0;

  constructor(ports: ConversationPorts) {
    this.#ports = ports;
  }

  /** The newest lines, the oldest of them first. */
  lines(): readonly ConversationLine[] {
    return this.#kept.all();
  }

  /** A line for the peer. Returns its id in the events that follow. */
  typed(text: string): number {
    const line = this.#localLine(text, "waiting");
    this.#pending.set(line.id, line);
    if (this.#pending.size > PENDING_LINES) this.#settle(this.#pending.values().next().value!);
    this.#add(line);
    this.#ports.toWire(line.id, text);
    return line.id;
  }

  /** A line that a person typed while the end of the call was still shown. */
  afterEnd(text: string): void {
    this.#add(this.#localLine(text, "lost"));
  }

  /** What became of a line of this end. `reason`: why it was lost. */
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

  /** A line of the peer. */
  received(name: string, text: string): void {
    this.#add({ id: ++this.#lastRemoteId, from: "remote", name, text, epochMs: this.#ports.epochMs() });
    this.#ports.emit({ event: "text_received", name, text });
  }

  #localLine(text: string, delivery: "waiting" | "lost"): ConversationLine {
    const { name, epochMs } = this.#ports;
    const pending = delivery === "waiting" || undefined;
    return { id: ++this.#lastLocalId, from: "local", name, text, epochMs: epochMs(), delivery, pending };
  }

  /** Nothing more will be heard of the line. */
  #settle(line: ConversationLine): void {
    this.#pending.delete(line.id);
    this.#change({ ...line, pending: undefined });
  }

  #add(line: ConversationLine): void {
    if (this.#ports.keepsLines) this.#kept.put(line);
    this.#ports.onLine(line);
  }

  #change(line: ConversationLine): void {
    // One that had to make room does not come back as the newest.
    if (this.#kept.has(line)) this.#kept.put(line);
    this.#ports.onLine(line);
  }
}
