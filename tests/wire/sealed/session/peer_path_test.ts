import { assert, assertEquals } from "@std/assert";
import { PeerPath } from "../../../../src/wire/sealed/session/peer_path.ts";
import { SeededRandom } from "../../../fake/random.ts";

const HOME = { hostname: "198.51.100.1", port: 4000 };
const AWAY = { hostname: "203.0.113.7", port: 5000 };
const ELSEWHERE = { hostname: "203.0.113.8", port: 5000 };
const LARGE = 1200;

function pathAtHome(): PeerPath {
  const random = new SeededRandom(1);
  return new PeerPath(HOME, (length) => random.bytes(length));
}

Deno.test("packets from where the peer is known to be start nothing", () => {
  const path = pathAtHome();
  assertEquals(path.onNewest(HOME, LARGE, 1000), undefined);
  assertEquals(path.isCurrent(HOME), true);
});

Deno.test("the peer moves to an address that answered its challenge, and not before", () => {
  const path = pathAtHome();
  const challenge = path.onNewest(AWAY, LARGE, 1000)!;
  assertEquals(challenge.length, 8);
  assertEquals(path.address, HOME);
  assertEquals(path.onResponse(AWAY, challenge), true);
  assertEquals(path.address, AWAY);
});

Deno.test("an answer from elsewhere, a wrong one, and one to a challenge that is over move nothing", () => {
  const path = pathAtHome();
  const challenge = path.onNewest(AWAY, LARGE, 1000)!;
  assertEquals(path.onResponse(ELSEWHERE, challenge), false);
  assertEquals(path.onResponse(AWAY, challenge.map((byte) => byte ^ 1)), false);
  path.onNewest(HOME, LARGE, 1010);
  assertEquals(path.onResponse(AWAY, challenge), false);
  assertEquals(path.address, HOME);
});

Deno.test("a challenge leaves each 30 ms, wherever packets come from; one address keeps its bytes", () => {
  const path = pathAtHome();
  const first = path.onNewest(AWAY, LARGE, 1000)!;
  assertEquals(path.onNewest(AWAY, LARGE, 1029), undefined);
  assertEquals(path.onNewest(ELSEWHERE, LARGE, 1029), undefined);
  assertEquals(path.onNewest(AWAY, LARGE, 1030), first);
});

Deno.test("an address that never answers is challenged once a second in the end", () => {
  const path = pathAtHome();
  let challenges = 0;
  for (let nowMs = 1000; nowMs < 11_000; nowMs++) if (path.onNewest(AWAY, LARGE, nowMs)) challenges++;
  assert(challenges >= 38 && challenges <= 41, `${challenges}`);
});

Deno.test("an address is never sent more than came from it", () => {
  assertEquals(pathAtHome().onNewest(AWAY, 36, 1000), undefined);
  assert(pathAtHome().onNewest(AWAY, 37, 1000));
});

Deno.test("challenges of the peer are answered each 30 ms", () => {
  const path = pathAtHome();
  assertEquals([1000, 1029, 1030, 1031].map((nowMs) => path.mayRespond(nowMs)), [true, false, true, false]);
});
