import type { HostPort } from "../invitation/call_link.ts";
import type { Clock } from "../port/clock.ts";
import type { Network } from "../port/network.ts";
import type { Input } from "../wire/wire.ts";
import { serverAddresses } from "./server_addresses.ts";

/** A machine's address changes when it changes networks. A waiting client notices within this time. */
const ASK_AGAIN_MS = 10_000;

/** Looks up the server's names again and again: their addresses may change while a client waits. */
export class ServerName {
  readonly #hosts: readonly HostPort[];
  readonly #ports: { readonly clock: Clock; readonly network: Pick<Network, "resolve"> };
  readonly #wanted: () => boolean;
  readonly #feed: (input: Input) => void;
  #cancel = () => {};
  #stopped = false;

  /** Feeds the addresses of every answer while `wanted` returns true. `hosts`: where the server may be called, with its base ports. */
  constructor(
    hosts: readonly HostPort[],
    ports: { readonly clock: Clock; readonly network: Pick<Network, "resolve"> },
    { wanted, feed }: { wanted: () => boolean; feed: (input: Input) => void },
  ) {
    this.#hosts = hosts;
    this.#ports = ports;
    this.#wanted = wanted;
    this.#feed = feed;
    this.#later();
  }

  /** Looks the names up now. */
  ask(): void {
    serverAddresses(this.#ports.network, this.#hosts).then(
      (addresses) => {
        if (this.#stopped || !this.#wanted()) return;
        this.#feed({ kind: "addresses", addresses });
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
