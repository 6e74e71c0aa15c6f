import { assert, assertEquals } from "@std/assert";
import { GuessLimit } from "../../../../src/wire/sealed/handshake/guess_limit.ts";
import { originOf } from "../../../../src/wire/origin.ts";

/** How many guesses are accepted in a minute, if all of `hosts` guess in turn every `gapMs`. */
function heardInAMinute(hosts: readonly string[], gapMs: number): number {
  const limit = new GuessLimit();
  let heard = 0;
  for (let atMs = 0, n = 0; atMs < 60_000; atMs += gapMs, n++) {
    const origin = originOf(hosts[n % hosts.length]);
    if (limit.mustWait(origin, atMs)) continue;
    heard++;
    limit.add(origin, atMs);
  }
  return heard;
}

const hostsOf = (count: number, name: (n: number) => string) => Array.from({ length: count }, (_, n) => name(n));

Deno.test("a host may guess every ten seconds, and so may a /64", () => {
  assertEquals(heardInAMinute(["192.0.2.1"], 10), 6);
  assertEquals(heardInAMinute(hostsOf(5000, (n) => `2001:db8::${n.toString(16)}`), 10), 6);
});

Deno.test("a network may guess thirty times a minute, however many hosts it has", () => {
  assertEquals(heardInAMinute(hostsOf(250, (n) => `192.0.2.${n}`), 10), 30);
  assertEquals(heardInAMinute(hostsOf(5000, (n) => `2001:db8:1:${n.toString(16)}::1`), 10), 30);
});

Deno.test("however many networks guess, 120 guesses a minute are accepted", () => {
  assertEquals(heardInAMinute(hostsOf(60_000, (n) => `${n >> 8}.${n & 255}.0.1`), 10), 120);
});

Deno.test("a host that did not guess is accepted while others guess, and a minute later so are they", () => {
  const limit = new GuessLimit();
  for (let n = 0; n < 60; n++) limit.add(originOf(`10.0.${n}.1`), n);
  assert(limit.mustWait(originOf("10.0.7.2"), 20_000), "its network did");
  assert(!limit.mustWait(originOf("10.1.0.1"), 20_000));
  assert(!limit.mustWait(originOf("10.0.7.1"), 60_060));
});
