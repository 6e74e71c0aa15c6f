/** `::ffff:192.0.2.1`, as a socket for both IP versions reports an IPv4 peer, to `192.0.2.1`. */
export function unmapped(hostname: string): string {
  return hostname.startsWith("::ffff:") && hostname.includes(".") ? hostname.slice(7) : hostname;
}

/** Whether this is an IPv4 or IPv6 literal (the latter perhaps with a zone: `fe80::1%eth0`). */
export function isIpLiteral(hostname: string): boolean {
  return /^\d{1,3}(\.\d{1,3}){3}$/.test(hostname) || /^[0-9a-fA-F:.]*:[0-9a-fA-F:.]*(%[\w.-]+)?$/.test(hostname);
}
