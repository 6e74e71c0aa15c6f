import { parseIp, samePrefix } from "../../../port/ip_address.ts";
import type { NetworkInterface } from "../network_interface.ts";
import { defaultGateway } from "./default_gateway.ts";
import { type MappingWay, natPmpWay, pcpWay, type RouterAt, upnpWay } from "./map_port.ts";
import { NONCE_BYTES } from "./pcp_message.ts";

/** This machine's router, and the ways to ask it, in the order in which to try them. */
export interface SystemRouter {
  readonly gateway: string;
  readonly ownAddress: string;
  readonly ways: readonly MappingWay[];
}

/** Finds the router of this machine again and again. The ways stay the same as long as the router does. */
export function routerOfSystem(gatewayOf = defaultGateway): () => Promise<SystemRouter | undefined> {
  let last: SystemRouter | undefined;
  return async () => {
    const gateway = await gatewayOf();
    const ownAddress = gateway && ownAddressTowards(gateway, Deno.networkInterfaces());
    if (gateway === undefined || ownAddress === undefined) return last = undefined;
    if (gateway === last?.gateway && ownAddress === last.ownAddress) return last;
    return last = { gateway, ownAddress, ways: waysOf({ gateway }) };
  };
}

/** PCP, NAT-PMP, UPnP: the newest first, which also tells how long it forwards. */
export function waysOf(router: RouterAt): readonly MappingWay[] {
  return [pcpWay(router, crypto.getRandomValues(new Uint8Array(NONCE_BYTES))), natPmpWay(router), upnpWay(router)];
}

/** The address of this machine in the network of its router. */
export function ownAddressTowards(gateway: string, interfaces: readonly NetworkInterface[]): string | undefined {
  const router = parseIp(gateway);
  const own = interfaces.find(({ family, address, cidr }) => {
    const bytes = parseIp(address), length = Number(cidr.split("/")[1]);
    return family === "IPv4" && router && bytes && Number.isInteger(length) && samePrefix(bytes, router, length);
  });
  return own?.address;
}
