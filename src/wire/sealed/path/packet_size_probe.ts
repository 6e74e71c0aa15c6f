import type { Address } from "../../../port/address.ts";

// Part of the wire: PROTOCOL.md, "Packet size". Sizes are UDP payloads in bytes, times are milliseconds.

/** Every path of today's Internet carries this size (RFC 9000, section 14). */
const FIRST_PACKET_BYTES = 1200;
/** What every IPv4 host takes, 576 bytes (RFC 791), without the IP and UDP headers: for a path that carries no more. */
const SMALLEST_PACKET_BYTES = 548;
/** Ethernet's 1500 bytes without the IP and UDP headers. */
const IPV4_BYTES = [1472], IPV6_BYTES = [1452];
const LOOPBACK_BYTES = [16_384, 60_000];
/** Sent with each probe of a check. If it is answered, the path itself works. */
const SMALL_PROBE_BYTES = 64;
/** How many probes of one size are sent before the search gives up. */
const TRIES = 5;
/** How often a size in use is checked. */
const CHECK_MS = 30_000;
/** The same if many packets are lost. It doubles each time that the size turns out not to be the reason. */
const SUSPECTED_CHECK_MS = 500;
/** The time between two probes of a check. */
const CHECK_TRY_MS = 150;
/** A size is too large if this many probes of it were not answered, and this many small ones were. */
const CHECK_TRIES = 5, LEAST_SMALL_ANSWERS = 3;
/**
 * The time between two searches for larger sizes, and its maximum (RFC 8899: 600 s). It doubles after each search that finds
 * nothing.
 */
const RAISE_MS = 10_000, MAX_RAISE_MS = 600_000;
/** A size that works for this long was not found by accident. After that, the next search comes soon again. */
const HELD_MS = 60_000;

// Tuned by judgement, not by a benchmark.

/** The time from the start of a call, or a change of path, to the first probe: the first frames are sent first. */
const FIRST_PROBE_MS = 150;
/** How long to wait for the answer to a probe. For the last probe of a size, at least this many round trips. */
const TRY_MS = 200, LAST_TRY_RTTS = 2;
/** If too few small probes were answered after this many probes of a check, the size is not the reason. */
const MOST_CHECK_TRIES = 15;

/**
 * Finds the largest packet that the path carries, and notices when the path no longer does: a black hole, in which large
 * packets vanish while small ones arrive. The idea is that of RFC 8899, with fewer sizes.
 */
export class PacketSizeProbe {
  packetBytes = FIRST_PACKET_BYTES;
  #remote: Address;
  /** Sizes that are still to be tried in this search, the next one first. */
  #sizes: number[];
  #tries = 0;
  /** The largest size that was tried on this path. */
  #triedBytes = 0;
  #searchMs: number;
  #raiseMs = RAISE_MS;
  #grownMs = Infinity;
  #checkMs = Infinity;
  #provenMs = -Infinity;
  #suspectedGapMs = SUSPECTED_CHECK_MS;
  #isSuspected = false;
  /** Probes of the current check; 0 if there is none. */
  #checkTries = 0;
  #smallAnswers = 0;
  /** Probes of the first packet size that were answered in this check. */
  #firstAnswers = 0;

  constructor(remote: Address, nowMs: number) {
    this.#remote = remote;
    this.#sizes = this.#largerSizes;
    this.#searchMs = nowMs + FIRST_PROBE_MS;
  }

  /** The path has changed: starts from the beginning. */
  restart(remote: Address, nowMs: number): void {
    this.#remote = remote;
    this.#raiseMs = RAISE_MS;
    this.#shrink(nowMs + FIRST_PROBE_MS);
  }

  get deadlineMs(): number {
    return Math.min(this.#searchMs, this.#checkMs);
  }

  /** The sizes of the probes to send now. `packetBytes` may be smaller afterwards, if larger packets vanish. */
  poll(rttMs: number, nowMs: number): readonly number[] {
    if (nowMs >= this.#checkMs) return this.#check(nowMs);
    if (nowMs >= this.#searchMs) return this.#search(rttMs, nowMs);
    return [];
  }

  /** A probe was answered. `size` is what the peer received. */
  onAnswer(size: number, nowMs: number): void {
    if (size === SMALL_PROBE_BYTES) this.#smallAnswers++;
    if (size === FIRST_PACKET_BYTES) this.#firstAnswers++;
    if (size === this.packetBytes && this.#checkTries > 0) return this.#proven(nowMs);
    // On a long path, the answer may arrive after this end has stopped waiting for it.
    if (size <= this.packetBytes || size > this.#triedBytes) return;
    this.packetBytes = size;
    this.#sizes = this.#largerSizes;
    this.#tries = 0;
    this.#searchMs = this.#sizes.length > 0 ? nowMs : Infinity;
    this.#grownMs = nowMs;
    this.#proven(nowMs);
  }

  /** Many packets did not arrive. Their size may be the reason. */
  suspect(nowMs: number): void {
    if (this.#checkTries > 0) return;
    this.#isSuspected = true;
    this.#checkMs = Math.min(this.#checkMs, Math.max(nowMs, this.#provenMs + this.#suspectedGapMs));
  }

  #search(rttMs: number, nowMs: number): readonly number[] {
    if (this.#sizes.length === 0) this.#sizes = this.#largerSizes;
    if (this.#sizes.length === 0) {
      this.#searchMs = Infinity;
      return [];
    }
    if (this.#tries === TRIES) {
      this.#sizes = [];
      this.#tries = 0;
      this.#tryLater(nowMs);
      return [];
    }
    this.#tries++;
    this.#triedBytes = Math.max(this.#triedBytes, this.#sizes[0]);
    this.#searchMs = nowMs + (this.#tries < TRIES ? TRY_MS : Math.max(TRY_MS, rttMs * LAST_TRY_RTTS));
    return [this.#sizes[0]];
  }

  #check(nowMs: number): readonly number[] {
    if (this.packetBytes === SMALLEST_PACKET_BYTES) {
      this.#checkMs = Infinity;
      return [];
    }
    if (this.#checkTries === 0) this.#smallAnswers = this.#firstAnswers = 0;
    if (this.#checkTries >= CHECK_TRIES && this.#smallAnswers >= LEAST_SMALL_ANSWERS) {
      this.#shrink(Infinity, this.#firstAnswers > 0 ? FIRST_PACKET_BYTES : SMALLEST_PACKET_BYTES);
      this.#tryLater(nowMs);
      return [];
    }
    if (this.#checkTries === MOST_CHECK_TRIES) {
      this.#checkTries = 0;
      this.#checkMs = this.#nextCheckMs(nowMs);
      return [];
    }
    this.#checkTries++;
    this.#checkMs = nowMs + CHECK_TRY_MS;
    if (this.packetBytes <= FIRST_PACKET_BYTES) return [this.packetBytes, SMALL_PROBE_BYTES];
    return [this.packetBytes, FIRST_PACKET_BYTES, SMALL_PROBE_BYTES];
  }

  #proven(nowMs: number): void {
    this.#suspectedGapMs = this.#isSuspected ? Math.min(CHECK_MS, this.#suspectedGapMs * 2) : SUSPECTED_CHECK_MS;
    this.#isSuspected = false;
    this.#provenMs = nowMs;
    this.#checkTries = 0;
    this.#checkMs = this.#nextCheckMs(nowMs);
    if (nowMs >= this.#grownMs + HELD_MS) this.#raiseMs = RAISE_MS;
  }

  /** Almost every path carries the first size, so it is checked only if many packets are lost. */
  #nextCheckMs(nowMs: number): number {
    return this.packetBytes > FIRST_PACKET_BYTES ? nowMs + CHECK_MS : Infinity;
  }

  get #largerSizes(): number[] {
    return [FIRST_PACKET_BYTES, ...sizesFor(this.#remote)].filter((size) => size > this.packetBytes);
  }

  #shrink(searchMs: number, packetBytes = FIRST_PACKET_BYTES): void {
    this.packetBytes = packetBytes;
    this.#sizes = [];
    this.#tries = 0;
    this.#triedBytes = 0;
    this.#searchMs = searchMs;
    this.#checkTries = 0;
    this.#checkMs = Infinity;
    this.#suspectedGapMs = SUSPECTED_CHECK_MS;
    this.#isSuspected = false;
    this.#grownMs = Infinity;
  }

  #tryLater(nowMs: number): void {
    this.#searchMs = nowMs + this.#raiseMs;
    this.#raiseMs = Math.min(MAX_RAISE_MS, this.#raiseMs * 2);
  }
}

/** The sizes to try. A relay has headers of its own, and over TCP a larger packet is of no use. */
function sizesFor({ hostname, via }: Address): number[] {
  if (via !== undefined) return [];
  if (hostname.startsWith("127.")) return [...IPV4_BYTES, ...LOOPBACK_BYTES];
  if (hostname === "::1") return [...IPV6_BYTES, ...LOOPBACK_BYTES];
  return hostname.includes(":") ? [...IPV6_BYTES] : [...IPV4_BYTES];
}
