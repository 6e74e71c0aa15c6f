/** RFC 1918, RFC 6598 (behind a provider's NAT), RFC 3927, RFC 4193 and RFC 4291 (link-local). */
const PRIVATE =
  /^(?:10\.|192\.168\.|169\.254\.|172\.(?:1[6-9]|2\d|3[01])\.|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|f[cd][0-9a-f]{2}:|fe[89ab][0-9a-f]:)/i;

/** Whether an address is one of a single network, so that in another network another machine may have it. */
export function isPrivateAddress(hostname: string): boolean {
  return PRIVATE.test(hostname);
}
