import type { Output } from "./wire.ts";

/** Where outputs go. */
export interface Outputs {
  push(...outputs: readonly Output[]): void;
}

/** The outputs of a wire, in order, until they are taken. */
export class OutputQueue implements Outputs {
  #outputs: Output[] = [];
  #next = 0;

  push(...outputs: readonly Output[]): void {
    for (const output of outputs) this.#outputs.push(output);
  }

  /** Removes and returns the oldest output. */
  take(): Output | undefined {
    if (this.#next === this.#outputs.length) {
      if (this.#next > 0) this.#outputs = [];
      this.#next = 0;
      return undefined;
    }
    return this.#outputs[this.#next++];
  }
}
