import type { Output } from "./wire.ts";

/** Where outputs go. */
export interface Outputs {
  push(...outputs: readonly Output[]): void;
}

/** What a wire wants done, in order, until it is taken. */
export class OutputQueue implements Outputs {
  #outputs: Output[] = [];
  #next = 0;

  push(...outputs: readonly Output[]): void {
    for (const output of outputs) this.#outputs.push(output);
  }

  /** The oldest that was not taken yet. */
  take(): Output | undefined {
    if (this.#next === this.#outputs.length) {
      if (this.#next > 0) this.#outputs = [];
      this.#next = 0;
      return undefined;
    }
    return this.#outputs[this.#next++];
  }
}
