import type { Clock } from "../port/clock.ts";
import type { Network } from "../port/network.ts";
import type { Input } from "../wire/wire.ts";

/** A machine's address changes when it changes networks. A waiting client notices within this time. */
const ASK_AGAIN_MS = 10_000;

/** Looks up the server's name again and again: its addresses may change while a client waits. */
export class ServerName {
  readonly #name: string;
  readonly #port: number;
  readonly #ports: { readonly clock: Clock; readonly network: Pick<Network, "resolve"> };
  readonly #wanted: () => boolean;
  readonly #feed: (input: Input) => void;
  #cancel = () => {};
  #stopped = false;

  /** Feeds the addresses of every answer, with the base port, while `wanted` returns true. */
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

  /** Looks the name up now. */
  ask(): void {
    this.#ports.network.resolve(this.#name).then(
      (hostnames) => {
        if (this.#stopped || !this.#wanted()) return;
        this.#feed({ kind: "addresses", addresses: hostnames.map((hostname) => ({ hostname, port: this.#port })) });
      },
      () => {}, // no network or no such name: the client goes on calling the known addresses
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
