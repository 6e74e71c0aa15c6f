import type { CallEvent } from "../../../call/call_event.ts";
import { printError } from "../../console/print.ts";

/** How long an end may take to leave before it is killed. */
const LEAVE_MS = 2500;

/** One end of the demo: a process of its own, known by its events. */
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
  readonly #process: Deno.ChildProcess;
  readonly #typing: WritableStreamDefaultWriter<Uint8Array>;

  constructor(readonly role: "server" | "client", { command, args }: { command: string; args: string[] }) {
    this.#process = new Deno.Command(command, { args, stdin: "piped", stdout: "piped", stderr: "piped" }).spawn();
    this.#typing = this.#process.stdin.getWriter();
    this.exited = Promise.all([this.#readEvents(), this.#skip(), this.#process.status]);
  }

  type(text: string): void {
    this.#typing.write(new TextEncoder().encode(text + "\n")).catch(() => {}); // it has left
  }

  async stop(): Promise<void> {
    const kill = (signal: Deno.Signal) => {
      try {
        this.#process.kill(signal);
      } catch {
        // Gone already.
      }
    };
    kill("SIGTERM");
    const timer = setTimeout(() => kill("SIGKILL"), LEAVE_MS);
    await this.exited;
    clearTimeout(timer);
    await this.#typing.close().catch(() => {});
  }

  async #skip(): Promise<void> {
    for await (const _ of this.#process.stdout); // the texts are counted by their events
  }

  async #readEvents(): Promise<void> {
    let rest = "";
    for await (const chunk of this.#process.stderr.pipeThrough(new TextDecoderStream())) {
      const lines = (rest + chunk).split("\n");
      rest = lines.pop()!;
      for (const line of lines) {
        if (line.startsWith("{")) this.#count(JSON.parse(line));
        else printError(`${this.role}: ${line.replace(/^vchat: /, "")}`);
      }
    }
  }

  #count(event: CallEvent): void {
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
