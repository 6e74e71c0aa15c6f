import type { Clock } from "../../../port/clock.ts";
import type { MappingWay } from "./map_port.ts";
import type { PortMapping, WantedMapping } from "./port_mapping.ts";

/** How long the router keeps a mapping that nobody takes back, as after a crash. */
const LIFETIME_SECONDS = 3600;
/** How often it is asked for again. A router that restarted, or has a new address, has forgotten it for at most this long. */
const RENEW_MS = 120_000;

export interface PortForwardingOptions {
  readonly clock: Clock;
  readonly port: number;
  /** The ways to ask, and this machine's address towards the router. Read before every try: a laptop changes networks. */
  readonly router: () => Promise<{ readonly ownAddress: string; readonly ways: readonly MappingWay[] } | undefined>;
  /** The mapping is new, is another one, or is gone. */
  readonly onChange: (mapping: PortMapping | undefined) => void;
}

/** A mapping, how it was asked for, and with which words. */
interface Held {
  readonly mapping: PortMapping;
  readonly way: MappingWay;
  readonly wanted: WantedMapping;
}

/** Has the router forward a UDP port to this machine until it is stopped. */
export class PortForwarding {
  readonly #options: PortForwardingOptions;
  readonly #abort = new AbortController();
  #mapping: Held | undefined;
  #cancel = () => {};
  #stopped = false;
  #asking: Promise<void>;

  constructor(options: PortForwardingOptions) {
    this.#options = options;
    this.#asking = this.#ask();
  }

  get mapping(): PortMapping | undefined {
    return this.#mapping?.mapping;
  }

  /** Takes the mapping back, and waits for no other answer. Settles when the router has confirmed that, or does not answer. */
  async stop(): Promise<void> {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#cancel();
    this.#abort.abort();
    await this.#asking;
    await this.#takeBack();
  }

  async #ask(): Promise<void> {
    const { clock, port, router, onChange } = this.#options;
    const before = this.#mapping;
    const at = await router();
    const ways = at === undefined ? [] : at.ways;
    // The way that worked is asked first, with the port that the router gave.
    const inTurn = before === undefined ? ways : [before.way, ...ways.filter((way) => way !== before.way)];
    let now: Held | undefined;
    for (const way of at === undefined ? [] : inTurn) {
      if (this.#stopped) break;
      const externalPort = before?.mapping.externalPort ?? port;
      const wanted = {
        ownAddress: at!.ownAddress,
        internalPort: port,
        externalPort,
        lifetimeSeconds: LIFETIME_SECONDS,
      };
      const mapping = await way.map(wanted, this.#abort.signal);
      if (mapping === undefined) continue;
      now = { mapping, way, wanted };
      break;
    }
    if (this.#stopped) {
      this.#mapping = now ?? before;
      return;
    }
    this.#mapping = now;
    if (!isSame(before?.mapping, now?.mapping)) onChange(now?.mapping);
    const renewMs = Math.min(RENEW_MS, (now?.mapping.lifetimeSeconds ?? Infinity) * 500);
    this.#cancel = clock.callAt(clock.nowMs() + renewMs, () => this.#asking = this.#ask());
  }

  async #takeBack(): Promise<void> {
    const kept = this.#mapping;
    this.#mapping = undefined;
    if (kept) await kept.way.unmap(kept.mapping, kept.wanted);
  }
}

function isSame(a: PortMapping | undefined, b: PortMapping | undefined): boolean {
  return a?.externalAddress === b?.externalAddress && a?.externalPort === b?.externalPort;
}
