/** A numeric IP address and a port: the source or the destination of a datagram. */
export interface Address {
  /** An IPv4 or IPv6 literal, never a name; IPv4 is never written as `::ffff:a.b.c.d`. */
  readonly hostname: string;
  /** 0 to 65535. */
  readonly port: number;
  /**
   * If datagrams do not go there as plain UDP: which TCP stream or relay carries them (`tcp 17`, `relay 9f3a`). It never comes from
   * the network. Only the sealed wire knows such addresses; sockets never get one.
   */
  readonly via?: string;
}

/** How packets get to a peer: from address to address, through a relay that cannot open them, or over TCP. */
export type PathKind = "direct" | "relay" | "tcp";

/** Whether two addresses are the same host; their ports may differ. */
export function sameHost(a: Address, b: Address): boolean {
  return a.hostname === b.hostname;
}

/** Whether two addresses are the same host and port, reached in the same way. */
export function sameAddress(a: Address, b: Address): boolean {
  return a.port === b.port && a.hostname === b.hostname && a.via === b.via;
}

/** `192.0.2.1:9699` or `[2001:db8::1]:9699`; `192.0.2.1:9699 (tcp 17)` if it is not reached by plain UDP. */
export function formatAddress({ hostname, port, via }: Address): string {
  const plain = hostname.includes(":") ? `[${hostname}]:${port}` : `${hostname}:${port}`;
  return via === undefined ? plain : `${plain} (${via})`;
}
