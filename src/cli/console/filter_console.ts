import type { CallEvent } from "../../call/call_event.ts";
import { reportFault } from "../../io/process/report_fault.ts";
import type { CallConsole, LineTaker } from "./call_console.ts";
import { CallReport } from "./call_report.ts";
import { EXIT_CODE } from "../commands/exit_code.ts";
import { LineSplitter } from "./line_splitter.ts";
import { StandardOutput } from "./standard_output.ts";
import { UnsettledLines } from "./unsettled_lines.ts";
import { PIECE_UNITS } from "./text_pieces.ts";
import { visibleName, visiblePieces, visibleText } from "./visible_text.ts";

export interface FilterStreams {
  readonly input: ReadableStream<Uint8Array>;
  readonly writeOutput: (bytes: Uint8Array) => Promise<number>;
  /** Writes one line for people. */
  readonly writeError: (line: string) => void;
  /** Whether events are described in such lines. Not if the events themselves are written there. */
  readonly describesEvents: boolean;
  /** Standard output can no longer be written. Absent if the call then goes on, because there is a window. */
  readonly onLeave?: () => void;
}

/**
 * Lines in, lines out, like a filter in a pipeline. What is typed goes to the peer. What the peer says goes to standard
 * output as `name: text`, one line each, and nothing else does. The end of standard input does not end the call.
 */
export class FilterConsole implements CallConsole {
  exitCode: number | undefined;
  readonly #streams: FilterStreams;
  readonly #output: StandardOutput;
  readonly #report: CallReport;
  readonly #unsettled = new UnsettledLines();

  constructor(streams: FilterStreams) {
    this.#streams = streams;
    this.#report = new CallReport((text) => this.notice(text));
    this.#output = new StandardOutput({
      write: streams.writeOutput,
      onFailure: (error) => this.#outputFailed(error),
      onLost: () => this.notice("standard output is read too slowly: lines from the peer are lost until it catches up"),
    });
  }

  async start(take: LineTaker): Promise<void> {
    const splitter = new LineSplitter();
    try {
      for await (const chunk of this.#streams.input.pipeThrough(new TextDecoderStream())) {
        for (const line of splitter.push(chunk)) await this.#typed(line, take).catch(reportFault);
      }
    } catch {
      // There is no standard input, or it was closed.
    }
    const rest = splitter.end();
    if (rest !== undefined) await this.#typed(rest, take);
  }

  onEvent(event: CallEvent): void {
    this.#unsettled.on(event);
    if (event.event === "text_received") {
      this.#print(`${visibleName(event.name)}: `, event.text);
    } else if (this.#streams.describesEvents) {
      this.#report.on(event);
    }
  }

  notice(text: string): void {
    this.#streams.writeError(`vchat: ${visibleText(text)}`);
  }

  get steps(): number {
    return this.#output.writes;
  }

  async close(): Promise<void> {
    await this.#output.flush();
  }

  /** Prints the full text however long it is, because programs read it. */
  #print(head: string, text: string): void {
    if (text.length <= PIECE_UNITS) return this.#output.print(head + visibleText(text));
    const pieces = function* () {
      yield head;
      yield* visiblePieces(text);
    };
    this.#output.print({ pieces: pieces(), heldBytes: 2 * text.length });
  }

  async #typed(line: string, take: LineTaker): Promise<void> {
    await this.#unsettled.room();
    const { problem } = this.#unsettled.handOver(line, take);
    if (problem !== undefined) this.notice(problem);
  }

  #outputFailed(error: Error): void {
    const { onLeave } = this.#streams;
    if (!onLeave) {
      this.notice(`standard output cannot be written: ${error.message}; the call goes on`);
      return;
    }
    // A program that stopped reading needs no message. Any other failure does.
    const isClosed = error instanceof Deno.errors.BrokenPipe;
    if (!isClosed) this.notice(`standard output cannot be written: ${error.message}`);
    this.exitCode = isClosed ? EXIT_CODE.closedPipe : EXIT_CODE.failure;
    onLeave();
  }
}
