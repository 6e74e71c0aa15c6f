/** A server that says it is in one of this machine's networks. Nothing of it is proven; its name is still unescaped. */
export interface FoundServer {
  /** Stays the same while it is there. */
  readonly key: string;
  /** At most 63 bytes of UTF-8, of any characters. */
  readonly name: string;
  /** Numeric addresses in this machine's networks, the one to try first in front. Never empty. */
  readonly addresses: readonly string[];
  /** The base port, 4 to 65535. */
  readonly port: number;
  /** What it says it speaks. For people to read: it decides nothing. */
  readonly wire?: "plain" | "sealed";
  readonly version?: string;
}
