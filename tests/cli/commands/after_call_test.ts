import { assertEquals } from "@std/assert";
import { afterCall } from "../../../src/cli/commands/after_call.ts";
import type { NextStep } from "../../../src/port/display.ts";
import type { EndReason } from "../../../src/wire/wire.ts";
import { settled, VirtualClock } from "../../fake/virtual_clock.ts";

const LINGER_MS = 4000;

/** After a call in a window, in which nothing has been chosen yet. */
function after(reason: EndReason, stays: boolean) {
  const clock = new VirtualClock();
  const choice = Promise.withResolvers<NextStep | "leave">();
  const left = Promise.withResolvers<void>();
  let next: NextStep | "leave" | undefined;
  afterCall({ reason, stays, clock, choice: choice.promise, left: left.promise }).then((step) => next = step);
  return { clock, choose: choice.resolve, leave: left.resolve, next: () => next };
}

Deno.test("a window stays until the person chooses; by itself nothing follows", async () => {
  for (const step of ["call_again", "start_page", "leave"] as const) {
    const { clock, choose, next } = after("peer_left", true);
    await clock.advance(10 * LINGER_MS);
    assertEquals(next(), undefined);
    choose(step);
    await settled();
    assertEquals(next(), step);
  }
});

Deno.test("a signal ends a window that stays", async () => {
  const { leave, next } = after("busy", true);
  leave();
  await settled();
  assertEquals(next(), "leave");
});

Deno.test("a window that closes by itself can be read first, or left at once", async () => {
  const { clock, next } = after("peer_left", false);
  await clock.advance(LINGER_MS - 1);
  assertEquals(next(), undefined);
  await clock.advance(1);
  assertEquals(next(), "leave");
  const other = after("peer_left", false);
  other.choose("leave");
  await settled();
  assertEquals(other.next(), "leave");
});

Deno.test("after a person has ended the call there is nothing to read, but what they chose counts", async () => {
  for (const stays of [true, false]) {
    const { next } = after("hung_up", stays);
    await settled();
    assertEquals(next(), "leave");
  }
  const clock = new VirtualClock();
  const choice = Promise.resolve("start_page" as const), left = new Promise<void>(() => {});
  assertEquals(await afterCall({ reason: "hung_up", choice, left, stays: true, clock }), "start_page");
});
