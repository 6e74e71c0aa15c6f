import type { Address } from "./address.ts";

/** One bound UDP socket. */
export interface DatagramSocket {
  readonly localPort: number;
  /** How many datagrams the operating system has neither accepted nor refused yet. */
  readonly pendingCount: number;
  /**
   * Sends one datagram. Datagrams leave in the order of the calls. `bytes` must not change afterwards: the datagram may
   * still be waiting. The {@linkcode DatagramListener} learns of failures.
   */
  send(bytes: Uint8Array, to: Address): void;
  /** Datagrams that the operating system discarded because nobody read them in time, since the previous call. */
  takeOverflowCount(): number;
  /** Accepts no more datagrams. Closes when the queued ones have left, or after a short time. Settles when closed. */
  close(): Promise<void>;
}

/** What a socket reports to its owner. */
export interface DatagramListener {
  /** Called for each datagram. `bytes` is only valid during the call: the buffer is reused. */
  onDatagram(bytes: Uint8Array, from: Address): void;
  /** The operating system has accepted or refused every queued datagram. Never called during a `send`. */
  onDrained?(): void;
  /** A datagram was not sent: the operating system refused it, or the socket is closed. `message` says why. */
  onFailed?(message: string): void;
}
