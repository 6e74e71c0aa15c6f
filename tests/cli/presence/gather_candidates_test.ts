import { assertEquals } from "@std/assert";
import { gatherCandidates } from "../../../src/cli/presence/gather_candidates.ts";
import type { AddressKind, OwnAddress } from "../../../src/cli/presence/own_addresses.ts";

const own = (kind: AddressKind, address: string): OwnAddress => ({ kind, address });
const MAPPING = {
  protocol: "NAT-PMP",
  externalAddress: "203.0.113.5",
  externalPort: 40_001,
  lifetimeSeconds: 3600,
} as const;

Deno.test("what others can call goes into a link: own addresses and the router's; no loopback, containers, zones, doubles", () => {
  const candidates = gatherCandidates(
    [
      own("local", "192.168.1.23"),
      own("local", "10.0.0.5"),
      own("local", "10.1.0.5"),
      own("public", "2001:db8::5"),
      own("public", "2001:db8::99"), // a temporary one of the same network
      own("vpn", "10.8.0.2"),
      own("link_local", "fe80::1%eth0"),
      own("link_local", "169.254.7.7"),
      own("virtual", "172.17.0.1"),
    ],
    9699,
    { mapping: MAPPING, reflexive: { hostname: "203.0.113.5", port: 61_000 } },
  );
  assertEquals(candidates.map(({ host, port }) => `${host} ${port}`), [
    "192.168.1.23 9699",
    "203.0.113.5 40001",
    "203.0.113.5 61000",
    "10.0.0.5 9699",
    "2001:db8::5 9699",
    "10.8.0.2 9699",
  ]);
});

Deno.test("a machine without a network gives what it has; a private address of the router is none for others", () => {
  assertEquals(gatherCandidates([own("loopback", "127.0.0.1"), own("loopback", "::1")], 9699).map(({ host }) => host), [
    "127.0.0.1",
  ]);
  const behindTwo = { ...MAPPING, externalAddress: "100.64.3.4" };
  assertEquals(gatherCandidates([own("local", "192.168.1.23")], 9699, { mapping: behindTwo }).map(({ host }) => host), [
    "192.168.1.23",
  ]);
  assertEquals(gatherCandidates([], 9699), []);
  const open = gatherCandidates([own("public", "203.0.113.5")], 9699, {
    reflexive: { hostname: "203.0.113.5", port: 9699 },
  });
  assertEquals(open.length, 1, "no router changes the address");
});
