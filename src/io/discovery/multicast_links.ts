import type { NetworkInterface } from "../network/network_interface.ts";
import { MulticastSocket, type MulticastSocketOptions } from "./multicast_socket.ts";
import { OwnNetworks } from "./own_networks.ts";
import { type MulticastLink, type MulticastMessage, type MulticastSend, readMessage } from "./service_record.ts";

/** How often the machine is asked whether its networks have changed. */
const LOOK_AGAIN_MS = 5000;
/** How long a flooded network is ignored. */
const FLOOD_REST_MS = 30_000;

export interface MulticastLinksTarget {
  /** These are the networks from now on. Called once right away. */
  onNetworks(networks: OwnNetworks): void;
  onMessage(link: string, sender: string, message: MulticastMessage): void;
  /** Multicast DNS does not work in one of the networks. Called once for all of them. */
  onFailure(message: string): void;
}

/** The part of {@linkcode MulticastSocket} that is used. */
type LinkSocket = Pick<MulticastSocket, "send" | "close">;

/** Multicast DNS in every network that this machine is in, as networks appear and disappear. */
export class MulticastLinks {
  readonly #target: MulticastLinksTarget;
  readonly #interfaces: () => readonly NetworkInterface[];
  readonly #openSocket: (options: MulticastSocketOptions) => LinkSocket;
  /** By network and address: one for IPv4, one for IPv6. */
  readonly #sockets = new Map<string, LinkAddress & { readonly socket: LinkSocket }>();
  /** Networks that are flooded, and until when they are ignored. */
  readonly #resting = new Map<string, number>();
  #networks = new OwnNetworks([]);
  #seen = "";
  #failed = false;
  #closed = false;
  #timer: ReturnType<typeof setInterval> | undefined;

  /** A test may replace what is used of this machine. */
  constructor(
    target: MulticastLinksTarget,
    interfaces: () => readonly NetworkInterface[] = Deno.networkInterfaces,
    openSocket: (options: MulticastSocketOptions) => LinkSocket = (options) => new MulticastSocket(options),
  ) {
    this.#target = target;
    this.#interfaces = interfaces;
    this.#openSocket = openSocket;
  }

  /** Opens the sockets. */
  start(): void {
    this.#look();
    this.#timer = setInterval(() => this.#look(), LOOK_AGAIN_MS);
  }

  /** Settles when the operating system has accepted all of them. */
  async send(sends: readonly MulticastSend[]): Promise<void> {
    const sockets = [...this.#sockets.values()];
    await Promise.all(
      sends.flatMap(({ link, packet }) =>
        sockets.filter((one) => one.link === link).map(({ socket }) => socket.send(packet))
      ),
    );
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#timer);
    const closing = [...this.#sockets.values()].map(({ socket }) => socket.close());
    this.#sockets.clear();
    await Promise.all(closing);
  }

  #look(): void {
    const networks = new OwnNetworks(this.#interfaces());
    this.#networks = networks;
    const wanted = new Map(
      networks.links.flatMap((link) => addressesOf(link, networks)).map((one) => [keyOf(one), one]),
    );
    for (const [key, { socket }] of this.#sockets) {
      if (wanted.has(key)) continue;
      this.#sockets.delete(key);
      socket.close();
    }
    // After a pause the network may have other servers, and the next flood may follow soon.
    let rested = false;
    for (const [key, one] of wanted) {
      const isResting = (this.#resting.get(key) ?? 0) > performance.now();
      if (isResting || this.#sockets.has(key)) continue;
      rested = this.#resting.delete(key) || rested;
      this.#open(key, one);
    }
    const seen = JSON.stringify(networks.links);
    if (seen !== this.#seen || rested) this.#target.onNetworks(networks);
    this.#seen = seen;
  }

  #open(key: string, { link, address }: LinkAddress): void {
    const isIpv6 = address.includes(":");
    const socket = this.#openSocket({
      address,
      // What reaches an IPv6 socket was sent in its network: no router forwards this group.
      accepts: (sender) => isIpv6 ? sender.includes(":") : this.#networks.linkOf(sender) === link,
      onPacket: (packet, sender) => {
        const message = this.#closed ? undefined : readMessage(packet);
        if (message) this.#target.onMessage(link, sender, message);
      },
      onFlood: () => {
        this.#sockets.delete(key);
        this.#resting.set(key, performance.now() + FLOOD_REST_MS);
        socket.close();
      },
      onFailure: (message) => {
        // A system without IPv6, or one that cannot bind to a group (Windows), still has IPv4.
        if (isIpv6 && this.#networks.hasIpv4(link)) return;
        if (!this.#failed && !this.#closed) this.#target.onFailure(message);
        this.#failed = true;
      },
    });
    this.#sockets.set(key, { link, address, socket });
  }
}

/** One way into a network. */
interface LinkAddress {
  readonly link: string;
  /** As {@linkcode MulticastSocketOptions} has it. */
  readonly address: string;
}

function addressesOf({ name, addresses }: MulticastLink, networks: OwnNetworks): LinkAddress[] {
  const ipv4 = addresses.find((address) => !address.includes(":")), zone = networks.zoneOf(name);
  return [...ipv4 === undefined ? [] : [ipv4], ...zone === undefined ? [] : [`::%${zone}`]]
    .map((address) => ({ link: name, address }));
}

function keyOf({ link, address }: LinkAddress): string {
  return `${link} ${address}`;
}
