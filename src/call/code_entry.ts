import { parseCode } from "../invitation/code_words.ts";

export interface CodeEntryPorts {
  /** A well-formed code was typed. */
  readonly onCode: (code: string) => void;
  /** What was typed is no code: what is wrong with it. */
  readonly onProblem: (problem: string) => void;
}

/** Takes what a person types for a code, from when the wire needs one until one has been typed. */
export class CodeEntry {
  readonly #ports: CodeEntryPorts;
  #isNeeded = false;

  constructor(ports: CodeEntryPorts) {
    this.#ports = ports;
  }

  /** Whether what is typed now is taken for a code. */
  get isNeeded(): boolean {
    return this.#isNeeded;
  }

  /** The wire needs a code. */
  begin(): void {
    this.#isNeeded = true;
  }

  /** Returns what is wrong with the code, where it cannot be one; then another is still needed. */
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
