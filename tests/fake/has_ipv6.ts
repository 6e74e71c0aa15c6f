/** Whether this machine has IPv6 at all; some containers have not. */
export function hasIpv6(): boolean {
  return Deno.networkInterfaces().some(({ address }) => address === "::1");
}
