import type { Address } from "../../port/address.ts";

/** What every path of today's Internet carries (RFC 9000, section 14). */
export const FIRST_PACKET_BYTES = 1200;
/** Ethernet's 1500 without IP and UDP headers. */
const IPV4_BYTES = [1472], IPV6_BYTES = [1452];
const LOOPBACK_BYTES = [16_384, 60_000];
const TRIES = 3;
const TRY_MS = 200;
const FIRST_PROBE_MS = 150;

/** Finds the largest packet that the path carries (RFC 8899's idea, with few sizes). */
export class PacketSizeProbe {
  packetBytes = FIRST_PACKET_BYTES;
  #sizes: number[];
  #tries = 0;
  #nextMs: number;

  constructor(remote: Address, nowMs: number) {
    this.#sizes = sizesFor(remote);
    this.#nextMs = nowMs + FIRST_PROBE_MS;
  }

  /** The path is another: begins anew. */
  restart(remote: Address, nowMs: number): void {
    this.packetBytes = FIRST_PACKET_BYTES;
    this.#sizes = sizesFor(remote);
    this.#tries = 0;
    this.#nextMs = nowMs + FIRST_PROBE_MS;
  }

  get deadlineMs(): number {
    return this.#sizes.length > 0 ? this.#nextMs : Infinity;
  }

  /** The size of the probe that is due. */
  poll(nowMs: number): number | undefined {
    if (nowMs < this.deadlineMs) return undefined;
    if (this.#tries++ === TRIES) {
      this.#sizes = [];
      return undefined;
    }
    this.#nextMs = nowMs + TRY_MS;
    return this.#sizes[0];
  }

  onAnswer(size: number, nowMs: number): void {
    if (size !== this.#sizes[0]) return;
    this.packetBytes = size;
    this.#sizes.shift();
    this.#tries = 0;
    this.#nextMs = nowMs;
  }
}

function sizesFor({ hostname }: Address): number[] {
  if (hostname.startsWith("127.")) return [...IPV4_BYTES, ...LOOPBACK_BYTES];
  if (hostname === "::1") return [...IPV6_BYTES, ...LOOPBACK_BYTES];
  return hostname.includes(":") ? [...IPV6_BYTES] : [...IPV4_BYTES];
}
