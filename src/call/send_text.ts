/**
 * The way of a line out:
 *
 * 1. A line is typed, in the terminal (`cli/terminal/`) or in the window (`io/window/page_server.ts`): `typed`.
 * 2. It is shown in both as waiting, and the wire makes bytes of it (`wire/plain/text_record.ts`, `wire/sealed/`).
 * 3. `Channels` hands them to the TCP connection (plain wire, `io/network/tcp_stream.ts`) or to the UDP socket (sealed wire).
 * 4. The wire tells what became of it: `became`.
 */
import type { ConversationLine } from "../port/display.ts";
import type { CallEventBody } from "./call_event.ts";

export interface SendTextPorts {
  emit(event: CallEventBody): void;
  showLine(line: Omit<ConversationLine, "epochMs">): void;
  readonly toWire: (id: number, text: string) => void;
  /** Whether the wire tells that a line was delivered; then "sent" is not the last that is heard of it. */
  readonly delivers: () => boolean;
  /** What this end is called in the conversation. */
  readonly name: string;
}

/** Lines whose fate is still open: more than any wire holds. Past this the oldest keeps the state it has. */
const REMEMBERED_LINES = 12_000;

export class SendText {
  readonly #ports: SendTextPorts;
  readonly #texts = new Map<number, string>();
  #lastId = 0;

  constructor(ports: SendTextPorts) {
    this.#ports = ports;
  }

  /** Returns the id of the line in the events that follow. */
  typed(text: string): number {
    const id = ++this.#lastId;
    this.#texts.set(id, text);
    if (this.#texts.size > REMEMBERED_LINES) this.#texts.delete(this.#texts.keys().next().value!);
    this.#show(id, text, "waiting");
    this.#ports.toWire(id, text);
    return id;
  }

  /** A line that a person typed while the end of the call was still shown. */
  afterEnd(text: string): void {
    this.#show(++this.#lastId, text, "lost");
  }

  became(id: number, delivery: "sent" | "delivered" | "lost", reason = ""): void {
    const text = this.#texts.get(id);
    if (text === undefined) return;
    if (delivery !== "sent" || !this.#ports.delivers()) this.#texts.delete(id);
    if (delivery === "sent") this.#ports.emit({ event: "text_sent", id, text });
    else {
      if (delivery === "delivered") this.#ports.emit({ event: "text_delivered", id });
      else this.#ports.emit({ event: "text_lost", id, text, reason });
    }
    this.#show(id, text, delivery);
  }

  #show(id: number, text: string, delivery: ConversationLine["delivery"]): void {
    this.#ports.showLine({ id, from: "local", name: this.#ports.name, text, delivery });
  }
}
