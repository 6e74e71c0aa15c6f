import type { HostPort } from "../invitation/call_link.ts";
import type { Address } from "../port/address.ts";
import type { Network } from "../port/network.ts";

/**
 * The numeric addresses of a server that may be called at several hosts: first one of each host, then the second ones, each once.
 * A host that cannot be looked up is left out. Rejects with the first host's `NetworkError` if none can.
 */
export async function serverAddresses(
  network: Pick<Network, "resolve">,
  hosts: readonly HostPort[],
): Promise<Address[]> {
  const lookups = await Promise.allSettled(
    hosts.map(async ({ host, port }) => (await network.resolve(host)).map((hostname): Address => ({ hostname, port }))),
  );
  const found = lookups.flatMap((lookup) => lookup.status === "fulfilled" ? [lookup.value] : []);
  if (found.length === 0) throw (lookups[0] as PromiseRejectedResult).reason;
  const most = Math.max(...found.map((addresses) => addresses.length));
  const inTurn = Array.from({ length: most }, (_, at) => found.flatMap((addresses) => addresses.slice(at, at + 1)));
  const byText = new Map(inTurn.flat().map((address) => [JSON.stringify(address), address]));
  return [...byText.values()];
}
