import type { Input } from "../wire/wire.ts";

/**
 * Gives a wire one input at a time. An input that arrives while the outputs of another are carried out waits its turn.
 * So outputs always leave in the order in which the wire gave them.
 */
export class InputQueue {
  readonly #handle: (input: Input) => void;
  readonly #waiting: Input[] = [];
  #handling = false;

  /** `handle` gives the input to the wire and carries out all resulting outputs. */
  constructor(handle: (input: Input) => void) {
    this.#handle = handle;
  }

  push(input: Input): void {
    if (this.#handling) {
      this.#waiting.push(withBytesOfItsOwn(input));
      return;
    }
    this.#waiting.push(input);
    this.#handling = true;
    try {
      for (let next; (next = this.#waiting.shift()) !== undefined;) this.#handle(next);
    } finally {
      this.#handling = false;
    }
  }
}

/** Copies bytes from the network: their buffer is reused after the callback. */
function withBytesOfItsOwn(input: Input): Input {
  return input.kind === "datagram" || input.kind === "stream_bytes" ? { ...input, bytes: input.bytes.slice() } : input;
}
