import type { CallEvent } from "../../../call/call_event.ts";
import { ChildProcess } from "../../../io/process/child_process.ts";
import { CallReport } from "../../console/call_report.ts";
import type { OwnError } from "../../console/own_event.ts";
import { printError } from "../../console/print.ts";
import { visibleText } from "../../console/visible_text.ts";

/** How long an end may take to leave before it is killed. */
const LEAVE_MS = 2500;

/** One end of the demo: a process of its own, known by its events. Nothing that it started survives the demo. */
export class DemoEnd {
  readonly frames = { sent: 0, received: 0, shown: 0 };
  readonly texts = { sent: 0, received: 0 };
  /** Of the last second. */
  receivedFps = 0;
  rssBytes = 0;
  /** When its first and its last frame was shown, in epoch milliseconds. */
  firstShownMs: number | undefined;
  lastShownMs = 0;
  inCall = false;
  /** Settles when this end waits for callers, with the code they need, or needs a code itself. */
  readonly listening = Promise.withResolvers<string | undefined>();
  readonly codeNeeded = Promise.withResolvers<void>();
  /** Called with every event after it was counted. */
  onEvent: (event: CallEvent) => void = () => {};
  readonly exited: Promise<unknown>;
  readonly #process: ChildProcess;
  readonly #report = new CallReport((text) => this.#say(text));
  #typing: WritableStreamDefaultWriter<Uint8Array> | undefined;
  /** The start of a line on its standard error whose end has not arrived. */
  #partialLine = "";

  constructor(readonly role: "server" | "client", { command, args }: { command: string; args: string[] }) {
    const exited = Promise.withResolvers<void>();
    this.#process = new ChildProcess({
      path: command,
      args,
      // It ends by itself when nobody reads its events, but not if it hangs.
      guarded: true,
      input: (output) => {
        this.#typing = output;
        return exited.promise;
      },
      onOutput: () => {}, // the texts are counted by their events
      onSaid: (text) => this.#readLines(text),
    });
    this.exited = this.#process.ended.finally(exited.resolve);
  }

  type(text: string): void {
    this.#typing?.write(new TextEncoder().encode(text + "\n")).catch(() => {}); // it has left
  }

  async stop(): Promise<void> {
    await this.#process.stop(LEAVE_MS);
    await this.exited;
  }

  #readLines(text: string): void {
    const lines = (this.#partialLine + text).split("\n");
    this.#partialLine = lines.pop()!;
    for (const line of lines) {
      if (line.startsWith("{")) this.#count(JSON.parse(line));
      else this.#say(line);
    }
  }

  #say(text: string): void {
    printError(`${this.role}: ${visibleText(text)}`);
  }

  #count(event: CallEvent | OwnError): void {
    if (event.event === "error") {
      this.#say(`error: ${event.message}`);
      if (event.hint !== undefined) this.#say(`hint: ${event.hint}`);
      return;
    }
    this.#report.on(event);
    switch (event.event) {
      case "listening":
        this.listening.resolve(event.code);
        break;
      case "code_needed":
        this.codeNeeded.resolve();
        break;
      case "connected":
        this.inCall = true;
        break;
      case "ended":
        this.inCall = false;
        break;
      case "frame_sent":
        this.frames.sent++;
        break;
      case "frame_received":
        this.frames.received++;
        break;
      case "frame_shown":
        this.frames.shown++;
        this.firstShownMs ??= event.t;
        this.lastShownMs = event.t;
        break;
      case "text_sent":
        this.texts.sent++;
        break;
      case "text_received":
        this.texts.received++;
        break;
      case "stats":
        this.receivedFps = event.received_fps;
        this.rssBytes = event.rss_bytes ?? 0;
        break;
    }
    this.onEvent(event);
  }
}
