import type { Wire } from "../wire.ts";
import { KnownCandidates } from "./path/known_candidates.ts";
import type { OpenCarrier } from "./path/path_carrier.ts";
import { PathWire } from "./path/path_wire.ts";
import { SealedClient, type SealedClientOptions } from "./sealed_client.ts";
import { SealedServer, type SealedServerOptions } from "./sealed_server.ts";

export type SealedWireOptions = SealedServerOptions | SealedClientOptions;

/**
 * vchat's own wire, described in PROTOCOL.md. Both ends prove that they know the same code or pair secret. Everything after that
 * is encrypted and authenticated, and losses are repaired. A server's first outputs include `code_changed`. A client that has
 * neither a `code` nor a pair secret with the server outputs `code_needed` once the server answers, and waits for a `code` input. The caller keeps what
 * `peer_remembered` says, and passes it as `peers` next time. `carriers`: the paths that it may use besides plain UDP.
 */
export function createSealedWire(options: SealedWireOptions, carriers: readonly OpenCarrier[] = []): Wire {
  const candidates = new KnownCandidates();
  const inner = options.role === "server"
    ? new SealedServer({ ...options, candidates })
    : new SealedClient({ ...options, candidates });
  return new PathWire(inner, candidates, carriers);
}
