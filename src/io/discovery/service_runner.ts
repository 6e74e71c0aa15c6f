import { systemClock } from "../clock/system_clock.ts";
import { MulticastLinks, type MulticastLinksTarget } from "./multicast_links.ts";
import type { MulticastSend } from "./service_record.ts";

type TimeInput = { readonly kind: "time" };

/** The pure part of an announcer or a browser: takes inputs with the time, and returns what to send. */
export interface PureService<Input> {
  handle(input: Input | TimeInput, nowMs: number): MulticastSend[];
  /** When a `time` input is due; `Infinity` if none is. */
  readonly deadlineMs: number;
}

/** Runs an announcer or a browser on this machine's networks and clock. */
export class ServiceRunner<Input> {
  readonly #service: PureService<Input>;
  readonly #target: MulticastLinksTarget;
  readonly #onHandled: (nowMs: number) => void;
  readonly #links: MulticastLinks;
  #cancelTimer = () => {};
  #closed = false;

  /** `target` turns networks and messages into inputs. `onHandled` is called after each input. */
  constructor(service: PureService<Input>, target: MulticastLinksTarget, onHandled: (nowMs: number) => void) {
    this.#service = service;
    this.#target = target;
    this.#onHandled = onHandled;
    this.#links = new MulticastLinks(target);
  }

  /** Opens the sockets. Never throws: a failure goes to the target. */
  start(): void {
    try {
      this.#links.start();
    } catch (error) {
      this.#target.onFailure((error as Error).message);
    }
  }

  /** Settles when the operating system has accepted what the service sends. */
  feed(input: Input | TimeInput): Promise<void> {
    if (this.#closed) return Promise.resolve();
    const nowMs = systemClock.nowMs();
    const sent = this.#links.send(this.#service.handle(input, nowMs));
    this.#onHandled(nowMs);
    this.#cancelTimer();
    const { deadlineMs } = this.#service;
    this.#cancelTimer = deadlineMs === Infinity
      ? () => {}
      : systemClock.callAt(deadlineMs, () => this.feed({ kind: "time" }));
    return sent;
  }

  /** Settles when the sockets are closed. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelTimer();
    await this.#links.close();
  }
}
