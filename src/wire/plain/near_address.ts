/** Private networks, which the internet does not route: RFC 1918, RFC 3927, loopback, RFC 4193, link-local. */
const PRIVATE_IPV4 = /^(10\.|127\.|169\.254\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)/;
const PRIVATE_IPV6 = /^(f[cd][0-9a-f]{2}:|fe[89ab][0-9a-f]:)/;

/**
 * Whether two numeric addresses probably belong to the same machine: they are in one network (/24, /64), or both are private.
 * A stranger who can send from such an address could also forge the other one.
 */
export function isNear(a: string, b: string): boolean {
  if (a.includes(":") !== b.includes(":")) return false;
  if (!a.includes(":")) {
    return networkOfIpv4(a) === networkOfIpv4(b) || (PRIVATE_IPV4.test(a) && PRIVATE_IPV4.test(b));
  }
  return networkOfIpv6(a) === networkOfIpv6(b) || (PRIVATE_IPV6.test(a) && PRIVATE_IPV6.test(b));
}

function networkOfIpv4(hostname: string): string {
  return hostname.slice(0, hostname.lastIndexOf("."));
}

/** The first four groups of an address, in the short form that operating systems print. */
function networkOfIpv6(hostname: string): string {
  const [head, tail] = hostname.replace(/%.*/, "").split("::");
  const groups = head === "" ? [] : head.split(":");
  const last = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = tail === undefined ? [] : new Array(Math.max(0, 8 - groups.length - last.length)).fill("0");
  return [...groups, ...zeros, ...last].slice(0, 4).join(":");
}
