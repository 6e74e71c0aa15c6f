import { assertEquals } from "@std/assert";
import { LinkSchedule } from "../../../src/media/rate/link_schedule.ts";

Deno.test("what is sent occupies the link for its size over the rate, one after another", () => {
  const link = new LinkSchedule();
  assertEquals(link.freeMs, -Infinity);
  link.onSent(1250, 1000, 100);
  assertEquals(link.freeMs, 110);
  link.onSent(1250, 500, 105);
  assertEquals(link.freeMs, 130);
  link.onSent(1250, 1000, 1000);
  assertEquals(link.freeMs, 1010);
});

Deno.test("a hold delays a free link, and one that is busy for longer not at all", () => {
  const link = new LinkSchedule();
  link.hold(50, 100);
  assertEquals(link.freeMs, 150);
  link.hold(20, 110);
  assertEquals(link.freeMs, 150);
  link.hold(0, 1000);
  assertEquals(link.freeMs, 150);
});
