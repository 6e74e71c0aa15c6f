import { assert, assertEquals } from "@std/assert";
import { Depacketizer } from "../../../src/media/transport/depacketizer.ts";
import { packetize, shardCount } from "../../../src/media/transport/packetizer.ts";
import { SeededRandom } from "../../fake/random.ts";

Deno.test("any k packets of a frame, of any size and in any order, give the frame back", () => {
  const random = new SeededRandom(2);
  for (let round = 0; round < 300; round++) {
    const frameNumber = random.bytes(1 + random.below(round % 10 === 0 ? 60_000 : 3000));
    const maxShard = 1 + random.below(1400) + (frameNumber.length > 3000 ? 300 : 20);
    const packets = packetize(frameNumber, maxShard, random.below(8));
    assertEquals(packets.k, shardCount(frameNumber.length, maxShard));
    assert(packets.shards.every((shard) => shard.length <= maxShard));
    assert(packets.m === 0 || packets.k + packets.m <= 255);
    const order = packets.shards.map((shard, index) => ({ shard, index }));
    for (let i = order.length - 1; i > 0; i--) {
      const j = random.below(i + 1);
      [order[i], order[j]] = [order[j], order[i]];
    }
    const assembly = new Depacketizer(packets);
    for (const { shard, index } of order) {
      if (assembly.needed === 0) break;
      assert(assembly.add(index, shard));
      assert(!assembly.add(index, shard));
    }
    assertEquals(Uint8Array.from(assembly.frame()), frameNumber);
  }
});
