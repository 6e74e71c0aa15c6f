import type { Address } from "../../../port/address.ts";
import { OutputQueue } from "../../output_queue.ts";
import type { Input, Output, ServerChannels, Wire, WireEvent } from "../../wire.ts";
import type { KnownCandidates } from "./known_candidates.ts";
import type { OpenCarrier, PathCarrier } from "./path_carrier.ts";

/**
 * A sealed wire that may have more paths to its peer than plain UDP. To the wire inside, each path is an address: what it sends to an
 * address with a `via` goes to a carrier, and what a carrier receives reaches it as a datagram from such an address. Plain
 * datagrams are passed on as they are. Outside, nobody sees a `via`: events have the address, and a peer the kind of its path.
 * PROTOCOL.md, "Paths".
 */
export class PathWire implements Wire {
  readonly channels?: ServerChannels;
  readonly #inner: Wire;
  readonly #candidates: KnownCandidates;
  readonly #carriers: readonly PathCarrier[];
  /** What goes out before the outputs of the wire inside. */
  readonly #outputs = new OutputQueue();
  #nowMs = -Infinity;

  constructor(inner: Wire, candidates: KnownCandidates, carriers: readonly OpenCarrier[]) {
    this.#inner = inner;
    this.channels = inner.channels;
    this.#candidates = candidates;
    this.#carriers = carriers.map((open) =>
      open({
        transmit: (output) => this.#outputs.push(output),
        tell: (event) => this.#outputs.push(event),
        deliver: (from, bytes, nowMs) => inner.handle({ kind: "datagram", channel: 0, from, bytes }, nowMs),
        offer: (addresses, nowMs) => {
          candidates.add(addresses);
          this.#tellCandidates(nowMs);
        },
        withdraw: (address, nowMs) => {
          candidates.remove(address);
          this.#tellCandidates(nowMs);
        },
      })
    );
  }

  handle(input: Input, nowMs: number): void {
    this.#nowMs = nowMs;
    switch (input.kind) {
      case "candidates":
        this.#candidates.setOwn(input.addresses);
        return this.#inner.handle(input, nowMs);
      case "start":
        this.#inner.handle(input, nowMs);
        for (const carrier of this.#carriers) carrier.handle(input, nowMs);
        return;
      case "time":
        if (nowMs >= this.#inner.deadlineMs) this.#inner.handle(input, nowMs);
        for (const carrier of this.#carriers) if (nowMs >= carrier.deadlineMs) carrier.handle(input, nowMs);
        return;
      case "hang_up":
        this.#inner.handle(input, nowMs);
        this.#takeAll();
        for (const carrier of this.#carriers) carrier.handle(input, nowMs);
        return;
    }
    for (const carrier of this.#carriers) if (carrier.handle(input, nowMs)) return;
    this.#inner.handle(input, nowMs);
  }

  pollOutput(): Output | undefined {
    for (;;) {
      const own = this.#outputs.take();
      if (own !== undefined) return own;
      const output = this.#inner.pollOutput();
      if (output === undefined || isPlainDatagram(output)) return output;
      const passed = this.#pass(output);
      if (passed !== undefined) return passed;
    }
  }

  get deadlineMs(): number {
    let { deadlineMs } = this.#inner;
    for (const carrier of this.#carriers) deadlineMs = Math.min(deadlineMs, carrier.deadlineMs);
    return deadlineMs;
  }

  /** Gives a carrier a datagram to one of its paths. Carriers also see the events. Returns what others get. */
  #pass(output: Output): Output | undefined {
    switch (output.kind) {
      case "send_datagram": {
        const { to, bytes } = output;
        this.#carriers.find(({ kind }) => to.via?.startsWith(kind))?.send(to, bytes, this.#nowMs);
        return undefined;
      }
      case "dial_stream":
      case "write_stream":
      case "close_stream":
        return output;
      default:
        for (const carrier of this.#carriers) carrier.onEvent?.(output, this.#nowMs);
        return withoutVia(output);
    }
  }

  /** Takes all outputs of the wire inside, so that what it sends on a carrier's path gets there before the carrier ends. */
  #takeAll(): void {
    for (let output; (output = this.#inner.pollOutput());) {
      const passed = isPlainDatagram(output) ? output : this.#pass(output);
      if (passed !== undefined) this.#outputs.push(passed);
    }
  }

  #tellCandidates(nowMs: number): void {
    this.#inner.handle({ kind: "peer_candidates", addresses: this.#candidates.ofPeer }, nowMs);
  }
}

/** Most outputs are: they cost nothing more here. */
function isPlainDatagram(output: Output): boolean {
  return output.kind === "send_datagram" && output.to.via === undefined;
}

/** An event as others than the sealed wire may see it. */
function withoutVia(output: WireEvent): WireEvent {
  switch (output.kind) {
    case "calling":
      return output.address.via === undefined ? output : { ...output, address: plain(output.address) };
    case "connected":
    case "resumed":
    case "peer_moved": {
      const { peer } = output;
      return peer.address.via === undefined ? output : { ...output, peer: { ...peer, address: plain(peer.address) } };
    }
    case "caller": {
      const { caller } = output;
      if (caller.address.via === undefined) return output;
      return { ...output, caller: { ...caller, address: plain(caller.address) } };
    }
    case "code_changed":
      return output.guesser?.via === undefined ? output : { ...output, guesser: plain(output.guesser) };
    default:
      return output;
  }
}

function plain({ hostname, port }: Address): Address {
  return { hostname, port };
}
