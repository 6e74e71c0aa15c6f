import { isLinkLocalIpv6 } from "./host_name.ts";
import { isServiceInterface, type NetworkInterface, zoneOf } from "./network_interface.ts";

/** The interfaces are listed at most this often: strangers decide how often they are needed. */
const KEPT_MS = 1000;

/**
 * The network interface that an IPv6 link-local address without a zone must mean: the one that has such an address,
 * if there is only one. `undefined` otherwise.
 */
export function linkLocalZone(
  interfaces: readonly NetworkInterface[],
  os: typeof Deno.build.os = Deno.build.os,
): string | undefined {
  const zones = new Set(
    interfaces.filter(({ name, address }) => isLinkLocalIpv6(address) && !isServiceInterface(name))
      .map((one) => zoneOf(one, os)),
  );
  return zones.size === 1 ? zones.values().next().value : undefined;
}

let kept: { readonly zone: string | undefined; readonly readMs: number } | undefined;

/** {@linkcode linkLocalZone} of this machine. */
export function ownLinkLocalZone(): string | undefined {
  const nowMs = performance.now();
  if (kept === undefined || nowMs - kept.readMs > KEPT_MS) {
    kept = { zone: linkLocalZone(Deno.networkInterfaces()), readMs: nowMs };
  }
  return kept.zone;
}
