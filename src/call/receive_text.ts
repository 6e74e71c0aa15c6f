/**
 * The way of a line in:
 *
 * 1. The TCP connection (plain wire, `io/network/tcp_stream.ts`) or the UDP socket (sealed wire) delivers bytes.
 * 2. The wire checks whose they are, and gives out whole texts (`wire/plain/text_record.ts`, `wire/sealed/`).
 * 3. `received` passes the text on unchanged: to the window, which never reads it as HTML, and to the terminal
 *    (`cli/console/`), which makes control characters visible.
 */
import type { ConversationLine } from "../port/display.ts";
import type { CallEventBody } from "./call_event.ts";

export interface ReceiveTextPorts {
  emit(event: CallEventBody): void;
  showLine(line: Omit<ConversationLine, "epochMs">): void;
}

export class ReceiveText {
  readonly #ports: ReceiveTextPorts;
  #lastId = 0;

  constructor(ports: ReceiveTextPorts) {
    this.#ports = ports;
  }

  received(name: string, text: string): void {
    this.#ports.showLine({ id: ++this.#lastId, from: "remote", name, text });
    this.#ports.emit({ event: "text_received", name, text });
  }
}
