import type { Address } from "./address.ts";

/** One bound UDP socket. */
export interface DatagramSocket {
  readonly localPort: number;
  /**
   * Hands one datagram to the operating system. Datagrams leave in the order of the calls. Settles when the system has
   * taken it, with an error's message when it refused; `bytes` must not change before that.
   */
  send(bytes: Uint8Array, to: Address): Promise<string | undefined>;
  /** Datagrams that the operating system threw away because nobody read them in time, since the last call. */
  takeOverflowCount(): number;
  /** Takes nothing more, and closes when what was handed over has left, or after a short time. Settles when it is closed. */
  close(): Promise<void>;
}

/** Is called once a datagram. `bytes` is only valid during the call: the buffer is used again. */
export type OnDatagram = (bytes: Uint8Array, from: Address) => void;
