import type { Address } from "./address.ts";

/** One TCP connection. */
export interface ByteStream {
  readonly remote: Address;
  /**
   * Starts to deliver what arrives. Called once. `onClosed` is called once, at the end of the connection, whatever ended
   * it.
   */
  read(onBytes: (bytes: Uint8Array) => void, onClosed: () => void): void;
  /** Queues bytes. They are sent in order. */
  write(bytes: Uint8Array): void;
  /** Sends what is queued, for a short time at most, then closes. Settles when closed. */
  close(): Promise<void>;
}

/** A listening TCP port. */
export interface StreamListener {
  readonly localPort: number;
  close(): void;
}
