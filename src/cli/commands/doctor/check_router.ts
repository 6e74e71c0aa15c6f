import type { PortMapping } from "../../../io/network/port_mapping/port_mapping.ts";
import { isPrivateAddress } from "../../../port/address_scope.ts";
import { type Finding, ok, warn } from "./check.ts";

/** What the router of this machine did when it was asked. */
export interface RouterTrial {
  /** Its address in this network. */
  readonly gateway: string;
  /** Absent if it forwards nothing. */
  readonly mapping?: PortMapping;
}

/** The addresses that a provider gives to many customers at once (RFC 6598). */
const PROVIDER_NAT = /^100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./;

/** Can somebody call from elsewhere, through the router? `publicAddresses`: those of this machine. Absent trial: there is no router. */
export function checkRouter(
  trial: RouterTrial | undefined,
  port: number,
  publicAddresses: readonly string[],
): Finding[] {
  if (trial === undefined) {
    return [ok("router", "none is known here: this machine is called at its own addresses")];
  }
  const { gateway, mapping } = trial;
  const byHand =
    `forward UDP port ${port} to this machine in the router's settings (most likely http://${gateway}/), or use a VPN`;
  if (mapping === undefined) {
    const [own] = publicAddresses;
    if (own !== undefined) {
      return [ok("router", `${gateway}; it forwards no ports by itself, and the address ${own} may need none`)];
    }
    return [warn(
      "router",
      `${gateway} forwards no port: it answers neither PCP nor NAT-PMP nor UPnP, or refuses; nobody can call from elsewhere`,
      "switch on UPnP, NAT-PMP or PCP in its settings",
      `or ${byHand}`,
      "calling others works",
    )];
  }
  const { protocol, externalAddress, externalPort } = mapping;
  if (PROVIDER_NAT.test(externalAddress)) {
    return [warn(
      "router",
      `${gateway} forwards ports (${protocol}), but its own address, ${externalAddress}, is behind the provider's NAT (CGNAT)`,
      "ask the provider for a public IPv4 address, call over IPv6, or use a VPN",
      "calling others works",
    )];
  }
  if (isPrivateAddress(externalAddress)) {
    return [warn(
      "router",
      `${gateway} forwards ports (${protocol}), but its own address, ${externalAddress}, is private: another router is in front of it`,
      `forward UDP port ${externalPort} to ${externalAddress} in the router in front, or switch one of the two to bridge mode`,
      "calling others works",
    )];
  }
  const at = externalPort === port ? externalAddress : `${externalAddress}, port ${externalPort}`;
  return [ok("router", `${gateway} forwards the port (${protocol}): this machine can be called at ${at}`)];
}
