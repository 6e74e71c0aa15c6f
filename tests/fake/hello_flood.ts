import { Buffer } from "node:buffer";
import { CAPABILITIES, HINT_OF_SIDE } from "../../src/wire/sealed/handshake/capabilities.ts";
import {
  type ClientHello,
  decodeRetry,
  encodeClientHello,
  TYPE_RETRY,
} from "../../src/wire/sealed/handshake/handshake_message.ts";
import type { Address } from "../../src/port/address.ts";
import { SeededRandom } from "./random.ts";
import type { WirePair } from "./wire_pair.ts";

const A_SECOND = 10_000, STEP_MS = 10, NETWORKS = 40;

/** Strangers who send a server 10,000 hellos a second as if they were known peers. */
export class HelloFlood {
  /** How many were sent. */
  sent = 0;
  readonly #pair: WirePair;
  readonly #random = new SeededRandom(7);
  /** The hellos with the cookies that the server gave for them; empty if the addresses are forged. */
  readonly #proven: { from: Address; hello: ClientHello }[] = [];

  /** `proven`: they receive at their addresses, in 40 networks, and their hellos have valid cookies. */
  constructor(pair: WirePair, { proven }: { proven: boolean }) {
    this.#pair = pair;
    // Nobody needs a cookie before the first few hellos.
    for (let n = 0; n < 8; n++) pair.injectToServer(this.#forged(n), encodeClientHello(this.#hello()));
    if (!proven) return;
    for (let n = 0; n < NETWORKS; n++) {
      const from = { hostname: `203.0.${n}.1`, port: 4000 }, hello = this.#hello(), before = pair.overheard.length;
      pair.injectToServer(from, encodeClientHello(hello));
      const retry = pair.overheard.slice(before).find(({ bytes }) => bytes[0] === TYPE_RETRY);
      if (retry === undefined) throw new Error("the server gave no cookie");
      this.#proven.push({ from, hello: { ...hello, cookie: decodeRetry(retry.bytes)!.cookie } });
    }
  }

  run(ms: number): void {
    for (let atMs = 0; atMs < ms; atMs += STEP_MS) {
      for (let n = 0; n < A_SECOND / 1000 * STEP_MS; n++) this.#send(this.sent++);
      this.#pair.runFor(STEP_MS);
      this.#pair.overheard.length = 0;
    }
  }

  #send(n: number): void {
    const proven = this.#proven[n % NETWORKS];
    if (proven === undefined) return this.#pair.injectToServer(this.#forged(n), encodeClientHello(this.#hello()));
    // The cookie is valid for any hello with this nonce.
    const hello = { ...proven.hello, hint: this.#random.bytes(16) };
    this.#pair.injectToServer(proven.from, encodeClientHello(hello));
  }

  #forged(n: number): Address {
    return { hostname: `100.${64 + (n >> 16) % 64}.${(n >> 8) & 0xff}.${n & 0xff}`, port: 4000 };
  }

  #hello(): ClientHello {
    return {
      lowestVersion: 1,
      highestVersion: 1,
      mode: "known",
      capabilities: CAPABILITIES | HINT_OF_SIDE,
      clientNonce: this.#random.bytes(16),
      hint: this.#random.bytes(16),
      share: this.#random.bytes(32),
      cookie: Buffer.alloc(16),
    };
  }
}
