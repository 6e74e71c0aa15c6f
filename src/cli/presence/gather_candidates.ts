import type { PortMapping } from "../../io/network/port_mapping/port_mapping.ts";
import type { Address } from "../../port/address.ts";
import { isPrivateAddress } from "../../port/address_scope.ts";
import type { HostPort } from "../../invitation/call_link.ts";
import type { AddressKind, OwnAddress } from "./own_addresses.ts";

/** An address at which this server may be called. `mapped`: of the router, which forwards this port. `reflexive`: as a STUN server sees it. */
export interface Candidate extends HostPort {
  readonly kind: AddressKind | "mapped" | "reflexive";
}

/** Where this server is reached from outside its network, as far as it is known. */
export interface OutsideAddresses {
  readonly mapping?: PortMapping;
  readonly reflexive?: Address;
}

/** As many as a client calls. */
const MAX_CANDIDATES = 8;
/** Of one kind and IP version. A machine has several temporary IPv6 addresses, and each would lead to the same place. */
const MAX_OF_A_KIND = 2;
/** Two networks of one machine help; two addresses of one IPv6 network do not. */
const MAX_OF_IPV6 = 1;

/**
 * What goes into a link, the likeliest first: this machine's addresses, and after the first of them the router's. Left out is what
 * helps nobody else: containers and loopback, unless there is nothing else, and addresses whose zone the caller has to replace.
 */
export function gatherCandidates(
  own: readonly OwnAddress[],
  port: number,
  { mapping, reflexive }: OutsideAddresses = {},
): Candidate[] {
  const counts = new Map<string, number>();
  const callable = own.filter(({ address, kind }, at) => {
    if (address.includes("%")) return false;
    if (at > 0 && (kind === "loopback" || kind === "virtual" || kind === "link_local")) return false;
    const isIpv6 = address.includes(":"), key = `${kind} ${isIpv6}`, count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    return count <= (isIpv6 ? MAX_OF_IPV6 : MAX_OF_A_KIND);
  }).map(({ address, kind }): Candidate => ({ host: address, port, kind }));
  const [first, ...others] = callable;
  const mapped = mapping === undefined || isPrivateAddress(mapping.externalAddress) ? [] : [
    { host: mapping.externalAddress, port: mapping.externalPort, kind: "mapped" as const },
  ];
  const seen = reflexive === undefined || isPrivateAddress(reflexive.hostname) ? [] : [
    { host: reflexive.hostname, port: reflexive.port, kind: "reflexive" as const },
  ].filter(({ host, port }) => ![...callable, ...mapped].some((known) => known.host === host && known.port === port));
  return [...first === undefined ? [] : [first], ...mapped, ...seen, ...others].slice(0, MAX_CANDIDATES);
}
