import { isLinkLocalIpv6 } from "../network/host_name.ts";
import { formatIp, parseIp, samePrefix } from "../../port/ip_address.ts";
import { interfaceKind, type NetworkInterface, zoneOf } from "../network/network_interface.ts";
import type { MulticastLink } from "./service_record.ts";

/** Sockets are opened for at most this many networks: a machine may have dozens of bridges to its own containers. */
const LINK_LIMIT = 8;

interface Subnet {
  readonly interfaceName: string;
  readonly address: Uint8Array;
  readonly prefixLength: number;
}

/** The networks that this machine is in: which of them support multicast, and which addresses belong to them. */
export class OwnNetworks {
  /** The networks to use, real ones before virtual ones; loopback only if there is no other. */
  readonly links: readonly MulticastLink[];
  readonly #subnets: readonly Subnet[];
  readonly #own: ReadonlySet<string>;
  readonly #zones: ReadonlyMap<string, string>;

  constructor(interfaces: readonly NetworkInterface[], os: typeof Deno.build.os = Deno.build.os) {
    this.#own = new Set(interfaces.map(({ address }) => address));
    this.#subnets = interfaces.flatMap(({ name, address, cidr }) => {
      const bytes = parseIp(address), prefixLength = Number(cidr.split("/")[1]);
      return bytes && Number.isInteger(prefixLength) ? [{ interfaceName: name, address: bytes, prefixLength }] : [];
    });
    this.#zones = new Map(
      interfaces.filter(({ address }) => isLinkLocalIpv6(address)).map((one) => [one.name, zoneOf(one, os)]),
    );
    this.links = linksOf(interfaces);
  }

  /** Whether it is an address of this machine itself. */
  isOwn(address: string): boolean {
    return this.#own.has(address);
  }

  /** The zone of a link's link-local IPv6 address; `undefined` if it has none. */
  zoneOf(link: string): string | undefined {
    return this.#zones.get(link);
  }

  hasIpv4(link: string): boolean {
    return this.links.some(({ name, addresses }) =>
      name === link && addresses.some((address) => !address.includes(":"))
    );
  }

  /** The link whose IPv4 network the sender of a packet is in. */
  linkOf(sender: string): string | undefined {
    const bytes = parseIp(sender);
    if (bytes?.length !== 4) return undefined;
    const subnet = this.#subnets.find((subnet) => isWithin(bytes, subnet));
    return this.links.find(({ name }) => name === subnet?.interfaceName)?.name;
  }

  /**
   * The address that a server at the other end of `link` claims, in a form that can be called: an address in one of this machine's
   * networks, with its zone if it needs one. `undefined` for every other: an announcement of a foreign address, a group's
   * or this machine's own cannot be trusted. Loopback is accepted if `sender` is this machine.
   */
  callable(text: string, link: string, sender: string): string | undefined {
    const bytes = parseIp(text);
    if (bytes === undefined || isGroupOrNone(bytes)) return undefined;
    const address = formatIp(bytes);
    const isLoopback = bytes.length === 4 ? bytes[0] === 127 : bytes.every((byte, at) => byte === (at === 15 ? 1 : 0));
    if (isLoopback) return this.isOwn(sender) ? address : undefined;
    if (this.isOwn(address) && !this.isOwn(sender)) return undefined;
    if (isLinkLocalIpv6(address)) return this.#zones.has(link) ? `${address}%${this.#zones.get(link)}` : undefined;
    return this.#subnets.some((subnet) => isWithin(bytes, subnet)) ? address : undefined;
  }
}

function linksOf(interfaces: readonly NetworkInterface[]): MulticastLink[] {
  const kinds = new Map(interfaces.map(({ name }) => [name, interfaceKind(name)]));
  // Tunnels carry no multicast.
  const named = (wanted: string) => [...kinds].filter(([, kind]) => kind === wanted).map(([name]) => name);
  const toLinks = (names: readonly string[]) =>
    names.map((name) => ({
      name,
      addresses: interfaces.filter((one) => one.name === name).map(({ address }) => address),
    })).filter(({ name, addresses }) =>
      addresses.some((address) => !address.includes(":") || isIpv6Network(name, address))
    );
  const links = toLinks([...named("network"), ...named("virtual")]);
  return (links.length > 0 ? links : toLinks(named("loopback"))).slice(0, LINK_LIMIT);
}

/** Ports of a bridge have a link-local address too, but are no networks of their own. */
function isIpv6Network(name: string, address: string): boolean {
  return isLinkLocalIpv6(address) && interfaceKind(name) === "network";
}

function isWithin(address: Uint8Array, { address: own, prefixLength }: Subnet): boolean {
  return samePrefix(address, own, prefixLength);
}

/** Unspecified (0.0.0.0/8, ::), multicast, and IPv4's reserved and broadcast addresses. */
function isGroupOrNone(bytes: Uint8Array): boolean {
  if (bytes.length === 4) return bytes[0] === 0 || bytes[0] >= 224;
  return bytes[0] === 0xff || bytes.every((byte) => byte === 0);
}
