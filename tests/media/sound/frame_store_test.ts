import { assertEquals } from "@std/assert";
import { FrameStore, type StoredFrame } from "../../../src/media/sound/frame_store.ts";
import { PlayoutCounters } from "../../../src/media/sound/playout_counters.ts";

function newStore(): FrameStore {
  return new FrameStore(1000, new PlayoutCounters());
}

function frameAt(index: number, units = 1): StoredFrame {
  return { index, units, bytes: new Uint8Array(1), hasFec: false, isRepair: false, afterSilence: false };
}

Deno.test("frames are found by their time, in whatever order they came", () => {
  const store = newStore();
  for (const index of [1003, 1000, 1005]) store.insert(frameAt(index));
  assertEquals(store.current?.index, 1000);
  store.moveTo(1001);
  assertEquals(store.current, undefined);
  assertEquals([store.firstFrom(1001)?.index, store.firstFrom(1004)?.index, store.firstFrom(1006)], [
    1003,
    1005,
    undefined,
  ]);
  assertEquals([store.last?.index, store.newest], [1005, 1005]);
});

Deno.test("what has been played is late", () => {
  const store = newStore();
  store.moveTo(1010);
  store.insert(frameAt(1009));
  assertEquals([store.hasArrived(1009), store.current, store.last], [true, undefined, undefined]);
  assertEquals([store.counters.drops.sound_late, store.counters.drops.sound_skipped], [1, 0]);
});

Deno.test("decoding goes on with a frame that is too far ahead", () => {
  const store = newStore();
  store.insert(frameAt(1000));
  store.insert(frameAt(1199));
  assertEquals([store.next, store.last?.index], [1000, 1199]);
  store.insert(frameAt(1200));
  assertEquals([store.next, store.current?.index, store.last?.index], [1200, 1200, 1200]);
  assertEquals(store.counters.drops.sound_skipped, 2);
});

Deno.test("a frame that is taken is no drop; one that overlaps it is", () => {
  const store = newStore();
  for (const [index, units] of [[1000, 2], [1001, 1], [1002, 1]]) store.insert(frameAt(index, units));
  assertEquals([store.take()?.index, store.take()?.index, store.take()], [1000, 1002, undefined]);
  assertEquals([store.next, store.counters.drops.sound_skipped], [1003, 1]);
});

Deno.test("frames that are passed over are dropped, however far", () => {
  const store = newStore();
  for (let n = 0; n < 200; n++) store.insert(frameAt(1000 + n));
  store.moveTo(1100);
  assertEquals(store.current?.index, 1100);
  store.moveTo(5000);
  assertEquals([store.current, store.last], [undefined, undefined]);
  assertEquals(store.counters.drops.sound_skipped, 200);
});

Deno.test("decoding can go back to where nothing was played", () => {
  const store = newStore();
  store.insert(frameAt(1060));
  store.moveTo(1050);
  store.rewindTo(1045);
  store.insert(frameAt(1045));
  assertEquals([store.current?.index, store.last?.index], [1045, 1060]);
});
