import { assertEquals } from "@std/assert";
import { listeningAddresses, ownAddresses } from "../../../src/cli/presence/own_addresses.ts";
import type { NetworkInterface } from "../../../src/io/network/network_interface.ts";
import { HOSTED, LAPTOP, LONELY, MAC, WINDOWS } from "../../fake/recorded_interfaces.ts";

const told = (interfaces: readonly NetworkInterface[], os: typeof Deno.build.os = "linux") =>
  ownAddresses(interfaces, os).map(({ address, kind }) => `${kind} ${address}`);

Deno.test("a Linux laptop: its network, its public IPv6, its VPN, and its containers last", () => {
  assertEquals(told(LAPTOP), [
    "local 192.168.1.23",
    "public 2001:db8:1::23",
    "vpn 10.8.0.6",
    "link_local fe80::aaaa%wlp2s0",
    "virtual 172.17.0.1",
  ]);
});

Deno.test("a Mac: no addresses of Apple's own links between devices", () => {
  assertEquals(told(MAC, "darwin"), [
    "local 192.168.1.24",
    "local fd12:3456::24",
    "public 2001:db8:1::24",
    "link_local fe80::b%en0",
    "virtual 192.168.64.1",
  ]);
});

Deno.test("Windows: the cable without DHCP is link-local, the Linux subsystem is virtual", () => {
  assertEquals(told(WINDOWS, "windows"), [
    "local 10.1.2.3",
    "link_local 169.254.10.20",
    "link_local fe80::e%12",
    "virtual 172.22.16.1",
  ]);
});

Deno.test("a rented server has public addresses", () => {
  assertEquals(told(HOSTED), ["public 203.0.113.5", "public 2001:db8:5::5"]);
});

Deno.test("loopback is shown only if there is nothing else", () => {
  assertEquals(told(LONELY), ["loopback 127.0.0.1", "loopback ::1"]);
  assertEquals(told([]), []);
});

Deno.test("a server that listens at some addresses shows only those", () => {
  const at = (host: string) => listeningAddresses(host, LAPTOP).map(({ address }) => address);
  assertEquals(at(""), at("::"));
  assertEquals(at("0.0.0.0"), ["192.168.1.23", "10.8.0.6", "172.17.0.1"]);
  assertEquals(listeningAddresses("2001:db8:1::23", LAPTOP), [{ address: "2001:db8:1::23", kind: "public" }]);
  assertEquals(listeningAddresses("fe80::aaaa%wlp2s0", LAPTOP), [{ address: "fe80::aaaa%wlp2s0", kind: "link_local" }]);
  assertEquals(listeningAddresses("127.0.0.1", LAPTOP), [{ address: "127.0.0.1", kind: "loopback" }]);
  assertEquals(listeningAddresses("my-laptop.local", LAPTOP), [{ address: "my-laptop.local", kind: "local" }]);
});
