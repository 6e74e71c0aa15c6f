import { assert, assertEquals } from "@std/assert";
import { Pacer } from "../../../src/media/rate/pacer.ts";

/** When each item leaves, if the pacer is asked every `everyMs`. */
function leave(pacer: Pacer<string>, kbps: number, everyMs = 0.1): [item: string, atMs: number][] {
  const left: [string, number][] = [];
  for (let step = 0; pacer.length > 0; step++) {
    const nowMs = 1000 + step * everyMs;
    for (let item; (item = pacer.take(nowMs, kbps)) !== undefined;) left.push([item, nowMs]);
  }
  return left;
}

Deno.test("items leave in order, at the rate", () => {
  const pacer = new Pacer<string>();
  for (let n = 0; n < 10; n++) pacer.push(`${n}`, 1250); // 10 ms each at 1000 kbit/s
  const left = leave(pacer, 1000);
  assertEquals(left.map(([item]) => item), ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]);
  const takenMs = left.at(-1)![1] - left[0][1];
  assert(takenMs >= 87 && takenMs <= 90.2, `${takenMs}`);
});

Deno.test("urgent items go first", () => {
  const pacer = new Pacer<string>();
  pacer.push("a", 100);
  pacer.pushUrgent("urgent", 100);
  assertEquals(leave(pacer, 1000).map(([item]) => item), ["urgent", "a"]);
});

Deno.test("the first burst leaves at once", () => {
  const pacer = new Pacer<string>(3000);
  for (let n = 0; n < 5; n++) pacer.push(`${n}`, 1000);
  const atOnce = [];
  for (let item; (item = pacer.take(1000, 100)) !== undefined;) atOnce.push(item);
  assertEquals(atOnce, ["0", "1", "2", "3"]);
});

Deno.test("after a late wake-up it catches up by two milliseconds, not by the whole delay", () => {
  const pacer = new Pacer<string>();
  for (let n = 0; n < 100; n++) pacer.push(`${n}`, 125); // 1 ms each at 1000 kbit/s
  pacer.take(1000, 1000);
  let atOnce = 0;
  while (pacer.take(1050, 1000) !== undefined) atOnce++;
  assert(atOnce >= 2 && atOnce <= 3, `${atOnce}`);
});

Deno.test("the deadline is when the next item may leave, and never without one", () => {
  const pacer = new Pacer<string>();
  assertEquals(pacer.deadlineMs, Infinity);
  pacer.push("a", 1250);
  pacer.push("b", 1250);
  pacer.take(1000, 1000);
  assert(pacer.deadlineMs > 1000 && pacer.deadlineMs <= 1010);
  assertEquals(pacer.take(pacer.deadlineMs - 0.01, 1000), undefined);
  assertEquals(pacer.take(pacer.deadlineMs, 1000), "b");
});

Deno.test("cleared items do not leave, and are returned", () => {
  const pacer = new Pacer<string>();
  pacer.push("a", 100);
  pacer.pushUrgent("urgent", 100);
  assertEquals(pacer.clear(), ["urgent", "a"]);
  assertEquals([pacer.length, pacer.take(5000, 1000)], [0, undefined]);
});

Deno.test("packets leave at the rate, urgent ones first, the first burst at once", () => {
  const pacer = new Pacer<string>(1000);
  pacer.push("a", 1000);
  pacer.push("b", 1250);
  pacer.push("c", 1250);
  pacer.pushUrgent("urgent", 1250);
  const left: string[] = [];
  for (let atMs = 100; pacer.length > 0; atMs++) {
    for (let item; (item = pacer.take(atMs, 1000));) left.push(`${item} ${atMs}`);
  }
  // They are 8 and 10 ms apart, except that 2 ms may be caught up.
  assertEquals(left, ["urgent 100", "a 100", "b 106", "c 116"]);
});

Deno.test("a first burst that has ended is paced like the rest", () => {
  const pacer = new Pacer<string>(10_000);
  for (let n = 0; n < 3; n++) pacer.push(`${n}`, 1250);
  assertEquals(pacer.take(1000, 1000), "0");
  pacer.endBurst();
  assertEquals(pacer.take(1000, 1000), "1");
  assertEquals(pacer.take(1001, 1000), undefined);
});
