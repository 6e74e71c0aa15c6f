/** A server that claims to be in one of this machine's networks. Nothing about it is proven; its name is still unescaped. */
export interface FoundServer {
  /** Stays the same while it is there. */
  readonly key: string;
  /** At most 63 bytes of UTF-8, of any characters. */
  readonly name: string;
  /** Numeric addresses in this machine's networks, the one to try first at the front. Never empty. */
  readonly addresses: readonly string[];
  /** The base port, 4 to 65535. */
  readonly port: number;
  /** The wire that it claims to speak. For people to read; nothing depends on it. */
  readonly wire?: "plain" | "sealed";
  readonly version?: string;
  /** The number with which its codes begin, as it claims: 1 to 999. An older server announces none. */
  readonly number?: number;
}
