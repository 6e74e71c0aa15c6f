import { assert, assertEquals } from "@std/assert";
import { PeerPath } from "../../../../src/wire/sealed/path/peer_path.ts";
import { SeededRandom } from "../../../fake/random.ts";

const HOME = { hostname: "198.51.100.1", port: 4000 };
const AWAY = { hostname: "203.0.113.7", port: 5000 };
const ELSEWHERE = { hostname: "203.0.113.8", port: 5000 };
const LARGE = 1200;

function pathAtHome(knowsPaths = false): PeerPath {
  const random = new SeededRandom(1);
  return new PeerPath(HOME, (length) => random.bytes(length), knowsPaths);
}

Deno.test("packets from the peer's proven address cause no challenge", () => {
  const path = pathAtHome();
  assertEquals(path.onNewest(HOME, LARGE, 1000), undefined);
  assertEquals(path.isCurrent(HOME), true);
});

Deno.test("the path changes to an address only after it has answered its challenge", () => {
  const path = pathAtHome();
  const challenge = path.onNewest(AWAY, LARGE, 1000)!;
  assertEquals(challenge.length, 8);
  assertEquals(path.address, HOME);
  assertEquals(path.onResponse(AWAY, challenge), true);
  assertEquals(path.address, AWAY);
});

Deno.test("an answer from elsewhere, a wrong one, and one to an old challenge do not change the path", () => {
  const path = pathAtHome();
  const challenge = path.onNewest(AWAY, LARGE, 1000)!;
  assertEquals(path.onResponse(ELSEWHERE, challenge), false);
  assertEquals(path.onResponse(AWAY, challenge.map((byte) => byte ^ 1)), false);
  path.onNewest(HOME, LARGE, 1010);
  assertEquals(path.onResponse(AWAY, challenge), false);
  assertEquals(path.address, HOME);
});

Deno.test("a challenge is sent every 30 ms, wherever packets come from; one address keeps its random bytes", () => {
  const path = pathAtHome();
  const first = path.onNewest(AWAY, LARGE, 1000)!;
  assertEquals(path.onNewest(AWAY, LARGE, 1029), undefined);
  assertEquals(path.onNewest(ELSEWHERE, LARGE, 1029), undefined);
  assertEquals(path.onNewest(AWAY, LARGE, 1030), first);
});

Deno.test("an address that never answers is challenged once a second after a while", () => {
  const path = pathAtHome();
  let challenges = 0;
  for (let nowMs = 1000; nowMs < 11_000; nowMs++) if (path.onNewest(AWAY, LARGE, nowMs)) challenges++;
  assert(challenges >= 38 && challenges <= 41, `${challenges}`);
});

Deno.test("an address never gets more bytes than came from it", () => {
  assertEquals(pathAtHome().onNewest(AWAY, 36, 1000), undefined);
  assert(pathAtHome().onNewest(AWAY, 37, 1000));
});

Deno.test("challenges of the peer are answered at most every 30 ms", () => {
  const path = pathAtHome();
  assertEquals([1000, 1029, 1030, 1031].map((nowMs) => path.mayRespond(nowMs)), [true, false, true, false]);
});

Deno.test("a peer that looks for paths is answered eight times at once, then every 30 ms", () => {
  const path = pathAtHome(true);
  let answers = 0;
  for (let i = 0; i < 100; i++) if (path.mayRespond(1000)) answers++;
  assertEquals(answers, 8);
  for (let nowMs = 1001; nowMs <= 1300; nowMs++) if (path.mayRespond(nowMs)) answers++;
  assertEquals(answers, 18);
});
