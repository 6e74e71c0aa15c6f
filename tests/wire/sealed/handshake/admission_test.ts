/** What a stranger can do to other callers: with many handshakes, and with forged addresses. */
import { assert, assertEquals } from "@std/assert";
import type { Address } from "../../../../src/port/address.ts";
import { formatAddress } from "../../../../src/port/address.ts";
import { AdmissionControl } from "../../../../src/wire/sealed/handshake/admission.ts";
import { ClientHandshake, type Secret } from "../../../../src/wire/sealed/handshake/handshake.ts";
import {
  decodeRetry,
  FINISH_BYTES,
  TYPE_CLIENT_FINISH,
  TYPE_RETRY,
  TYPE_SERVER_HELLO,
} from "../../../../src/wire/sealed/handshake/handshake_message.ts";
import { SeededRandom } from "../../../fake/random.ts";
import { WirePair } from "../../../fake/wire_pair.ts";
import { Camera, KNOWN, knownPair, sealedClient, sealedServer, shownOf } from "../sealed_pair.ts";

const ME = { name: "me", remember: false, busy: false };
const WRONG_CODE: Secret = { mode: "code", code: "apple-apple-apple" };
const ATTACKER = "203.0.113.1";
/** The address of a pair's first client. */
const CALLER = "198.51.100.1";

function waiting(): WirePair {
  const pair = new WirePair({ server: sealedServer(1) });
  pair.start();
  return pair;
}

function handshakeOf(seed: number, secret: Secret): ClientHandshake {
  const random = new SeededRandom(seed);
  return new ClientHandshake(secret, (length) => random.bytes(length));
}

const unknownPair = (seed: number): Secret => ({ mode: "known", pairSecret: new SeededRandom(seed).bytes(32) });

/** What the server answers to an address that no client has. */
function ask(pair: WirePair, from: Address, bytes: Uint8Array): Uint8Array | undefined {
  const before = pair.overheard.length;
  pair.injectToServer(from, bytes);
  return pair.overheard.slice(before).find(({ to }) => formatAddress(to) === formatAddress(from))?.bytes;
}

/** Starts a handshake from an address where the sender receives. Returns client_finish if there was a server_hello. */
function begin(pair: WirePair, from: Address, handshake: ClientHandshake): Uint8Array | undefined {
  let answer = ask(pair, from, handshake.hello);
  if (answer?.[0] === TYPE_RETRY) {
    handshake.useCookie(decodeRetry(answer)!.cookie);
    answer = ask(pair, from, handshake.hello);
  }
  return answer?.[0] === TYPE_SERVER_HELLO ? handshake.answer(answer, ME) : undefined;
}

/** A client_finish from a sender who saw no server_hello. */
function blindFinish(handshake: ClientHandshake): Uint8Array {
  const bytes = new Uint8Array(FINISH_BYTES);
  bytes[0] = TYPE_CLIENT_FINISH;
  bytes.set(handshake.nonce, 1);
  return bytes;
}

/** Starts a client. Returns whether it is in a call within `ms`. */
function connects(pair: WirePair, ms: number, more: Parameters<typeof sealedClient>[1] = {}): boolean {
  const client = pair.addClient(sealedClient(50, more), { conditions: { delayMs: 10 } });
  pair.input(client, { kind: "start" });
  return pair.runUntilDone(() => client.eventsOf("connected").length > 0, ms);
}

Deno.test("nobody can guess in the name of a host unless they receive there", () => {
  const pair = waiting();
  const code = pair.server.eventsOf("code_changed").at(-1)!.code;
  for (let n = 0; n < 3; n++) {
    const handshake = handshakeOf(n, WRONG_CODE), from = { hostname: CALLER, port: 1000 + n };
    pair.injectToServer(from, handshake.hello);
    pair.injectToServer(from, blindFinish(handshake));
  }
  assertEquals(pair.server.eventsOf("code_changed").length, 1, "no guess was made");
  assert(connects(pair, 200, { peers: [], code }), "its host does not wait");
});

Deno.test("hellos in the name of a host do not keep that host out", () => {
  const pair = waiting();
  for (let n = 0; n < 4; n++) {
    pair.injectToServer({ hostname: CALLER, port: 1000 + n }, handshakeOf(n, unknownPair(n)).hello);
  }
  assert(connects(pair, 200));
});

Deno.test("one host cannot take all handshakes of a second", () => {
  const pair = waiting();
  for (let n = 0; n < 150; n++) {
    pair.at(pair.nowMs + n * 20, () => {
      const handshake = handshakeOf(n, unknownPair(n)), from = { hostname: ATTACKER, port: 1000 + n };
      const finish = begin(pair, from, handshake);
      if (finish !== undefined) pair.injectToServer(from, finish);
    });
  }
  pair.runFor(1500);
  assert(connects(pair, 200));
});

Deno.test("a client that knows eight peers finds the one that answers without waiting", () => {
  const pair = waiting();
  const strangers = Array.from({ length: 7 }, (_, n) => ({ ...KNOWN, secret: new SeededRandom(n).bytes(32) }));
  assert(connects(pair, 500, { peers: [...strangers, KNOWN] }));
});

Deno.test("handshakes that a host starts at the same time count as one guess", () => {
  const pair = waiting();
  const guesses = [1, 2, 3, 4].map((n) => ({ from: { hostname: ATTACKER, port: 1000 + n }, seed: n }))
    .map(({ from, seed }) => ({ from, finish: begin(pair, from, handshakeOf(seed, WRONG_CODE)) }));
  assert(guesses.every(({ finish }) => finish !== undefined));
  for (const { from, finish } of guesses) pair.injectToServer(from, finish!);
  assertEquals(pair.server.eventsOf("code_changed").length, 1, "one of the three that the code takes");
});

Deno.test("however many hosts guess, few guesses a minute are accepted: a code has only 27 bits", () => {
  const pair = waiting();
  let heard = 0;
  for (let n = 0; n < 600; n++) {
    pair.runFor(100);
    const from = { hostname: `203.0.113.${n % 250}`, port: 1000 + n };
    const finish = begin(pair, from, handshakeOf(n, WRONG_CODE));
    if (finish === undefined) continue;
    heard++;
    pair.injectToServer(from, finish);
  }
  assertEquals(heard, 30);
  assertEquals(pair.server.eventsOf("code_changed").length, 1 + 30 / 3);
  assert(connects(pair, 100), "a known peer does not wait for that");
  pair.input(pair.clients[0], { kind: "hang_up" });
  pair.runFor(60_000);
  const { code } = pair.server.eventsOf("code_changed").at(-1)!;
  assert(connects(pair, 200, { peers: [], code }));
});

Deno.test("hellos do not disturb a call: few are processed during it", () => {
  const pair = knownPair({ conditions: { delayMs: 5 } });
  pair.start();
  pair.runFor(200);
  const camera = new Camera(pair, pair.server, { bytes: 3000 });
  const { hello } = handshakeOf(1, unknownPair(1));
  for (let n = 0; n < 2000; n++) {
    pair.at(pair.nowMs + n / 2, () => pair.injectToServer({ hostname: ATTACKER, port: 1000 + n % 1000 }, hello));
  }
  pair.runFor(1000);
  assert(pair.overheard.length <= 200, `${pair.overheard.length} were answered`);
  assertEquals(shownOf(camera, pair.client, camera.made[0].captureMs, pair.nowMs - 50).shownShare, 1);
  // A program that was restarted must still get through to its own call.
  pair.client.dead = true;
  pair.runFor(500);
  assert(connects(pair, 500, { peers: [KNOWN] }));
});

/** Strangers who start handshakes all the time, each from its own address, with valid cookies. */
function flood(pair: WirePair, hosts: readonly string[], secretOf: (n: number) => Secret, ms: number): void {
  for (let n = 0; n * 25 < ms; n++) {
    pair.at(pair.nowMs + n * 25, () => {
      begin(pair, { hostname: hosts[n % hosts.length], port: 1000 + n }, handshakeOf(n, secretOf(n)));
    });
  }
  pair.runFor(1500);
}

const ONE_PREFIX = Array.from({ length: 8 }, (_, n) => `2001:db8:1:2:${n + 1}::1`);
const EIGHT_NETWORKS = Array.from({ length: 8 }, (_, n) => `203.0.${n}.1`);
const ONE_NETWORK = Array.from({ length: 8 }, (_, n) => `203.0.113.${n}`);

for (
  const [where, hosts] of [
    ["of one /64", ONE_PREFIX],
    ["of one /24", ONE_NETWORK],
    ["of eight networks", EIGHT_NETWORKS],
  ] as const
) {
  Deno.test(`strangers at eight addresses ${where} keep out no known peer and nobody with the code`, () => {
    for (const more of [{}, { peers: [] }]) {
      const pair = waiting();
      const { code } = pair.server.eventsOf("code_changed").at(-1)!;
      flood(pair, hosts, unknownPair, 3000);
      const client = pair.addClient(sealedClient(50, { ...more, code: "peers" in more ? code : undefined }), {
        conditions: { delayMs: 100 },
      });
      pair.input(client, { kind: "start" });
      // Two round trips and one for the cookie; one hello may arrive when its second is used up.
      assert(pair.runUntilDone(() => client.eventsOf("connected").length > 0, 1400), `${pair}`);
    }
  });
}

for (const where of ["one /24", "one /64", "thirty networks"]) {
  Deno.test(`thirty wrong codes from ${where} do not keep out the right one from elsewhere`, () => {
    const pair = waiting();
    for (let n = 0; n < 30; n++) {
      const hostname = { "one /24": `203.0.113.${n}`, "one /64": `2001:db8::${n + 1}` }[where] ?? `203.0.${n}.1`;
      const from = { hostname, port: 1000 };
      const finish = begin(pair, from, handshakeOf(n, WRONG_CODE));
      if (finish !== undefined) pair.injectToServer(from, finish);
      pair.runFor(500);
    }
    const { code } = pair.server.eventsOf("code_changed").at(-1)!;
    assert(connects(pair, 200, { peers: [], code }));
  });
}

Deno.test("a replayed hello of a known peer from another address keeps nobody out", () => {
  const pair = waiting();
  const { hello } = handshakeOf(3, { mode: "known", pairSecret: KNOWN.secret });
  const first = { hostname: CALLER, port: 7 };
  assertEquals(ask(pair, first, hello)?.[0], TYPE_SERVER_HELLO);
  for (let n = 0; n < 2000; n++) {
    const from = { hostname: `203.${n % 40}.113.1`, port: 1000 + n };
    pair.at(pair.nowMs + n, () => {
      const copy = handshakeOf(3, { mode: "known", pairSecret: KNOWN.secret });
      const answer = ask(pair, from, copy.hello);
      if (answer?.[0] !== TYPE_RETRY) return;
      copy.useCookie(decodeRetry(answer)!.cookie);
      ask(pair, from, copy.hello);
    });
  }
  pair.runFor(500);
  assert(connects(pair, 200));
});

Deno.test("with any number of known peers 60,000 hints a second are tried, some for each network", () => {
  for (const [peers, most] of [[1, 200], [100, 200], [1000, 60], [10_000, 20]]) {
    const admission = new AdmissionControl(() => new Uint8Array(32));
    let searched = 0;
    for (let n = 0; n < 1000; n++) {
      if (admission.maySearch({ host: `${n % 8}`, network: "one" }, peers, n / 2)) searched++;
    }
    assertEquals(searched, most / 2);
    assert(admission.maySearch({ host: "other", network: "other" }, peers, 500));
    for (let n = 0; n < 1000; n++) if (admission.maySearch({ host: `${n}`, network: `${n}` }, peers, 500)) searched++;
    assertEquals(searched, most - 1);
  }
});

Deno.test("during a call the hellos of one network do not keep out others", () => {
  const pair = knownPair({ conditions: { delayMs: 5 } });
  pair.start();
  pair.runFor(200);
  const { hello } = handshakeOf(1, unknownPair(1));
  for (let n = 0; n < 8000; n++) {
    pair.at(
      pair.nowMs + n / 2,
      () => pair.injectToServer({ hostname: ONE_NETWORK[n % 8], port: 1000 + n % 1000 }, hello),
    );
  }
  pair.runFor(1500);
  const second = pair.addClient(sealedClient(5), { conditions: { delayMs: 10 } });
  pair.input(second, { kind: "start" });
  assert(pair.runUntilDone(() => second.eventsOf("ended").length > 0, 800), "it is told that the server is busy");
  assertEquals(second.eventsOf("ended").at(-1)!.reason, "busy");
});
