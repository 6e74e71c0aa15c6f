/** A UDP port of a router that it forwards to this machine. */
export interface PortMapping {
  readonly protocol: "PCP" | "NAT-PMP" | "UPnP";
  /** The router's address towards the Internet: IPv4, as it says itself. Behind a second router it is a private one. */
  readonly externalAddress: string;
  readonly externalPort: number;
  /** How long the router keeps it, in seconds. Infinity: until it is taken back. */
  readonly lifetimeSeconds: number;
}

/** What to ask a router for. */
export interface WantedMapping {
  /** This machine's IPv4 address in the router's network. */
  readonly ownAddress: string;
  readonly internalPort: number;
  /** The router may give another one. */
  readonly externalPort: number;
  /** 0 takes the mapping back. */
  readonly lifetimeSeconds: number;
}

/** PCP and NAT-PMP share a port of the router (RFC 6887, section 19.1). */
export const PCP_PORT = 5351;
