import type { Wire } from "../wire.ts";
import { SealedClient, type SealedClientOptions } from "./sealed_client.ts";
import { SealedServer, type SealedServerOptions } from "./sealed_server.ts";

export type SealedWireOptions = SealedServerOptions | SealedClientOptions;

/**
 * vchat's own wire, described in PROTOCOL.md: both ends prove that they know the same code or pair secret, and everything
 * after that is encrypted, authenticated and repaired. A server's first outputs hold `code_changed`; a client without
 * `code` and without a known peer that the server knows says `code_needed` and waits for a `code` input. What comes as
 * `peer_remembered` is to be kept and given as `peers` next time.
 */
export function createSealedWire(options: SealedWireOptions): Wire {
  return options.role === "server" ? new SealedServer(options) : new SealedClient(options);
}
