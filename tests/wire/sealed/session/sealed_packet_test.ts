import { assert, assertEquals } from "@std/assert";
import { Buffer } from "node:buffer";
import {
  PacketOpener,
  PacketSealer,
  SEAL_OVERHEAD,
  sessionOf,
} from "../../../../src/wire/sealed/session/sealed_packet.ts";
import { SeededRandom } from "../../../fake/random.ts";

const SECRET = new Uint8Array(32).fill(7);

Deno.test("a sealed packet opens once, with its number", () => {
  const sealer = new PacketSealer(SECRET, 0xdeadbeef), opener = new PacketOpener(SECRET);
  const random = new SeededRandom(1);
  for (let i = 0; i < 50; i++) {
    const head = random.bytes(random.below(40)), body = random.bytes(random.below(1200));
    if (head.length + body.length === 0) continue;
    const plain = sealer.reserve(head.length + body.length);
    plain.set(head, sealer.plainAt);
    plain.set(body, sealer.plainAt + head.length);
    const packet = sealer.sealReserved();
    assertEquals(packet.length, head.length + body.length + SEAL_OVERHEAD);
    assertEquals(sessionOf(packet), 0xdeadbeef);
    assertEquals(opener.open(packet), Buffer.concat([head, body]));
    assertEquals(opener.number, sealer.nextNumber - 1);
    assertEquals(opener.open(packet), "replayed");
  }
});

Deno.test("packets in one block keep their bytes, whatever is sealed after them", () => {
  const sealer = new PacketSealer(SECRET, 1), random = new SeededRandom(2);
  // Enough for several blocks, and one packet larger than a block.
  const plains = Array.from({ length: 300 }, (_, i) => random.bytes(i === 150 ? 70_000 : 1 + random.below(1200)));
  const packets = plains.map((plain) => sealer.seal(plain));
  const opener = new PacketOpener(SECRET);
  assertEquals(packets.map((packet) => opener.open(packet)), plains.map((plain) => Buffer.from(plain)));
});

Deno.test("reserved space that was not sealed is used again", () => {
  const sealer = new PacketSealer(SECRET, 1), opener = new PacketOpener(SECRET);
  sealer.reserve(1000).fill(9, sealer.plainAt, sealer.plainAt + 1000);
  assertEquals(opener.open(sealer.seal(Buffer.from("hello"))), Buffer.from("hello"));
});

Deno.test("a packet with any flipped bit does not open, and a forged number does not move the window", () => {
  const sealer = new PacketSealer(SECRET, 1), opener = new PacketOpener(SECRET);
  const packet = sealer.seal(Buffer.from("hello"));
  for (let bit = 8; bit < packet.length * 8; bit++) {
    const forged = Buffer.from(packet);
    forged[bit >> 3] ^= 1 << (bit & 7);
    if (sessionOf(forged) === 1) assertEquals(opener.open(forged), "forged", `bit ${bit}`);
  }
  assertEquals(opener.window.highest, -1);
  assert(Buffer.isBuffer(opener.open(packet)));
});

Deno.test("keys change while packets are lost and reordered", () => {
  const sealer = new PacketSealer(SECRET, 1, 100), opener = new PacketOpener(SECRET);
  const random = new SeededRandom(3);
  let held: { packet: Uint8Array; text: string } | undefined;
  for (let i = 0; i < 1000; i++) {
    const text = `packet ${i}`;
    const packet = sealer.seal(Buffer.from(text));
    if (random.below(10) === 0) continue;
    if (held === undefined && random.below(4) === 0) {
      held = { packet, text };
      continue;
    }
    assertEquals(opener.open(packet).toString(), text);
    if (held !== undefined) assertEquals(opener.open(held.packet).toString(), held.text);
    held = undefined;
  }
});
