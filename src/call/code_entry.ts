import { parseCode } from "../invitation/code_words.ts";

export interface CodeEntryPorts {
  /** A well-formed code was typed. */
  readonly onCode: (code: string) => void;
  /** What was typed is not a code. `problem` says why. */
  readonly onProblem: (problem: string) => void;
}

/** Reads the code that a person types, from when the wire needs one until a valid one is typed. */
export class CodeEntry {
  readonly #ports: CodeEntryPorts;
  #isNeeded = false;

  constructor(ports: CodeEntryPorts) {
    this.#ports = ports;
  }

  /** Whether the next typed text is read as a code. */
  get isNeeded(): boolean {
    return this.#isNeeded;
  }

  /** The wire needs a code. */
  begin(): void {
    this.#isNeeded = true;
  }

  /** Returns what is wrong if the text cannot be a code. A code is then still needed. */
  typed(text: string): string | undefined {
    const parsed = parseCode(text);
    if ("problem" in parsed) {
      this.#ports.onProblem(parsed.problem);
      return parsed.problem;
    }
    this.#isNeeded = false;
    this.#ports.onCode(parsed.code);
  }
}
