/** What a stranger without the secret can make a server do: send little, and hold little for a short time. */
import { assert, assertEquals } from "@std/assert";
import { fc } from "../../fake/fc.ts";
import type { Address } from "../../../src/port/address.ts";
import { formatAddress } from "../../../src/port/address.ts";
import { ClientHandshake } from "../../../src/wire/sealed/handshake/handshake.ts";
import {
  decodeRetry,
  TYPE_REFUSAL,
  TYPE_RETRY,
  TYPE_SERVER_HELLO,
} from "../../../src/wire/sealed/handshake/handshake_message.ts";
import { SeededRandom } from "../../fake/random.ts";
import { outputsOf } from "../../fake/outputs_of.ts";
import { WirePair } from "../../fake/wire_pair.ts";
import { KNOWN, sealedServer } from "./sealed_pair.ts";

const ME = { name: "me", remember: false, busy: false };
const UNFINISHED_MS = 5000;

function waiting(): WirePair {
  const pair = new WirePair({ server: sealedServer(1) });
  pair.start();
  return pair;
}

/** Sends `bytes` from `from`. Returns the server's answer to that address. */
function ask(pair: WirePair, from: Address, bytes: Uint8Array): Uint8Array | undefined {
  const before = pair.overheard.length;
  pair.injectToServer(from, bytes);
  return pair.overheard.slice(before).find(({ to }) => formatAddress(to) === formatAddress(from))?.bytes;
}

/** A caller that starts handshakes as in PROTOCOL.md, with a cookie if it is asked for one. */
class Caller {
  readonly handshake: ClientHandshake;

  constructor(readonly pair: WirePair, readonly from: Address, seed: number) {
    const random = new SeededRandom(seed);
    this.handshake = new ClientHandshake({ mode: "known", pairSecret: KNOWN.secret }, (n) => random.bytes(n));
  }

  /** Starts a handshake. Returns whether a server_hello came. */
  begin(): boolean {
    let answer = ask(this.pair, this.from, this.handshake.hello);
    if (answer?.[0] === TYPE_RETRY) {
      this.handshake.useCookie(decodeRetry(answer)!.cookie);
      answer = ask(this.pair, this.from, this.handshake.hello);
    }
    if (answer?.[0] !== TYPE_SERVER_HELLO) return false;
    this.#finish = this.handshake.answer(answer, ME);
    return true;
  }

  /** Finishes the handshake. Returns whether the server took the call. */
  finish(): boolean {
    const answer = ask(this.pair, this.from, this.#finish!);
    return answer !== undefined && this.handshake.confirm(answer)?.busy === false;
  }

  #finish: Uint8Array | undefined;
}

const host = (n: number): Address => ({ hostname: `203.0.113.${n}`, port: 4000 });

Deno.test("a host may have four unfinished handshakes; its next one waits until one of them expires", () => {
  const pair = waiting();
  // From now on the server asks for a cookie: without one, the source address may be forged.
  for (let n = 0; n < 4; n++) assert(new Caller(pair, host(100 + n), 100 + n).begin());
  const callers = Array.from({ length: 5 }, (_, n) => new Caller(pair, { ...host(1), port: 4000 + n }, n));
  assertEquals(callers.map((caller) => caller.begin()), [true, true, true, true, false]);
  assertEquals(pair.server.eventsOf("dropped").map(({ reason }) => reason), ["handshake_flood"]);
  assert(new Caller(pair, host(2), 9).begin(), "another host does not wait for it");
  pair.runFor(UNFINISHED_MS);
  assert(callers[4].begin());
  assert(callers[4].finish());
});

Deno.test("a peer that proved who it is may call again and again", () => {
  const pair = waiting();
  for (let n = 0; n < 12; n++) {
    const caller = new Caller(pair, { ...host(1), port: 4000 + n }, n);
    assert(caller.begin(), `call ${n}`);
    assert(caller.finish(), `call ${n}`);
    pair.runFor(500); // its program was ended, and is started again
  }
});

Deno.test("sixteen unfinished handshakes are held: one more replaces the oldest", () => {
  const pair = waiting();
  const callers = Array.from({ length: 17 }, (_, n) => new Caller(pair, host(n), n));
  for (const caller of callers) assert(caller.begin());
  assertEquals(callers[0].finish(), false);
  assertEquals(pair.server.eventsOf("dropped").at(-1)?.reason, "stranger");
  assert(callers[1].finish());
});

Deno.test("an unfinished handshake expires after five seconds, and leaves no deadline", () => {
  const pair = waiting();
  const caller = new Caller(pair, host(1), 1);
  assert(caller.begin());
  assertEquals(pair.server.wire.deadlineMs, pair.nowMs + UNFINISHED_MS);
  pair.runFor(UNFINISHED_MS);
  assertEquals(pair.server.wire.deadlineMs, Infinity);
  assertEquals(caller.finish(), false);
});

Deno.test("however many hellos with valid cookies come, at most 20 handshakes a second are computed", () => {
  const pair = waiting();
  let answered = 0;
  for (let n = 0; n < 200; n++) {
    if (new Caller(pair, { ...host(n % 250), port: 5000 + n }, n).begin()) answered++;
    pair.runFor(5);
  }
  assertEquals(answered, 20);
});

Deno.test("a TCP connection is closed at once, and nothing is kept of it", () => {
  const pair = waiting();
  for (const channel of [1, 2] as const) {
    pair.server.wire.handle({ kind: "stream_opened", stream: channel, channel, remote: host(1) }, 2000);
    const outputs = outputsOf(pair.server.wire);
    assertEquals(outputs.at(-1), { kind: "close_stream", stream: channel });
  }
  assertEquals(pair.server.wire.deadlineMs, Infinity);
});

/** Steps of strangers: three addresses, four handshakes, in any order, whole or with bytes changed. */
const steps = fc.array(
  fc.record({
    from: fc.nat(2),
    who: fc.nat(3),
    what: fc.constantFrom("hello", "finish", "junk"),
    cookie: fc.boolean(),
    changed: fc.option(fc.record({ at: fc.nat(511), to: fc.nat(255) }), { freq: 1 }),
    junk: fc.uint8Array({ maxLength: 600 }),
    waitMs: fc.nat(700),
  }),
  { minLength: 10, maxLength: 40, size: "max" },
);

Deno.test("whatever strangers send, no address gets more bytes than came from it", () => {
  let answers = 0;
  fc.assert(
    fc.property(steps, fc.nat(), (steps, seed) => {
      const pair = waiting();
      const random = new SeededRandom(seed);
      const handshakes = (["code", "known", "code", "known"] as const).map((mode) =>
        new ClientHandshake(
          mode === "code" ? { mode, code: "apple-apple-apple" } : { mode, pairSecret: random.bytes(32) },
          (n) => random.bytes(n),
        )
      );
      const finishes: (Uint8Array | undefined)[] = handshakes.map(() => undefined);
      const balance = new Map<string, number>();
      for (const { from, who, what, cookie, changed, junk, waitMs } of steps) {
        const address = host(from), handshake = handshakes[who];
        const whole = what === "hello" ? handshake.hello : what === "finish" ? finishes[who] : undefined;
        const bytes = Uint8Array.from(whole ?? junk);
        if (changed && bytes.length > 0) bytes[changed.at % bytes.length] = changed.to;
        const key = formatAddress(address);
        const before = pair.overheard.length;
        balance.set(key, (balance.get(key) ?? 0) + bytes.length);
        pair.injectToServer(address, bytes);
        for (const { to, bytes: sent } of pair.overheard.slice(before)) {
          answers++;
          balance.set(formatAddress(to), (balance.get(formatAddress(to)) ?? 0) - sent.length);
          if (sent[0] === TYPE_SERVER_HELLO) finishes[who] = handshake.answer(sent, ME) ?? finishes[who];
          if (sent[0] === TYPE_RETRY && cookie) handshake.useCookie(decodeRetry(sent)!.cookie);
          assert([TYPE_SERVER_HELLO, TYPE_RETRY, TYPE_REFUSAL].includes(sent[0]));
        }
        for (const [to, bytes] of balance) assert(bytes >= 0, `${to} was sent ${-bytes} bytes too many`);
        pair.runFor(waitMs);
      }
      assertEquals(pair.server.eventsOf("connected"), []);
    }),
    { numRuns: 40, seed: 3 },
  );
  assert(answers > 100, `${answers} answers`);
});
