import { assert, assertEquals } from "@std/assert";
import { Buffer } from "node:buffer";
import { createHmac } from "node:crypto";
import { HintMac, HintMessage, hintWords } from "../../../../src/wire/sealed/handshake/hint_mac.ts";
import { pairHint } from "../../../../src/wire/sealed/handshake/key_schedule.ts";
import { PeerHints } from "../../../../src/wire/sealed/handshake/peer_hints.ts";
import { SeededRandom } from "../../../fake/random.ts";

/** Of the secret 0, 1, ... 31 and the nonce 100, 101, ... 115: without a side, of side A, of side B. */
const HINTS = [
  "e1b8c01a264a95b02a8faecb5bf97186",
  "07d4ae0d53ef55ccc360e0059af8c0af",
  "fc07169d16c134003d96d1257b3d48c3",
];

const FROM = { hostname: "192.0.2.1", port: 1 };

Deno.test("the short HMAC is that of node:crypto, for keys up to a block", () => {
  const random = new SeededRandom(3);
  for (let length = 1; length <= 64; length++) {
    const key = random.bytes(length), nonce = random.bytes(16);
    const mac = createHmac("sha256", key).update(nonce).digest();
    const matches = (hint: Uint8Array) => new HintMac(key).matches(new HintMessage(nonce), hintWords(hint));
    assert(matches(mac.subarray(0, 16)), `${length} bytes`);
    for (let bit = 0; bit < 128; bit += 5) {
      const changed = Uint8Array.from(mac.subarray(0, 16));
      changed[bit >> 3] ^= 1 << (bit & 7);
      assert(!matches(changed));
    }
  }
});

Deno.test("a peer among a thousand is found by its hint, and a stranger is not", () => {
  const random = new SeededRandom(1);
  const peers = Array.from({ length: 1000 }, (_, n) => ({ id: `${n}`, name: "", secret: random.bytes(32) }));
  const hints = new PeerHints();
  for (const peer of peers) hints.add(peer);
  for (const peer of [peers[0], peers[500], peers[999]]) {
    const nonce = random.bytes(16), hint = pairHint(peer.secret, nonce);
    assertEquals(hints.find(hint, nonce), { secret: peer.secret });
    for (const caller of ["A", "B"] as const) {
      assertEquals(hints.find(pairHint(peer.secret, nonce, caller), nonce, true), { secret: peer.secret, caller });
    }
    for (let bit = 0; bit < 128; bit += 17) {
      const changed = Uint8Array.from(hint);
      changed[bit >> 3] ^= 1 << (bit & 7);
      assertEquals(hints.find(changed, nonce), undefined);
    }
    hints.delete(peer.id);
    assertEquals(hints.find(hint, nonce), undefined);
  }
  assertEquals(hints.find(random.bytes(16), random.bytes(16)), undefined);
});

Deno.test("with a side, a hint of the own side is that of a stranger; one without a side still counts", () => {
  const random = new SeededRandom(4), secret = random.bytes(32), nonce = random.bytes(16);
  for (const [side, caller] of [["A", "B"], ["B", "A"]] as const) {
    const hints = new PeerHints();
    hints.add({ id: "1", name: "", secret, side });
    assertEquals(hints.find(pairHint(secret, nonce, side), nonce, true), undefined);
    assertEquals(hints.find(pairHint(secret, nonce, caller), nonce, true), { secret, caller });
    assertEquals(hints.find(pairHint(secret, nonce), nonce), { secret });
    assertEquals(hints.find(pairHint(secret, nonce, caller), nonce), undefined, "the hello says which kind it is");
  }
});

Deno.test("hints differ from call to call, and match those that were made with Python's hmac", () => {
  const secret = Uint8Array.from({ length: 32 }, (_, n) => n),
    nonce = Uint8Array.from({ length: 16 }, (_, n) => 100 + n);
  const sides = [undefined, "A", "B"] as const;
  assertEquals(sides.map((side) => Buffer.from(pairHint(secret, nonce, side)).toString("hex")), HINTS);
  const next = nonce.map((byte) => byte ^ 1);
  assertEquals(
    new Set([nonce, next].flatMap((one) => sides.map((side) => pairHint(secret, one, side).join()))).size,
    6,
  );
});

Deno.test("a hello is the first from only one address", () => {
  const hints = new PeerHints(), random = new SeededRandom(2);
  const nonce = random.bytes(16);
  assert(hints.isFirst(nonce, FROM));
  assert(hints.isFirst(nonce, FROM), "it may be sent again");
  assert(!hints.isFirst(nonce, { ...FROM, port: 2 }));
  for (let n = 0; n < 300; n++) assert(hints.isFirst(random.bytes(16), FROM));
});
