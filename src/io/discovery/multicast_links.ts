import type { NetworkInterface } from "../network/network_interface.ts";
import { MulticastSocket, type MulticastSocketOptions } from "./multicast_socket.ts";
import { OwnNetworks } from "./own_networks.ts";
import { type MulticastMessage, type MulticastSend, readMessage } from "./service_record.ts";

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
  readonly #sockets = new Map<string, { readonly address: string; readonly socket: LinkSocket }>();
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
    await Promise.all(sends.map(({ link, packet }) => this.#sockets.get(link)?.socket.send(packet)));
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
    const wanted = new Map(networks.links.map(({ name, addresses }) => [name, addresses.find(isIpv4)!]));
    for (const [link, { address, socket }] of this.#sockets) {
      if (wanted.get(link) === address) continue;
      this.#sockets.delete(link);
      socket.close();
    }
    // After a pause the network may have other servers, and the next flood may follow soon.
    let rested = false;
    for (const [link, address] of wanted) {
      const isResting = (this.#resting.get(link) ?? 0) > performance.now();
      if (isResting || this.#sockets.has(link)) continue;
      rested = this.#resting.delete(link) || rested;
      this.#open(link, address);
    }
    const seen = JSON.stringify(networks.links);
    if (seen !== this.#seen || rested) this.#target.onNetworks(networks);
    this.#seen = seen;
  }

  #open(link: string, address: string): void {
    const socket = this.#openSocket({
      address,
      accepts: (sender) => this.#networks.linkOf(sender) === link,
      onPacket: (packet, sender) => {
        const message = this.#closed ? undefined : readMessage(packet);
        if (message) this.#target.onMessage(link, sender, message);
      },
      onFlood: () => {
        this.#sockets.delete(link);
        this.#resting.set(link, performance.now() + FLOOD_REST_MS);
        socket.close();
      },
      onFailure: (message) => {
        if (!this.#failed && !this.#closed) this.#target.onFailure(message);
        this.#failed = true;
      },
    });
    this.#sockets.set(link, { address, socket });
  }
}

function isIpv4(address: string): boolean {
  return !address.includes(":");
}
