import { assertEquals } from "@std/assert";
import { FairShare } from "../../../../src/wire/sealed/handshake/fair_share.ts";
import { originOf } from "../../../../src/wire/origin.ts";

const SHARES = { host: 4, network: 6, everybody: 8, newcomers: 10, first: 12 };

function takes(share: FairShare, hosts: readonly string[], times: number, nowMs: number, isFirst = false): number {
  let taken = 0;
  for (let n = 0; n < times; n++) {
    if (share.take(originOf(hosts[n % hosts.length]), nowMs, isFirst)) taken++;
  }
  return taken;
}

Deno.test("a host and a network have their shares again each second", () => {
  const share = new FairShare(SHARES);
  for (const nowMs of [0, 1000, 2500]) {
    assertEquals(takes(share, ["192.0.2.1"], 100, nowMs), 4);
    assertEquals(takes(share, ["192.0.2.2", "192.0.2.3"], 100, nowMs), 2);
  }
});

Deno.test("something is left for networks that took nothing in ten seconds, and for priority", () => {
  const share = new FairShare(SHARES);
  const hosts = Array.from({ length: 8 }, (_, n) => `10.0.${n}.1`);
  for (let second = 0; second < 9; second++) takes(share, hosts, 100, second * 1000);
  assertEquals(takes(share, hosts, 100, 9000), 8);
  assertEquals(takes(share, ["192.0.2.1"], 100, 9000), 1, "it is no longer a newcomer");
  assertEquals(takes(share, ["198.51.100.1"], 100, 9000), 1);
  assertEquals(takes(share, ["203.0.113.1"], 100, 9000), 0);
  assertEquals(takes(share, hosts, 100, 9000, true), 2);
  assertEquals(takes(share, ["192.0.2.1"], 1, 40_000), 1);
});

Deno.test("a request with a forgeable source counts against no host or network", () => {
  const share = new FairShare(SHARES);
  for (let n = 0; n < 7; n++) assertEquals(share.take(undefined, 0), true);
  assertEquals(takes(share, ["192.0.2.1"], 1, 0), 1);
  assertEquals(share.take(undefined, 0), false);
});
