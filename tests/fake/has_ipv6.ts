/** Whether this machine has IPv6. Some containers do not. */
export function hasIpv6(): boolean {
  return Deno.networkInterfaces().some(({ address }) => address === "::1");
}
