import type { CallEvent } from "../../call/call_event.ts";
import type { CallConsole, LineTaker } from "./call_console.ts";
import { CallReport } from "./call_report.ts";
import { EXIT_CODE } from "../exit_code.ts";
import { LineSplitter } from "./line_splitter.ts";
import { StandardOutput } from "./standard_output.ts";
import { UnsettledLines } from "./unsettled_lines.ts";
import { visibleText } from "../visible_text.ts";

export interface FilterStreams {
  readonly input: ReadableStream<Uint8Array>;
  readonly writeOutput: (bytes: Uint8Array) => Promise<number>;
  /** Takes one line for people. */
  readonly writeError: (line: string) => void;
  /** Whoever read standard output does not any more. Absent where that ends nothing, because there is a window. */
  readonly onLeave?: () => void;
}

/**
 * Lines in, lines out, as a filter among other programs has it: what is typed goes to the peer, what the peer says goes to
 * standard output as `name: text`, a line each, and nothing else does. The end of standard input ends nothing.
 */
export class FilterConsole implements CallConsole {
  exitCode: number | undefined;
  readonly #streams: FilterStreams;
  readonly #output: StandardOutput;
  readonly #report: CallReport;
  readonly #unsettled = new UnsettledLines();
  #codeNeeded = false;

  constructor(streams: FilterStreams) {
    this.#streams = streams;
    this.#report = new CallReport((text) => this.notice(text));
    this.#output = new StandardOutput(streams.writeOutput, (error) => this.#outputFailed(error));
  }

  async start(take: LineTaker): Promise<void> {
    const splitter = new LineSplitter();
    try {
      for await (const chunk of this.#streams.input.pipeThrough(new TextDecoderStream())) {
        for (const line of splitter.push(chunk)) await this.#typed(line, take);
      }
    } catch {
      // No standard input to read from, or none any more.
    }
    const rest = splitter.end();
    if (rest !== undefined) await this.#typed(rest, take);
  }

  onEvent(event: CallEvent): void {
    this.#unsettled.on(event);
    if (event.event === "code_needed") this.#codeNeeded = true;
    if (event.event === "text_received") {
      this.#output.print(`${visibleText(event.name)}: ${visibleText(event.text)}`);
    } else {
      this.#report.on(event);
    }
  }

  notice(text: string): void {
    this.#streams.writeError(`vchat: ${visibleText(text)}`);
  }

  async close(): Promise<void> {
    await this.#output.flush();
  }

  async #typed(line: string, take: LineTaker): Promise<void> {
    await this.#unsettled.room();
    const forPeer = !this.#codeNeeded;
    if (forPeer) this.#unsettled.add(line);
    else this.#codeNeeded = false;
    const problem = take(line);
    if (problem === undefined) return;
    if (forPeer) this.#unsettled.takeBack();
    else this.#codeNeeded = true;
    this.notice(problem);
  }

  #outputFailed(error: Error): void {
    const { onLeave } = this.#streams;
    if (error instanceof Deno.errors.BrokenPipe && onLeave) {
      this.exitCode = EXIT_CODE.closedPipe;
      onLeave();
    } else {
      this.notice(`standard output cannot be written: ${error.message}; the call goes on`);
    }
  }
}
