import { assert, assertEquals } from "@std/assert";
import { type QueuedSound, SoundQueue } from "../../../../src/io/sound/worker/sound_queue.ts";

/** A packet whose every byte and number follows from `n`. */
function sound(n: number, lengths: readonly number[]): QueuedSound {
  const frames = lengths.map((length, back) => ({
    sequence: 4_000_000_000 - n - back,
    bytes: new Uint8Array(length).fill(n + back),
  }));
  return { frames, captureMs: n % 3 === 0 ? NaN : n * 10.25, arrivedMs: n * 10 + 0.5 };
}

/** Frame lengths that differ from packet to packet, among them none, and an empty frame. */
function lengths(n: number): number[] {
  return Array.from({ length: n % 9 }, (_, back) => (n * 37 + back * 101) % 1276);
}

Deno.test("what one thread adds, the other takes: in order, as it was, in memory of its own", () => {
  const one = new SoundQueue(), other = new SoundQueue(one.memory);
  assertEquals(other.take(), undefined);
  const bytes = Uint8Array.of(1, 2, 3);
  assert(one.add({ frames: [{ sequence: 7, bytes }], captureMs: 1.5, arrivedMs: NaN }));
  assert(one.add({ frames: [], captureMs: NaN, arrivedMs: 2.5 }));
  bytes.fill(0);
  const first = other.take()!;
  assertEquals(first, { frames: [{ sequence: 7, bytes: Uint8Array.of(1, 2, 3) }], captureMs: 1.5, arrivedMs: NaN });
  assertEquals(other.take(), { frames: [], captureMs: NaN, arrivedMs: 2.5 });
  assertEquals(other.take(), undefined);
  assert(first.frames[0].bytes.buffer instanceof ArrayBuffer);
});

Deno.test("thousands of packets of all lengths go through, many times around the memory", () => {
  const one = new SoundQueue(), other = new SoundQueue(one.memory);
  let taken = 0;
  for (let n = 0; n < 5000; n++) {
    assert(one.add(sound(n, lengths(n))));
    // Some wait, never the same number.
    while (n - taken >= n % 17) {
      assertEquals(other.take(), sound(taken, lengths(taken)));
      taken++;
    }
  }
  while (taken < 5000) assertEquals(other.take(), sound(taken, lengths(taken++)));
  assertEquals(other.take(), undefined);
});

Deno.test("a queue that nobody takes from refuses more, keeps what it has, and goes on when there is room", () => {
  const queue = new SoundQueue();
  let added = 0;
  while (queue.add(sound(added, [1275, 1275]))) added++;
  assert(added >= 100, `${added}`);
  assertEquals(queue.add(sound(added, [1275, 1275])), false);
  for (let n = 0; n < added; n++) assertEquals(queue.take(), sound(n, [1275, 1275]));
  assert(queue.add(sound(added, [1275, 1275])));
  assertEquals(queue.take(), sound(added, [1275, 1275]));
});

Deno.test("what was added before a position is dropped, and no more", () => {
  const queue = new SoundQueue();
  const { position: beginning } = queue;
  queue.add(sound(1, [10]));
  queue.add(sound(2, [10]));
  const { position } = queue;
  queue.add(sound(3, [10]));
  queue.drop(beginning);
  assertEquals(queue.take(), sound(1, [10]));
  queue.drop(position);
  assertEquals(queue.take(), sound(3, [10]));
  queue.drop(position);
  assertEquals(queue.take(), undefined);
});

Deno.test("who waits is woken up by what is added, also if that was before, and when it is told to", async () => {
  // Waiting alone does not keep a program alive.
  const alive = setInterval(() => {}, 1000);
  const queue = new SoundQueue();
  const { position } = queue;
  const waiting = queue.added(position);
  queue.add(sound(1, [10]));
  await waiting;
  await queue.added(position);
  const again = queue.added(queue.position);
  queue.wake();
  await again;
  clearInterval(alive);
});
