import { assertEquals } from "@std/assert";
import { linkLocalZone } from "../../../src/io/network/link_local_zone.ts";
import { interfaceKind, type NetworkInterface } from "../../../src/io/network/network_interface.ts";

const at = (name: string, address: string, scopeid = 0): NetworkInterface => ({
  name,
  address,
  scopeid,
  family: address.includes(":") ? "IPv6" : "IPv4",
  cidr: `${address}/64`,
});

Deno.test("a link-local address without a zone gets the only interface with such addresses", () => {
  assertEquals(
    linkLocalZone([
      at("lo", "::1"),
      at("eth0", "192.0.2.2"),
      at("eth0", "fe80::1"),
      at("eth0", "fe80::2"),
    ], "linux"),
    "eth0",
  );
});

Deno.test("it gets no zone if two interfaces have such addresses, or none has", () => {
  assertEquals(linkLocalZone([at("eth0", "fe80::1"), at("wlan0", "fe80::2")]), undefined);
  assertEquals(linkLocalZone([at("eth0", "192.0.2.2")]), undefined);
  assertEquals(linkLocalZone([]), undefined);
});

Deno.test("interfaces between Apple's devices do not count", () => {
  const names = ["lo0", "awdl0", "llw0", "anpi0", "en0"];
  assertEquals(linkLocalZone(names.map((name, n) => at(name, `fe80::${n}`)), "darwin"), "en0");
});

Deno.test("the kind of an interface is recognised by its name, on three systems", () => {
  const kinds = {
    loopback: ["lo", "lo0", "Loopback Pseudo-Interface 1"],
    network: ["eth0", "enp3s0", "wlan0", "wlp2s0", "en0", "Wi-Fi", "Ethernet 2", "bridge0", "br0", "bond0", "usb0"],
    virtual: ["docker0", "br-1a2b3c4d5e6f", "veth1234", "virbr0", "vmnet8", "bridge100", "vEthernet (WSL)", "ifb0"],
    tunnel: ["tun0", "utun3", "wg0", "tailscale0", "ppp0", "Tailscale"],
    service: ["awdl0", "llw0"],
  };
  for (const [kind, names] of Object.entries(kinds)) {
    for (const name of names) assertEquals(interfaceKind(name), kind, name);
  }
});

Deno.test("on Windows the zone is the interface's number", () => {
  assertEquals(linkLocalZone([at("Ethernet 2", "fe80::1", 17)], "windows"), "17");
});
