import type { Address } from "../../../port/address.ts";

/** What every path of today's Internet carries (RFC 9000, section 14). */
const FIRST_PACKET_BYTES = 1200;
/** Ethernet's 1500 without IP and UDP headers. */
const IPV4_BYTES = [1472], IPV6_BYTES = [1452];
const LOOPBACK_BYTES = [16_384, 60_000];
/** Beside a probe of the size that is checked: that it is answered shows that the path is there. */
const SMALL_PROBE_BYTES = 64;

const TRIES = 5;
const TRY_MS = 200;
/** How long the last probe of a size may take to be answered, in round trips. */
const LAST_TRY_RTTS = 2;
const FIRST_PROBE_MS = 150;
/** A size in use is checked so often; where much is lost, first sooner, and twice as late each time that it was not the size. */
const CHECK_MS = 30_000, SUSPECTED_CHECK_MS = 500;
/** Probes of a check: where packets are lost by chance, the larger one is among so many. */
const CHECK_TRIES = 5, CHECK_TRY_MS = 150;
/** Of the small probes of a check. */
const LEAST_SMALL_ANSWERS = 3;
/** The small ones are lost as well: it is no matter of size. */
const MOST_CHECK_TRIES = 15;
/** Until larger sizes are tried again; twice as long each time that it was for nothing (RFC 8899 has 600 s). */
const RAISE_MS = 10_000, MAX_RAISE_MS = 600_000;
/** A size that holds so long is no accident. */
const HELD_MS = 60_000;

/**
 * Finds the largest packet that the path carries, and notices when it carries it no more: a black hole, where large packets
 * vanish and small ones arrive (RFC 8899's ideas, with few sizes).
 */
export class PacketSizeProbe {
  packetBytes = FIRST_PACKET_BYTES;
  #remote: Address;
  /** Still to be tried in this search, the next one first. */
  #sizes: number[];
  #tries = 0;
  /** The largest that was tried since the path is this one. */
  #triedBytes = 0;
  #searchMs: number;
  #raiseMs = RAISE_MS;
  #grownMs = Infinity;
  #checkMs = Infinity;
  #provenMs = -Infinity;
  #suspectedGapMs = SUSPECTED_CHECK_MS;
  #isSuspected = false;
  /** Of the check that is under way; 0 without one. */
  #checkTries = 0;
  #smallAnswers = 0;

  constructor(remote: Address, nowMs: number) {
    this.#remote = remote;
    this.#sizes = sizesFor(remote);
    this.#searchMs = nowMs + FIRST_PROBE_MS;
  }

  /** The path is another: begins again. */
  restart(remote: Address, nowMs: number): void {
    this.#remote = remote;
    this.#raiseMs = RAISE_MS;
    this.#shrink(nowMs + FIRST_PROBE_MS);
  }

  get deadlineMs(): number {
    return Math.min(this.#searchMs, this.#checkMs);
  }

  /** The sizes of the probes that are due. `packetBytes` may be less afterwards: then the path is a black hole for more. */
  poll(rttMs: number, nowMs: number): readonly number[] {
    if (nowMs >= this.#checkMs) return this.#check(nowMs);
    if (nowMs >= this.#searchMs) return this.#search(rttMs, nowMs);
    return [];
  }

  /** A probe came back: `size` is what the peer received. */
  onAnswer(size: number, nowMs: number): void {
    if (size === SMALL_PROBE_BYTES) this.#smallAnswers++;
    if (size === this.packetBytes && this.#checkTries > 0) return this.#proven(nowMs);
    // The answer may come after this end has stopped waiting for it: the way is long.
    if (size <= this.packetBytes || size > this.#triedBytes) return;
    this.packetBytes = size;
    this.#sizes = sizesFor(this.#remote).filter((larger) => larger > size);
    this.#tries = 0;
    this.#searchMs = this.#sizes.length > 0 ? nowMs : Infinity;
    this.#grownMs = nowMs;
    this.#proven(nowMs);
  }

  /** Much of what was sent did not arrive: it may be its size. */
  suspect(nowMs: number): void {
    if (this.#checkTries > 0) return;
    this.#isSuspected = true;
    this.#checkMs = Math.min(this.#checkMs, Math.max(nowMs, this.#provenMs + this.#suspectedGapMs));
  }

  #search(rttMs: number, nowMs: number): readonly number[] {
    if (this.#sizes.length === 0) this.#sizes = sizesFor(this.#remote).filter((size) => size > this.packetBytes);
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
    if (this.packetBytes === FIRST_PACKET_BYTES) {
      this.#checkMs = Infinity;
      return [];
    }
    if (this.#checkTries === 0) this.#smallAnswers = 0;
    if (this.#checkTries >= CHECK_TRIES && this.#smallAnswers >= LEAST_SMALL_ANSWERS) {
      this.#shrink(Infinity);
      this.#tryLater(nowMs);
      return [];
    }
    if (this.#checkTries === MOST_CHECK_TRIES) {
      this.#checkTries = 0;
      this.#checkMs = nowMs + CHECK_MS;
      return [];
    }
    this.#checkTries++;
    this.#checkMs = nowMs + CHECK_TRY_MS;
    return [this.packetBytes, SMALL_PROBE_BYTES];
  }

  #proven(nowMs: number): void {
    this.#suspectedGapMs = this.#isSuspected ? Math.min(CHECK_MS, this.#suspectedGapMs * 2) : SUSPECTED_CHECK_MS;
    this.#isSuspected = false;
    this.#provenMs = nowMs;
    this.#checkTries = 0;
    this.#checkMs = nowMs + CHECK_MS;
    if (nowMs >= this.#grownMs + HELD_MS) this.#raiseMs = RAISE_MS;
  }

  #shrink(searchMs: number): void {
    this.packetBytes = FIRST_PACKET_BYTES;
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

function sizesFor({ hostname }: Address): number[] {
  if (hostname.startsWith("127.")) return [...IPV4_BYTES, ...LOOPBACK_BYTES];
  if (hostname === "::1") return [...IPV6_BYTES, ...LOOPBACK_BYTES];
  return hostname.includes(":") ? [...IPV6_BYTES] : [...IPV4_BYTES];
}
