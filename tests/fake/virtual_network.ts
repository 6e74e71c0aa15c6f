import { type Address, formatAddress } from "../../src/port/address.ts";
import type { ByteStream, StreamListener } from "../../src/port/byte_stream.ts";
import type { Clock } from "../../src/port/clock.ts";
import type { DatagramListener, DatagramSocket } from "../../src/port/datagram_socket.ts";
import { type Network, NetworkError } from "../../src/port/network.ts";

const FIRST_EPHEMERAL_PORT = 40_000;

/** Hosts connected by a perfect link with a fixed one-way delay, on a virtual clock. */
export class VirtualNetwork {
  readonly #sockets = new Map<string, DatagramListener>();
  readonly #listeners = new Map<string, (stream: ByteStream) => void>();
  #nextPort = FIRST_EPHEMERAL_PORT;
  /** Datagrams that the operating systems hold, until {@linkcode VirtualNetwork.releaseSends}. */
  #heldSends: (() => void)[] | undefined;

  constructor(readonly clock: Clock, readonly delayMs = 1) {}

  /** The network as seen by the host with this address. */
  host(hostname: string): Network {
    return {
      resolve: (host) => Promise.resolve([host]),
      bindDatagram: (local, listener) => Promise.resolve().then(() => this.#bind(hostname, local, listener)),
      listenStream: (local, onStream) => Promise.resolve().then(() => this.#listen(hostname, local, onStream)),
      dialStream: (remote) => this.#dial(hostname, remote),
    };
  }

  /** From now on sent datagrams stay with the sender's operating system. */
  holdSends(): void {
    this.#heldSends = [];
  }

  releaseSends(): void {
    const held = this.#heldSends ?? [];
    this.#heldSends = undefined;
    held.forEach((send) => send());
  }

  #bind(hostname: string, local: Address, listener: DatagramListener): DatagramSocket {
    const address = { hostname, port: local.port || this.#nextPort++ };
    const key = formatAddress(address);
    if (this.#sockets.has(key)) throw new NetworkError(`UDP port ${local.port} is taken`, "choose another");
    this.#sockets.set(key, listener);
    let pendingCount = 0;
    return {
      localPort: address.port,
      get pendingCount() {
        return pendingCount;
      },
      send: (bytes, to) => {
        pendingCount++;
        const send = () => {
          const copy = bytes.slice();
          this.clock.callAt(
            this.clock.nowMs() + this.delayMs,
            () => this.#sockets.get(formatAddress(to))?.onDatagram(copy, address),
          );
          queueMicrotask(() => --pendingCount === 0 && listener.onDrained?.());
        };
        if (this.#heldSends) this.#heldSends.push(send);
        else send();
      },
      takeOverflowCount: () => 0,
      close: () => Promise.resolve(void this.#sockets.delete(key)),
    };
  }

  #listen(hostname: string, local: Address, onStream: (stream: ByteStream) => void): StreamListener {
    const key = formatAddress({ hostname, port: local.port });
    if (this.#listeners.has(key)) throw new NetworkError(`TCP port ${local.port} is taken`, "choose another");
    this.#listeners.set(key, onStream);
    return { localPort: local.port, close: () => void this.#listeners.delete(key) };
  }

  #dial(hostname: string, remote: Address): Promise<ByteStream> {
    const { promise, resolve, reject } = Promise.withResolvers<ByteStream>();
    this.clock.callAt(this.clock.nowMs() + 2 * this.delayMs, () => {
      const onStream = this.#listeners.get(formatAddress(remote));
      if (!onStream) return reject(new NetworkError("connection refused", "is it running?"));
      const near = new VirtualStream(this, remote);
      const far = new VirtualStream(this, { hostname, port: this.#nextPort++ });
      near.twin = far;
      far.twin = near;
      onStream(far);
      resolve(near);
    });
    return promise;
  }
}

class VirtualStream implements ByteStream {
  twin!: VirtualStream;
  #onBytes: ((bytes: Uint8Array) => void) | undefined;
  #onClosed: (() => void) | undefined;
  #early: (() => void)[] = [];
  #closed = false;

  constructor(readonly network: VirtualNetwork, readonly remote: Address) {}

  read(onBytes: (bytes: Uint8Array) => void, onClosed: () => void): void {
    this.#onBytes = onBytes;
    this.#onClosed = onClosed;
    this.#early.forEach((deliver) => deliver());
    this.#early = [];
  }

  write(bytes: Uint8Array): void {
    const copy = bytes.slice();
    if (!this.#closed) this.#later(() => this.twin.#deliver(() => this.twin.#onBytes!(copy)));
  }

  close(): Promise<void> {
    if (!this.#closed) this.#later(() => this.twin.#deliver(() => this.twin.#remoteClosed()));
    this.#closed = true;
    return Promise.resolve();
  }

  #remoteClosed(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#onClosed!();
  }

  #deliver(run: () => void): void {
    if (this.#onBytes) run();
    else this.#early.push(run);
  }

  #later(run: () => void): void {
    this.network.clock.callAt(this.network.clock.nowMs() + this.network.delayMs, run);
  }
}
