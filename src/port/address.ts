/** A numeric IP address and a port: the source or the destination of a datagram. */
export interface Address {
  /** An IPv4 or IPv6 literal, never a name; IPv4 is never written as `::ffff:a.b.c.d`. */
  readonly hostname: string;
  /** 0 to 65535. */
  readonly port: number;
}

/** Whether two addresses are the same host; their ports may differ. */
export function sameHost(a: Address, b: Address): boolean {
  return a.hostname === b.hostname;
}

/** Whether two addresses are the same host and port. */
export function sameAddress(a: Address, b: Address): boolean {
  return a.port === b.port && a.hostname === b.hostname;
}

/** `192.0.2.1:9699` or `[2001:db8::1]:9699`. */
export function formatAddress({ hostname, port }: Address): string {
  return hostname.includes(":") ? `[${hostname}]:${port}` : `${hostname}:${port}`;
}
