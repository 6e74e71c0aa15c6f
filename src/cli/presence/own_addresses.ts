import { isLinkLocalIpv6 } from "../../io/network/host_name.ts";
import { parseIp, samePrefix } from "../../port/ip_address.ts";
import { interfaceKind, type NetworkInterface, zoneOf } from "../../io/network/network_interface.ts";

/**
 * Who can call an address. `local`: machines on the same network. `public`: anybody on the Internet, unless a firewall stops
 * them. `vpn`: its members. `link_local`: machines on the same cable or Wi-Fi, which replace the part after `%` with their
 * own. `virtual`: this machine's containers and virtual machines. `loopback`: this machine only.
 */
export type AddressKind = "local" | "public" | "vpn" | "link_local" | "virtual" | "loopback";

export interface OwnAddress {
  /** Numeric. An IPv6 link-local address has its zone, `fe80::1%eth0`. */
  readonly address: string;
  readonly kind: AddressKind;
}

/** The order in which they are shown: first those that work for most callers and are easy to type. */
const ORDER = [
  ...["local IPv4", "public IPv4", "local IPv6", "public IPv6", "vpn IPv4", "vpn IPv6"],
  ...["link_local IPv4", "link_local IPv6", "virtual IPv4", "virtual IPv6", "loopback IPv4", "loopback IPv6"],
];

const PRIVATE_PREFIXES = [
  ["10.0.0.0", 8], // RFC 1918
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
  ["100.64.0.0", 10], // RFC 6598: behind a provider's NAT
  ["fc00::", 7], // RFC 4193
] as const;
const LINK_LOCAL_IPV4 = ["169.254.0.0", 16] as const; // RFC 3927

/** Every address at which a peer could call this machine, the likeliest first. Loopback only if there is no other. */
export function ownAddresses(
  interfaces: readonly NetworkInterface[],
  os: typeof Deno.build.os = Deno.build.os,
): OwnAddress[] {
  const found = interfaces.flatMap((one): OwnAddress[] => {
    const { name, address } = one;
    const kind = addressKind(name, address);
    if (kind === undefined) return [];
    return [{ address: isLinkLocalIpv6(address) ? `${address}%${zoneOf(one, os)}` : address, kind }];
  });
  const others = found.filter(({ kind }) => kind !== "loopback");
  return (others.length > 0 ? others : found).toSorted((a, b) => rank(a) - rank(b));
}

/**
 * The addresses of a server that listens at `host` ("" is everywhere): those of all `interfaces`, those of one IP version,
 * or the one.
 */
export function listeningAddresses(host: string, interfaces: readonly NetworkInterface[]): OwnAddress[] {
  if (host === "" || host === "::") return ownAddresses(interfaces);
  if (host === "0.0.0.0") return ownAddresses(interfaces.filter(({ family }) => family === "IPv4"));
  const [bare] = host.split("%");
  const own = interfaces.find(({ address }) => address === bare);
  return [{ address: host, kind: own && addressKind(own.name, own.address) || "local" }];
}

/** Who can call an address of this kind, in words. */
export function whoCanCall(kind: AddressKind): string {
  return WHO[kind];
}

const WHO: Readonly<Record<AddressKind, string>> = {
  local: "from this network",
  public: "from anywhere, if no firewall or router is in between",
  vpn: "from the virtual private network",
  link_local: "from the same cable or Wi-Fi; after the %, the caller's own interface",
  virtual: "from containers and virtual machines on this machine",
  loopback: "from this machine only",
};

function addressKind(interfaceName: string, address: string): AddressKind | undefined {
  const bytes = parseIp(address);
  const kind = interfaceKind(interfaceName);
  if (bytes === undefined || kind === "service") return undefined;
  if (kind === "loopback") return "loopback";
  const isIn = ([prefix, length]: readonly [string, number]) => samePrefix(bytes, parseIp(prefix)!, length);
  if (isLinkLocalIpv6(address) || isIn(LINK_LOCAL_IPV4)) return kind === "network" ? "link_local" : undefined;
  if (kind === "virtual") return "virtual";
  if (kind === "tunnel") return "vpn";
  return PRIVATE_PREFIXES.some(isIn) ? "local" : "public";
}

function rank({ address, kind }: OwnAddress): number {
  return ORDER.indexOf(`${kind} ${address.includes(":") ? "IPv6" : "IPv4"}`);
}
