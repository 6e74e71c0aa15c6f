import type { CallEvent } from "../../src/call/call_event.ts";
import type { VchatEnd } from "../bench/vchat_end.ts";

const EVERY_MS = 1000;
const POLL_MS = 100;

/** What happened to the texts of one direction. */
export interface TextFigures {
  readonly typed: number;
  readonly lost: number;
  readonly doubled: number;
  readonly outOfOrder: number;
}

/** Types a numbered line every second at one end of a call. The other end should receive each line once and in order. */
export class TypedTexts {
  readonly #typed: string[] = [];
  readonly #from: VchatEnd;
  readonly #to: VchatEnd;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(from: VchatEnd, to: VchatEnd) {
    this.#from = from;
    this.#to = to;
  }

  start(): void {
    this.#timer = setInterval(() => {
      const text = `line ${this.#typed.length} of the ${this.#from.role}`;
      this.#typed.push(text);
      this.#from.type(text);
    }, EVERY_MS);
  }

  /** Stops typing, and waits for texts on the way. */
  async stop(withinMs: number): Promise<void> {
    clearInterval(this.#timer);
    const giveUpMs = performance.now() + withinMs;
    while (new Set(receivedTexts(this.#to.log.events)).size < this.#typed.length && performance.now() < giveUpMs) {
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      await this.#to.log.read();
    }
  }

  figures(): TextFigures {
    return textFigures(this.#typed, receivedTexts(this.#to.log.events));
  }
}

/** Compares the received texts with the typed ones. All texts are different. */
export function textFigures(typed: readonly string[], received: readonly string[]): TextFigures {
  const order = new Map(typed.map((text, at) => [text, at]));
  const numbers = received.flatMap((text) => order.get(text) ?? []);
  return {
    typed: typed.length,
    lost: typed.length - new Set(numbers).size,
    doubled: numbers.length - new Set(numbers).size,
    outOfOrder: numbers.filter((number, at) => at > 0 && number < numbers[at - 1]).length,
  };
}

function receivedTexts(events: readonly CallEvent[]): string[] {
  return events.flatMap((event) => event.event === "text_received" ? [event.text] : []);
}
