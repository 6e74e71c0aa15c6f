import { assert, assertEquals } from "@std/assert";
import { Buffer } from "node:buffer";
import type { Address } from "../../../../src/port/address.ts";
import {
  decodeControl,
  encodeCandidates,
  encodeChallenge,
} from "../../../../src/wire/sealed/session/control_message.ts";
import { KnownCandidates } from "../../../../src/wire/sealed/path/known_candidates.ts";
import {
  PathExchange,
  type PathExchangeOptions,
  type PathMessage,
} from "../../../../src/wire/sealed/path/path_exchange.ts";
import { SEAL_OVERHEAD } from "../../../../src/wire/sealed/session/sealed_packet.ts";
import { SeededRandom } from "../../../fake/random.ts";

const HOME: Address = { hostname: "192.0.2.1", port: 9699 }, ELSEWHERE: Address = { hostname: "192.0.2.2", port: 5000 };
const OVER_TCP: Address = { ...HOME, via: "tcp 1" }, RELAYED: Address = { ...HOME, via: "relay 1" };
const BYTES = 200, RTT_MS = 40;

interface Sent {
  readonly to: Address;
  readonly message: PathMessage;
  readonly bytes: number;
}

class Exchange {
  readonly known = new KnownCandidates();
  readonly movedMs: number[] = [];
  readonly path: PathExchange;
  #sent: Sent[] = [];

  constructor(more: Partial<PathExchangeOptions> = {}) {
    const random = new SeededRandom(1);
    this.path = new PathExchange({
      role: "client",
      remote: HOME,
      random: (length) => random.bytes(length),
      knowsPaths: true,
      candidates: this.known,
      send: (to, plain) =>
        this.#sent.push({ to, message: decodeControl(Buffer.from(plain)) as PathMessage, bytes: plain.length }),
      onMoved: (nowMs) => this.movedMs.push(nowMs),
      ...more,
    }, 0);
  }

  /** What was sent since the last time. */
  take(): Sent[] {
    return this.#sent.splice(0);
  }

  /** Runs until a moment, and returns the challenges. With `hears`, something arrives on the present path every 50 ms. */
  challenges(fromMs: number, untilMs: number, hears: boolean): { atMs: number; to: Address; message: PathMessage }[] {
    const found: { atMs: number; to: Address; message: PathMessage }[] = [];
    for (let nowMs = fromMs; nowMs < untilMs; nowMs++) {
      if (hears && nowMs % 50 === 0) this.path.onNewest(this.path.address, BYTES, false, nowMs);
      if (this.path.deadlineMs > nowMs) continue;
      this.path.poll(RTT_MS, nowMs);
      for (const { to, message } of this.take()) {
        if (message.kind === "challenge") found.push({ atMs: nowMs, to, message });
      }
    }
    return found;
  }
}

function randomOf(message: PathMessage): Uint8Array {
  assert(message.kind === "challenge");
  return message.random;
}

const response = (random: Uint8Array) => decodeControl(encodeChallenge("response", random)) as PathMessage;

Deno.test("the peer moves to an address once that address has answered a challenge", () => {
  const ours = new Exchange(), theirs = new Exchange();
  ours.path.onNewest(ELSEWHERE, BYTES, false, 10);
  const [challenge] = ours.take();
  assertEquals([challenge.to, challenge.message.kind], [ELSEWHERE, "challenge"]);
  theirs.path.receive(challenge.message, BYTES, HOME, 20);
  const [{ message }] = theirs.take();
  ours.path.receive(message, BYTES, HOME, 30);
  assertEquals(ours.path.address, HOME, "from another address than was challenged");
  ours.path.receive(message, BYTES, ELSEWHERE, 31);
  assert(ours.path.isCurrent(ELSEWHERE));
  assertEquals([ours.path.packetBytes, ours.movedMs], [1200, [31]], "the new path may carry less");
});

Deno.test("a challenge is answered where it came from, to an older peer at its proven address", () => {
  for (const knowsPaths of [true, false]) {
    const exchange = new Exchange({ knowsPaths });
    exchange.path.receive(
      decodeControl(encodeChallenge("challenge", new Uint8Array(8))) as PathMessage,
      10,
      ELSEWHERE,
      5,
    );
    assertEquals(exchange.take().map(({ to }) => to), [knowsPaths ? ELSEWHERE : HOME]);
  }
});

Deno.test("a probe is answered with the size that arrived, and the answer makes packets larger", () => {
  const ours = new Exchange(), theirs = new Exchange();
  ours.path.poll(50, 150);
  const [probe] = ours.take();
  assertEquals(probe.bytes + SEAL_OVERHEAD, 1472);
  theirs.path.receive(probe.message, probe.bytes, HOME, 151);
  const [{ message }] = theirs.take();
  assertEquals(message, { kind: "probe_answer", size: 1472 });
  ours.path.receive(message, 4, HOME, 160);
  assertEquals(ours.path.packetBytes, 1472);
});

Deno.test("on the best path no other is looked for while the peer is heard", () => {
  const exchange = new Exchange({ alternatives: [HOME, ELSEWHERE] });
  exchange.known.add([RELAYED, OVER_TCP]);
  assertEquals(exchange.challenges(0, 20_000, true), []);
});

Deno.test("while a relay is used, direct paths are challenged every 2 s, later every 5 s, and an answer is enough", () => {
  const exchange = new Exchange({ remote: RELAYED, alternatives: [HOME] });
  exchange.known.add([OVER_TCP]);
  const challenges = exchange.challenges(0, 30_000, true);
  assertEquals(new Set(challenges.map(({ to }) => to)), new Set([HOME]), "TCP is worse than a relay");
  const gaps = challenges.slice(1).map(({ atMs }, i) => atMs - challenges[i].atMs);
  assertEquals([gaps[0], gaps.at(-1)], [2000, 5000]);
  exchange.path.receive(response(randomOf(challenges[0].message)), 10, HOME, 30_000);
  assertEquals(exchange.path.address, HOME);
});

Deno.test("a server challenges better paths too, but the client decides", () => {
  const exchange = new Exchange({ role: "server", remote: OVER_TCP });
  exchange.known.add([HOME]);
  const [{ to, message }] = exchange.challenges(0, 1000, true);
  assertEquals(to, HOME);
  exchange.path.receive(response(randomOf(message)), 10, HOME, 1000);
  assertEquals(exchange.path.address, OVER_TCP);
  exchange.path.onNewest(HOME, BYTES, true, 1001);
  assertEquals(exchange.take().filter(({ message: { kind } }) => kind === "challenge"), [], "probes move nobody");
  exchange.path.onNewest(HOME, BYTES, false, 1002);
  const [challenge] = exchange.take();
  assertEquals(challenge.to, HOME);
  exchange.path.receive(response(randomOf(challenge.message)), 10, HOME, 1003);
  assertEquals(exchange.path.address, HOME);
});

Deno.test("the client does not follow packets to a worse path, unless the present one is silent", () => {
  const exchange = new Exchange();
  exchange.path.onNewest(HOME, BYTES, false, 100);
  exchange.path.onNewest(OVER_TCP, BYTES, false, 110);
  assertEquals(exchange.take(), []);
  exchange.path.onNewest(OVER_TCP, BYTES, false, 510);
  assertEquals(exchange.take().map(({ to }) => to), [OVER_TCP]);
});

Deno.test("a silent peer is looked for at all candidates, each every 100 ms, and after 3 s once a second", () => {
  const others = [ELSEWHERE, RELAYED, OVER_TCP];
  const exchange = new Exchange({ role: "server" });
  exchange.known.add(others);
  const challenges = exchange.challenges(0, 20_400, false);
  assertEquals(challenges[0].atMs, 400);
  for (const other of others) {
    const times = challenges.filter(({ to }) => to === other).map(({ atMs }) => atMs);
    assert(times.filter((ms) => ms < 3400).length >= 29, `${times}`);
    assert(times.filter((ms) => ms >= 4400).length <= 17, `${times}`);
  }
  exchange.path.receive(response(randomOf(challenges.find(({ to }) => to === RELAYED)!.message)), 10, RELAYED, 20_400);
  assertEquals(exchange.path.address, RELAYED);
});

Deno.test("a path that its carrier has withdrawn is silent at once", () => {
  const exchange = new Exchange({ remote: OVER_TCP });
  exchange.known.add([RELAYED]);
  exchange.challenges(0, 100, true);
  exchange.known.remove(OVER_TCP);
  assertEquals(exchange.challenges(100, 101, false).map(({ to }) => to), [RELAYED]);
});

Deno.test("a path that works in one direction only is left", () => {
  const exchange = new Exchange({ alternatives: [ELSEWHERE] });
  exchange.challenges(0, 1000, true);
  exchange.path.unheard(1000);
  const [{ to, message }] = exchange.challenges(1000, 1001, true);
  assertEquals(to, ELSEWHERE);
  exchange.path.receive(response(randomOf(message)), 10, ELSEWHERE, 1050);
  assertEquals(exchange.path.address, ELSEWHERE);
});

Deno.test("a better path that falls silent is preferred again after 5 s, and then after 10 s", () => {
  const exchange = new Exchange({ remote: OVER_TCP, alternatives: [HOME] });
  let nowMs = 0, found = exchange.challenges(0, 10, true)[0];
  const answer = () => exchange.path.receive(response(randomOf(found.message)), 10, found.to, nowMs);
  answer();
  for (const penaltyMs of [5000, 10_000]) {
    assertEquals(exchange.path.address, HOME);
    const lost = exchange.challenges(nowMs, nowMs + 600, false);
    found = lost.find(({ to }) => to.via !== undefined)!;
    nowMs += 600;
    answer();
    assertEquals(exchange.path.address, OVER_TCP);
    [found] = exchange.challenges(nowMs, nowMs + 20_000, true);
    assertEquals(found.atMs - nowMs, penaltyMs);
    nowMs = found.atMs + 20_000;
    exchange.challenges(nowMs, nowMs + 1, true);
    answer();
  }
});

Deno.test("candidates are told until they are acknowledged, and again when they change", () => {
  const exchange = new Exchange();
  exchange.known.setOwn([ELSEWHERE]);
  const told: [number, number][] = [];
  const run = (untilMs: number) => {
    for (let nowMs = 0; nowMs < untilMs; nowMs++) {
      if (exchange.path.deadlineMs > nowMs) continue;
      exchange.path.poll(RTT_MS, nowMs);
      for (const { message } of exchange.take()) if (message.kind === "candidates") told.push([nowMs, message.serial]);
    }
  };
  run(1000);
  assertEquals(told, [[0, 1], [300, 1], [900, 1]]);
  exchange.path.receive({ kind: "candidates_received", serial: 1 }, 3, HOME, 1000);
  exchange.known.setOwn([ELSEWHERE, HOME]);
  exchange.path.poll(RTT_MS, 1001);
  assertEquals(exchange.take().map(({ message }) => message), [
    { kind: "candidates", serial: 2, addresses: [ELSEWHERE, HOME] },
  ]);
});

Deno.test("candidates of the peer are acknowledged and used; those that were overtaken are not used", () => {
  const exchange = new Exchange();
  const tell = (serial: number, addresses: Address[]) =>
    exchange.path.receive(decodeControl(encodeCandidates(serial, addresses)) as PathMessage, 20, HOME, 0);
  tell(7, [ELSEWHERE]);
  tell(6, [{ hostname: "192.0.2.66", port: 6 }]);
  assertEquals(exchange.take().map(({ message }) => message), [
    { kind: "candidates_received", serial: 7 },
    { kind: "candidates_received", serial: 6 },
  ]);
  assertEquals(new Set(exchange.challenges(0, 2000, false).map(({ to }) => to.hostname)), new Set(["192.0.2.2"]));
});

Deno.test("an older peer gets neither candidates nor challenges", () => {
  const exchange = new Exchange({ knowsPaths: false, alternatives: [ELSEWHERE] });
  exchange.known.setOwn([ELSEWHERE]);
  for (let nowMs = 0; nowMs < 5000; nowMs++) if (exchange.path.deadlineMs <= nowMs) exchange.path.poll(RTT_MS, nowMs);
  assertEquals(new Set(exchange.take().map(({ message: { kind } }) => kind)), new Set(["probe"]));
});
