import type { Clock } from "../port/clock.ts";
import type { Network } from "../port/network.ts";
import type { Input } from "../wire/wire.ts";

/** A machine's address changes when it comes home: a client that waits notices it within this. */
const ASK_AGAIN_MS = 10_000;

/** The name of a server that is called, asked for again and again: what it stands for may change while a client waits. */
export class ServerName {
  readonly #name: string;
  readonly #port: number;
  readonly #ports: { readonly clock: Clock; readonly network: Pick<Network, "resolve"> };
  readonly #wanted: () => boolean;
  readonly #feed: (input: Input) => void;
  #cancel = () => {};
  #stopped = false;

  /** Feeds every answer, with the base port, while `wanted` says that it matters. */
  constructor(
    name: string,
    port: number,
    ports: { readonly clock: Clock; readonly network: Pick<Network, "resolve"> },
    { wanted, feed }: { wanted: () => boolean; feed: (input: Input) => void },
  ) {
    this.#name = name;
    this.#port = port;
    this.#ports = ports;
    this.#wanted = wanted;
    this.#feed = feed;
    this.#later();
  }

  /** Does not wait for the next time. */
  ask(): void {
    this.#ports.network.resolve(this.#name).then(
      (hostnames) => {
        if (this.#stopped || !this.#wanted()) return;
        this.#feed({ kind: "addresses", addresses: hostnames.map((hostname) => ({ hostname, port: this.#port })) });
      },
      () => {}, // the network is away, or the name is: those known so far are called on
    );
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel();
  }

  #later(): void {
    const { clock } = this.#ports;
    this.#cancel = clock.callAt(clock.nowMs() + ASK_AGAIN_MS, () => {
      if (this.#wanted()) this.ask();
      this.#later();
    });
  }
}
