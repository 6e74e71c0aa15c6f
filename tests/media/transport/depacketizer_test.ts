import { assertEquals } from "@std/assert";
import { fc } from "../../fake/fc.ts";
import { Depacketizer } from "../../../src/media/transport/depacketizer.ts";
import { packetize } from "../../../src/media/transport/packetizer.ts";
import { SeededRandom } from "../../fake/random.ts";

const frameOf = (length: number, seed = 1) => Uint8Array.from(new SeededRandom(seed).bytes(length));

function assemblyOf(frame: Uint8Array, parity: number, maxShardBytes = 100) {
  const packets = packetize(frame, maxShardBytes, parity);
  return { packets, assembly: new Depacketizer(packets) };
}

Deno.test("any k of the shards give the frame, in any order", () => {
  const input = fc.record({ length: fc.integer({ min: 1, max: 2000 }), parity: fc.nat(6), seed: fc.nat(1000) });
  fc.assert(
    fc.property(input, ({ length, parity, seed }) => {
      const frame = frameOf(length, seed);
      const { packets, assembly } = assemblyOf(frame, parity);
      const random = new SeededRandom(seed);
      const indexes = packets.shards.map((_, index) => ({ index, order: random.next() }))
        .toSorted((a, b) => a.order - b.order).map(({ index }) => index).slice(0, packets.k);
      for (const [came, index] of indexes.entries()) {
        assertEquals(assembly.needed, packets.k - came);
        assertEquals(assembly.add(index, packets.shards[index]), true);
      }
      assertEquals(assembly.needed, 0);
      assertEquals(Uint8Array.from(assembly.frame()), frame);
    }),
  );
});

Deno.test("a shard that arrives twice counts once", () => {
  const { packets, assembly } = assemblyOf(frameOf(350), 1);
  for (const index of [0, packets.k]) {
    assertEquals(assembly.add(index, packets.shards[index]), true);
    assertEquals(assembly.add(index, packets.shards[index]), false);
    assertEquals(assembly.has(index), true);
  }
  assertEquals(assembly.needed, packets.k - 2);
});

Deno.test("a packet of another shape does not belong to the frame", () => {
  const { packets, assembly } = assemblyOf(frameOf(350), 2);
  const { frameBytes, shardBytes, k, m } = packets;
  assertEquals(assembly.fits({ frameBytes, shardBytes, k, m }), true);
  for (const change of [{ frameBytes: frameBytes + 1 }, { shardBytes: shardBytes - 1 }, { k: k + 1 }, { m: m + 1 }]) {
    assertEquals(assembly.fits({ frameBytes, shardBytes, k, m, ...change }), false);
  }
});

Deno.test("once parity is refused, only data counts", () => {
  const frame = frameOf(350);
  const { packets, assembly } = assemblyOf(frame, 2);
  assembly.add(packets.k, packets.shards[packets.k]);
  assembly.refuseParity();
  assertEquals(assembly.needed, packets.k);
  assertEquals(assembly.has(packets.k + 1), true, "parity is not asked for");
  for (let index = 0; index < packets.k; index++) assembly.add(index, packets.shards[index]);
  assertEquals(Uint8Array.from(assembly.frame()), frame);
});

Deno.test("the cost of a repair grows with what is missing, and is 0 if all data arrived", () => {
  const { packets, assembly } = assemblyOf(frameOf(400), 2);
  assertEquals(assembly.repairProducts, packets.k * packets.k * packets.shardBytes);
  for (let index = 0; index < packets.k; index++) assembly.add(index, packets.shards[index]);
  assertEquals(assembly.repairProducts, 0);
});
