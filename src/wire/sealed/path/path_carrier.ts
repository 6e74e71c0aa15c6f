import type { Address } from "../../../port/address.ts";
import type { Input, Transmit, WireEvent } from "../../wire.ts";

/**
 * Carries datagrams to and from the peer on paths other than plain UDP: over TCP, or through a relay. Pure, like a wire. Its paths are
 * addresses with a `via` that begins with its `kind`. `hostname` and `port` in them are the peer's, as far as they are known.
 */
export interface PathCarrier {
  readonly kind: "tcp" | "relay";
  /**
   * Something happened at this end. Returns whether it concerned this carrier alone, so that the wire does not get it. `bytes` are
   * valid only during the call. Each carrier gets `start`, `time` and `hang_up`, and the wire does too, whatever is returned; at
   * `hang_up` the carrier comes after the wire, so that the goodbyes of the wire still leave.
   */
  handle(input: Input, nowMs: number): boolean;
  /** The wire sends a datagram to one of this carrier's paths. `bytes` do not change afterwards. A path that is gone drops it. */
  send(to: Address, bytes: Uint8Array, nowMs: number): void;
  /** The wire says what has happened: that it calls, is connected, interrupted, has ended. */
  onEvent?(event: WireEvent, nowMs: number): void;
  /** When a `time` input is due; `Infinity` if none is. */
  readonly deadlineMs: number;
}

/** What a carrier does with the end that it belongs to. */
export interface CarrierPorts {
  /** Sends a datagram (of the carrier's own: to a relay), dials, writes to or closes a stream. */
  transmit(output: Transmit): void;
  /** A notice for the person, or a drop to be counted. */
  tell(event: WireEvent): void;
  /** The peer's datagram arrived. `from`: with the `via` of its path, under which the peer can be answered. */
  deliver(from: Address, bytes: Uint8Array, nowMs: number): void;
  /**
   * The peer may be reached at these addresses, which are candidates from now on: a client calls them, and in a call the client
   * moves to one that is better and answers, or to any that answers while nothing arrives on the present path.
   */
  offer(addresses: readonly Address[], nowMs: number): void;
  /** A path is gone, or an address is of no use any more. */
  withdraw(address: Address, nowMs: number): void;
}

export type OpenCarrier = (ports: CarrierPorts) => PathCarrier;
