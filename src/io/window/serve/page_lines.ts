import type { ConversationLine } from "../../../port/display.ts";
import type { ToPage } from "./page_message.ts";
import { shownLine } from "./shown_line.ts";

/** A page that is this many bytes behind gets no more lines, or a peer that floods it would fill our memory. */
const PAGE_BACKLOG_BYTES = 4 * 1024 * 1024;

export interface PageLinesPorts {
  tell(message: ToPage): void;
  /** Bytes that the page has not taken yet; undefined without a page. */
  backlogBytes(): number | undefined;
  /** Those that are still known, from the oldest on. */
  lines(): readonly ConversationLine[];
}

/** Shows the lines of the conversation in the page. One that is far behind gets them all once it has caught up. */
export class PageLines {
  readonly #ports: PageLinesPorts;
  /** Lines were kept back from the page. */
  #missesLines = false;

  constructor(ports: PageLinesPorts) {
    this.#ports = ports;
  }

  show(line: ConversationLine): void {
    if ((this.#ports.backlogBytes() ?? 0) > PAGE_BACKLOG_BYTES) this.#missesLines = true;
    if (!this.#missesLines) this.#ports.tell({ kind: "line", line: shownLine(line) });
    else this.showMissed();
  }

  /** Once the page has caught up. */
  showMissed(): void {
    if (this.#missesLines && this.#ports.backlogBytes() === 0) this.showAll();
  }

  showAll(): void {
    this.#missesLines = false;
    this.#ports.tell({ kind: "lines", lines: this.#ports.lines().map(shownLine) });
  }
}
