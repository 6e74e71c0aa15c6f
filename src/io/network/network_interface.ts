/** The part of `Deno.NetworkInterfaceInfo` that is used. */
export interface NetworkInterface {
  readonly name: string;
  readonly family: "IPv4" | "IPv6";
  readonly address: string;
  /** `192.0.2.2/24`. */
  readonly cidr: string;
  /** Of an IPv6 address: the interface's number. */
  readonly scopeid?: number | null;
}

/** What follows the `%` of a link-local address: the interface's name, or its number on Windows. */
export function zoneOf({ name, scopeid }: NetworkInterface, os: typeof Deno.build.os = Deno.build.os): string {
  return os === "windows" ? String(scopeid) : name;
}

/** Loopback: `lo`, `lo0`, and what Windows calls it. */
const LOOPBACK = /^lo\d*$|^Loopback Pseudo-Interface/i;
/** macOS's own, between Apple devices: no machine that can be called is behind them. */
const SERVICE = /^(awdl|llw|anpi|ap|gif|stf|XHC)\d+$/;
/** Bridges and cables between this machine and its own containers and virtual machines. */
const VIRTUAL =
  /^(docker|br-|veth|virbr|vnet|vmnet|vboxnet|lxc|lxd|cni|flannel|cali|podman|kube|nerdctl|ifb|dummy)|^bridge1\d\d$|^(vEthernet|VMware|VirtualBox)\b/i;
/** Tunnels to a virtual private network. */
const TUNNEL = /^(tun|tap|utun|wg|ppp|ipsec|tailscale|zt|nordlynx|proton)|^(Tailscale|WireGuard|OpenVPN|ZeroTier)\b/i;

/** What kind of network is behind an interface, guessed from its name: the systems report no more. */
export type InterfaceKind = "network" | "tunnel" | "virtual" | "service" | "loopback";

export function interfaceKind(name: string): InterfaceKind {
  if (LOOPBACK.test(name)) return "loopback";
  if (SERVICE.test(name)) return "service";
  if (VIRTUAL.test(name)) return "virtual";
  if (TUNNEL.test(name)) return "tunnel";
  return "network";
}

/** Whether no machine that could be called is behind it. */
export function isServiceInterface(name: string): boolean {
  return interfaceKind(name) === "service" || interfaceKind(name) === "loopback";
}
