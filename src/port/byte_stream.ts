import type { Address } from "./address.ts";

/** One TCP connection. */
export interface ByteStream {
  readonly remote: Address;
  /** Starts delivering what arrives. Called once. `onClosed` comes once, last, for whatever reason the connection is over. */
  read(onBytes: (bytes: Uint8Array) => void, onClosed: () => void): void;
  /** Queues bytes; they leave in order. */
  write(bytes: Uint8Array): void;
  /** Sends what is queued, for a short time at most, and closes. Settles when it is closed. */
  close(): Promise<void>;
}

/** A listening TCP port. */
export interface StreamListener {
  readonly localPort: number;
  close(): void;
}
