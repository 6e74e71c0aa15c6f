import { assert, assertEquals } from "@std/assert";
import { QueueDelay } from "../../../src/media/rate/queue_delay.ts";
import { SeededRandom } from "../../fake/random.ts";

Deno.test("the rise is counted from the lowest delay, whatever the offset of the clocks", () => {
  for (const offsetMs of [0, -5e6, 5e6]) {
    const delay = new QueueDelay();
    delay.add(offsetMs + 30, 0, 0);
    assertEquals(delay.riseMs, 0);
    delay.add(offsetMs + 80, 0, 100);
    assertEquals(delay.riseMs, 50);
    delay.add(offsetMs + 20, 0, 200);
    delay.add(offsetMs + 80, 0, 300);
    assertEquals(delay.riseMs, 60);
  }
});

Deno.test("a longer path counts as a queue for 10 to 20 seconds", () => {
  const delay = new QueueDelay();
  delay.add(30, 0, 0);
  const risesMs = [];
  for (let nowMs = 1000; nowMs <= 22_000; nowMs += 1000) {
    delay.add(90, 0, nowMs);
    risesMs.push(delay.riseMs);
  }
  const forgotten = risesMs.indexOf(0);
  assert(forgotten >= 10 && forgotten <= 21, `${forgotten}`);
  assert(risesMs.slice(0, forgotten).every((ms) => ms === 60));
  assert(risesMs.slice(forgotten).every((ms) => ms === 0));
});

Deno.test("the time that a train waits for its own packets is not a standing queue", () => {
  const delay = new QueueDelay();
  delay.add(30, 0, 0);
  delay.add(130, 100, 100);
  assertEquals([delay.riseMs, delay.standingMs], [100, 0]);
  delay.add(170, 100, 200);
  assertEquals([delay.riseMs, delay.standingMs], [140, 40]);
});

Deno.test("jitter does not look like a standing queue, and a queue does after three reports", () => {
  const delay = new QueueDelay(), random = new SeededRandom(5);
  let mostMs = 0;
  for (let n = 0; n < 300; n++) {
    // Two of three packets are late.
    delay.add(30 + (n % 3 === 0 ? random.next() * 5 : 50 + random.next() * 50), 0, n * 100);
    mostMs = Math.max(mostMs, delay.leastStandingMs);
  }
  assert(mostMs < 6, `${mostMs}`);
  delay.add(95, 0, 30_100);
  delay.add(90, 0, 30_200);
  delay.add(100, 0, 30_300);
  assert(Math.abs(delay.leastStandingMs - 60) < 6, `${delay.leastStandingMs}`);
});

Deno.test("two reports are not enough to recognise a queue", () => {
  const delay = new QueueDelay();
  delay.add(0, 0, 0);
  delay.add(500, 0, 100);
  assertEquals(delay.leastStandingMs, 0);
});

Deno.test("a delay that is accepted as an empty queue is the new base", () => {
  const delay = new QueueDelay();
  for (let n = 0; n < 4; n++) delay.add(n === 0 ? 30 : 90, 0, n * 100);
  assertEquals(delay.leastStandingMs, 60);
  delay.takeAsEmpty(60);
  assertEquals(delay.leastStandingMs, 0);
  for (let n = 4; n < 8; n++) delay.add(95, 0, n * 100);
  assertEquals([delay.riseMs, delay.leastStandingMs], [5, 5]);
  delay.add(40, 0, 900);
  delay.add(95, 0, 1000);
  assertEquals(delay.riseMs, 55);
});
