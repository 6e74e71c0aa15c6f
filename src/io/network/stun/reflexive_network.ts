import { type Address, sameAddress } from "../../../port/address.ts";
import type { Clock } from "../../../port/clock.ts";
import type { DatagramSocket } from "../../../port/datagram_socket.ts";
import type { Network } from "../../../port/network.ts";
import { encodeBindingRequest, isStun, parseBindingAnswer, TRANSACTION_BYTES } from "./stun_message.ts";

/** Routers forget a UDP port that is silent for 30 s, and some sooner (RFC 4787, REQ-5, asks for two minutes). */
const ASK_MS = 20_000;
/** While there is no answer (RFC 8489, section 6.2.1, shortened). */
const RETRY_MS = 500;
const QUICK_TRIES = 7;

export interface ReflexiveOptions {
  readonly clock: Clock;
  readonly server: { readonly host: string; readonly port: number };
  readonly random: (length: number) => Uint8Array;
  /** The address at which others see the socket is known, or is another one. */
  readonly onAddress: (address: Address) => void;
}

/**
 * A network whose UDP sockets learn from a STUN server at which address others see them. The questions leave from the socket itself, since
 * a router gives each socket an address of its own, and their answers are taken out of what it receives.
 */
export function reflexiveNetwork(network: Network, options: ReflexiveOptions): Network {
  return {
    resolve: (host) => network.resolve(host),
    listenStream: (local, onStream) => network.listenStream(local, onStream),
    dialStream: (remote) => network.dialStream(remote),
    async bindDatagram(local, listener) {
      const started: { asker?: Asker } = {};
      const socket = await network.bindDatagram(local, {
        ...listener,
        onDatagram: (bytes, from) => {
          if (isStun(bytes) && started.asker?.answered(bytes, from)) return;
          listener.onDatagram(bytes, from);
        },
        onDrained: () => listener.onDrained?.(),
        onFailed: (message) => listener.onFailed?.(message),
      });
      const asker = started.asker = new Asker(network, socket, options);
      return {
        localPort: socket.localPort,
        get pendingCount() {
          return socket.pendingCount;
        },
        send: (bytes, to) => socket.send(bytes, to),
        takeOverflowCount: () => socket.takeOverflowCount(),
        close: () => {
          asker.stop();
          return socket.close();
        },
      };
    },
  };
}

/** Asks for one socket, for as long as it is open. */
class Asker {
  readonly #network: Network;
  readonly #socket: DatagramSocket;
  readonly #options: ReflexiveOptions;
  #server: Address | undefined;
  #transaction: Uint8Array | undefined;
  #tries = 0;
  #known: Address | undefined;
  #cancel = () => {};
  #stopped = false;

  constructor(network: Network, socket: DatagramSocket, options: ReflexiveOptions) {
    this.#network = network;
    this.#socket = socket;
    this.#options = options;
    void this.#ask();
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel();
  }

  /** Whether it was the answer of the server to the last question. */
  answered(bytes: Uint8Array, from: Address): boolean {
    if (this.#server === undefined || this.#transaction === undefined || !sameAddress(from, this.#server)) return false;
    const address = parseBindingAnswer(bytes, this.#transaction);
    if (address === undefined) return false;
    this.#transaction = undefined;
    this.#tries = 0;
    this.#later(ASK_MS);
    if (this.#known === undefined || !sameAddress(address, this.#known)) this.#options.onAddress(this.#known = address);
    return true;
  }

  async #ask(): Promise<void> {
    const { server: { host, port }, random } = this.#options;
    try {
      // A router maps IPv4; an IPv6 address is the machine's own.
      const hostnames = this.#server ? [] : await this.#network.resolve(host);
      const hostname = hostnames.find((address) => !address.includes(":")) ?? hostnames[0];
      this.#server ??= { hostname, port };
    } catch {
      // No network now, or no such name: asked again later.
    }
    if (this.#stopped) return;
    if (this.#server) {
      this.#transaction ??= random(TRANSACTION_BYTES);
      this.#socket.send(encodeBindingRequest(this.#transaction), this.#server);
    }
    this.#later(++this.#tries < QUICK_TRIES ? RETRY_MS : ASK_MS);
  }

  #later(ms: number): void {
    const { clock } = this.#options;
    this.#cancel();
    this.#cancel = clock.callAt(clock.nowMs() + ms, () => void this.#ask());
  }
}
