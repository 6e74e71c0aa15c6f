import { assert, assertEquals } from "@std/assert";
import { pairHint } from "../../../../src/wire/sealed/handshake/key_schedule.ts";
import { PeerHints } from "../../../../src/wire/sealed/handshake/peer_hints.ts";
import { SeededRandom } from "../../../fake/random.ts";

const FROM = { hostname: "192.0.2.1", port: 1 };

Deno.test("a peer among a thousand is found by its hint, and a stranger is not", () => {
  const random = new SeededRandom(1);
  const peers = Array.from({ length: 1000 }, (_, n) => ({ id: `${n}`, name: "", secret: random.bytes(32) }));
  const hints = new PeerHints();
  for (const peer of peers) hints.add(peer);
  for (const peer of [peers[0], peers[500], peers[999]]) {
    const nonce = random.bytes(16), hint = pairHint(peer.secret, nonce);
    assertEquals(hints.secretOf(hint, nonce), peer.secret);
    for (let bit = 0; bit < 128; bit += 17) {
      const changed = Uint8Array.from(hint);
      changed[bit >> 3] ^= 1 << (bit & 7);
      assertEquals(hints.secretOf(changed, nonce), undefined);
    }
    hints.delete(peer.id);
    assertEquals(hints.secretOf(hint, nonce), undefined);
  }
  assertEquals(hints.secretOf(random.bytes(16), random.bytes(16)), undefined);
});

Deno.test("a hello is the first from only one address", () => {
  const hints = new PeerHints(), random = new SeededRandom(2);
  const nonce = random.bytes(16);
  assert(hints.isFirst(nonce, FROM));
  assert(hints.isFirst(nonce, FROM), "it may be sent again");
  assert(!hints.isFirst(nonce, { ...FROM, port: 2 }));
  for (let n = 0; n < 300; n++) assert(hints.isFirst(random.bytes(16), FROM));
});
