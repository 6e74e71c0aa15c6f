import type { Input } from "../wire/wire.ts";

/**
 * Hands a wire one input at a time: what happens while the outputs of one are carried out waits for its turn, in order.
 * So nothing overtakes an output that was given out before.
 */
export class InputQueue {
  readonly #handle: (input: Input) => void;
  readonly #waiting: Input[] = [];
  #handling = false;

  /** `handle` gives the input to the wire and carries out everything that comes of it. */
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

/** The bytes of what came from the network are only lent. */
function withBytesOfItsOwn(input: Input): Input {
  return input.kind === "datagram" || input.kind === "stream_bytes" ? { ...input, bytes: input.bytes.slice() } : input;
}
