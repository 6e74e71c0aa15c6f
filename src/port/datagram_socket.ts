import type { Address } from "./address.ts";

/** One bound UDP socket. */
export interface DatagramSocket {
  readonly localPort: number;
  /** Datagrams that were handed over and that the operating system has neither taken nor refused. */
  readonly pendingCount: number;
  /**
   * Hands over one datagram. Datagrams leave in the order of the calls. `bytes` must not change any more: they may
   * still be waiting. What becomes of them, the {@linkcode DatagramListener} hears.
   */
  send(bytes: Uint8Array, to: Address): void;
  /** Datagrams that the operating system threw away because nobody read them in time, since the last call. */
  takeOverflowCount(): number;
  /** Takes nothing more, and closes when what was handed over has left, or after a short time. Settles when it is closed. */
  close(): Promise<void>;
}

/** What a socket tells its owner. */
export interface DatagramListener {
  /** Is called once a datagram. `bytes` is only valid during the call: the buffer is used again. */
  onDatagram(bytes: Uint8Array, from: Address): void;
  /** The operating system has taken or refused everything that was handed over. Never called during a `send`. */
  onDrained?(): void;
  /** A datagram did not leave: the operating system refused it, or the socket is closed. `message` says why. */
  onFailed?(message: string): void;
}
