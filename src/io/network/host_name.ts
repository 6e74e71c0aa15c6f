import { formatIp, parseIp } from "../../port/ip_address.ts";

/** `::ffff:192.0.2.1`, as a socket for both IP versions reports an IPv4 peer, to `192.0.2.1`. */
export function unmapped(hostname: string): string {
  return hostname.startsWith("::ffff:") && hostname.includes(".") ? hostname.slice(7) : hostname;
}

/** `192.0.2.1` to `::ffff:192.0.2.1`, as a socket for both IP versions wants it; anything else as it is. */
export function mapped(hostname: string): string {
  return hostname.includes(":") ? hostname : `::ffff:${hostname}`;
}

/**
 * An IP literal as the operating system will report it, so that addresses can be compared as strings: `2001:DB8:0::1` to
 * `2001:db8::1`, `::ffff:192.0.2.1` to `192.0.2.1`. A zone stays. `undefined` if it is not a literal.
 */
export function canonicalIp(hostname: string): string | undefined {
  const [, address, zone = ""] = /^([^%]*)(%[\w.-]{1,64})?$/.exec(hostname) ?? [];
  const bytes = address === undefined ? undefined : parseIp(address);
  if (bytes === undefined) return undefined;
  if (bytes.length === 4) return zone === "" ? formatIp(bytes) : undefined;
  const isMapped = bytes.subarray(0, 10).every((byte) => byte === 0) && bytes[10] === 0xff && bytes[11] === 0xff;
  return isMapped ? formatIp(bytes.subarray(12)) : formatIp(bytes) + zone;
}

/** Whether this is an IPv6 address that is only meaningful together with a network interface (RFC 4291, fe80::/10). */
export function isLinkLocalIpv6(hostname: string): boolean {
  return /^fe[89ab][0-9a-f]:/i.test(hostname);
}
