import { assertEquals } from "@std/assert";
import { OwnNetworks } from "../../../src/io/discovery/own_networks.ts";
import { LAPTOP, LONELY } from "../../fake/recorded_interfaces.ts";

const laptop = new OwnNetworks(LAPTOP, "linux"), lonely = new OwnNetworks(LONELY, "linux");

Deno.test("real networks are used before virtual ones; tunnels and loopback are not used", () => {
  assertEquals(laptop.links.map(({ name }) => name), ["wlp2s0", "docker0"]);
  assertEquals(laptop.links[0].addresses, ["192.168.1.23", "2001:db8:1::23", "fe80::aaaa"]);
});

Deno.test("a machine without any network uses loopback", () => {
  assertEquals(lonely.links, [{ name: "lo", addresses: ["127.0.0.1", "::1"] }]);
});

Deno.test("dozens of bridges do not make dozens of sockets", () => {
  const bridges = Array.from({ length: 40 }, (_, n) => ({
    name: `br-${n.toString(16).padStart(12, "0")}`,
    family: "IPv4" as const,
    address: `172.18.${n}.1`,
    cidr: `172.18.${n}.1/24`,
  }));
  const { links } = new OwnNetworks([...bridges, ...LAPTOP]);
  assertEquals([links.length, links[0].name], [8, "wlp2s0"]);
});

Deno.test("a packet belongs to the network of its sender", () => {
  assertEquals(laptop.linkOf("192.168.1.99"), "wlp2s0");
  assertEquals(laptop.linkOf("172.17.0.5"), "docker0");
  assertEquals(laptop.linkOf("192.168.2.1"), undefined, "from somewhere else");
  assertEquals(laptop.linkOf("10.8.0.9"), undefined, "through a tunnel");
  assertEquals(laptop.linkOf("127.0.0.1"), undefined);
  assertEquals(lonely.linkOf("127.0.0.1"), "lo");
  assertEquals(laptop.linkOf("2001:db8:1::99"), undefined);
  assertEquals(laptop.linkOf("nonsense"), undefined);
});

Deno.test("an address in one of this machine's networks can be called, and is written in one way", () => {
  const callable = (address: string) => laptop.callable(address, "wlp2s0", "192.168.1.99");
  assertEquals(callable("192.168.1.99"), "192.168.1.99");
  assertEquals(callable("2001:DB8:1:0::99"), "2001:db8:1::99");
  assertEquals(callable("fe80::99"), "fe80::99%wlp2s0");
  assertEquals(callable("10.8.0.9"), "10.8.0.9", "in the VPN that both are in");
});

Deno.test("an address outside this machine's networks cannot be called", () => {
  const foreign = [
    ...["8.8.8.8", "192.168.2.1", "2001:db8:2::1", "::ffff:192.168.1.99", "::ffff:8.8.8.8"],
    ...["0.0.0.0", "255.255.255.255", "224.0.0.251", "ff02::fb", "::", "127.0.0.1", "127.9.9.9", "::1"],
    ...["192.168.1.23", "2001:db8:1::23"], // this machine's own, announced by another machine
    ...["", "x", "192.168.1.99:80", "192.168.1.99\x1b[2J", "fe80::99%evil"],
  ];
  for (const address of foreign) assertEquals(laptop.callable(address, "wlp2s0", "192.168.1.99"), undefined, address);
});

Deno.test("a server on this machine is called at its addresses, including loopback", () => {
  assertEquals(laptop.callable("192.168.1.23", "wlp2s0", "192.168.1.23"), "192.168.1.23");
  assertEquals(lonely.callable("127.0.0.1", "lo", "127.0.0.1"), "127.0.0.1");
  assertEquals(lonely.callable("::1", "lo", "127.0.0.1"), "::1");
});
