import type { NetworkInterface } from "../../src/io/network/network_interface.ts";

/** Rows of `name address/prefix`, as from `Deno.networkInterfaces()`. */
function interfaces(...rows: readonly string[]): NetworkInterface[] {
  return rows.map((row) => {
    const [name, cidr] = row.split(/ (?=\S+$)/);
    const address = cidr.split("/")[0];
    return { name, family: address.includes(":") ? "IPv6" : "IPv4", address, cidr, scopeid: 12 };
  });
}

/** A Linux laptop: Wi-Fi, containers, a VPN. */
export const LAPTOP = interfaces(
  "lo 127.0.0.1/8",
  "docker0 172.17.0.1/16",
  "wlp2s0 192.168.1.23/24",
  "tun0 10.8.0.6/24",
  "lo ::1/128",
  "wlp2s0 2001:db8:1::23/64",
  "wlp2s0 fe80::aaaa/64",
  "docker0 fe80::42/64",
  "veth12ab fe80::43/64",
  "tun0 fe80::44/64",
);

/** A Mac: its Wi-Fi, the links between Apple devices, iCloud's tunnels. */
export const MAC = interfaces(
  "lo0 127.0.0.1/8",
  "lo0 ::1/128",
  "lo0 fe80::1/64",
  "anpi0 fe80::a/64",
  "en0 fe80::b/64",
  "en0 192.168.1.24/24",
  "en0 fd12:3456::24/64",
  "en0 2001:db8:1::24/64",
  "awdl0 fe80::c/64",
  "llw0 fe80::c/64",
  "utun0 fe80::d/64",
  "bridge100 192.168.64.1/24",
);

/** Windows with a subsystem for Linux, and no DHCP server on its cable. */
export const WINDOWS = interfaces(
  "Ethernet 169.254.10.20/16",
  "Ethernet fe80::e/64",
  "Wi-Fi 10.1.2.3/20",
  "vEthernet (WSL) 172.22.16.1/20",
  "Loopback Pseudo-Interface 1 127.0.0.1/8",
  "Loopback Pseudo-Interface 1 ::1/128",
);

/** A rented server, directly on the Internet. */
export const HOSTED = interfaces("lo 127.0.0.1/8", "eth0 203.0.113.5/24", "eth0 2001:db8:5::5/64", "lo ::1/128");

/** A machine without a network. */
export const LONELY = interfaces("lo 127.0.0.1/8", "lo ::1/128");
