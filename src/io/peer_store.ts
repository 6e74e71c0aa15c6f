import { decodeBase64, encodeBase64 } from "@std/encoding";

/** Somebody this end has been in a sealed call with. */
export interface StoredPeer {
  /** Names the pair, not the secret; hexadecimal. */
  readonly id: string;
  /** What the peer called itself, as it came from it. */
  readonly name: string;
  /** 32 bytes that only the two ends know. */
  readonly secret: Uint8Array;
  /** Where this end called it, as `formatAddress` writes it; "" where it was the one that called. */
  readonly calledAt: string;
  /** Last call, in milliseconds since the epoch. */
  readonly lastCallMs: number;
}

const SECRET_BYTES = 32;
const MAX_PEERS = 1000;
const FILE_VERSION = 1;

/**
 * The peers that are known, in a file that only its owner can read. Every change rewrites it beside itself and renames:
 * a crash leaves the old file or the new one, never half of one.
 */
export class PeerStore {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  /** Newest call first. An absent file is an empty list; one that cannot be read or makes no sense throws. */
  list(): StoredPeer[] {
    let text: string;
    try {
      text = Deno.readTextFileSync(this.path);
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return [];
      throw error;
    }
    return parsePeers(text).toSorted((a, b) => b.lastCallMs - a.lastCallMs);
  }

  /** Adds a peer, or replaces the one with its id. The oldest go when there are too many. */
  remember(peer: StoredPeer): void {
    const others = this.list().filter(({ id }) => id !== peer.id);
    this.#write([peer, ...others].slice(0, MAX_PEERS));
  }

  /** Forgets every peer of that name or id; says how many. */
  forget(nameOrId: string): number {
    const peers = this.list();
    const kept = peers.filter(({ id, name }) => id !== nameOrId && name !== nameOrId);
    if (kept.length < peers.length) this.#write(kept);
    return peers.length - kept.length;
  }

  #write(peers: readonly StoredPeer[]): void {
    const folder = this.path.replace(/[/\\][^/\\]*$/, "");
    Deno.mkdirSync(folder, { recursive: true, mode: 0o700 });
    const beside = `${this.path}.${crypto.randomUUID()}`;
    const json = JSON.stringify({
      version: FILE_VERSION,
      peers: peers.map((peer) => ({ ...peer, secret: encodeBase64(peer.secret) })),
    });
    try {
      Deno.writeTextFileSync(beside, json + "\n", { createNew: true, mode: 0o600 });
      Deno.renameSync(beside, this.path);
    } catch (error) {
      try {
        Deno.removeSync(beside);
      } catch {
        // It was never made.
      }
      throw error;
    }
  }
}

/** Reads the file's text. Throws a `SyntaxError` that says what is wrong with it. */
export function parsePeers(text: string): StoredPeer[] {
  const file = JSON.parse(text);
  if (file?.version !== FILE_VERSION || !Array.isArray(file.peers)) throw new SyntaxError("not a list of peers");
  return file.peers.map((peer: Record<string, unknown>) => {
    const { id, name, secret, calledAt, lastCallMs } = peer;
    if (
      typeof id !== "string" || typeof name !== "string" || typeof secret !== "string" ||
      typeof calledAt !== "string" || typeof lastCallMs !== "number"
    ) throw new SyntaxError("a peer without an id, name, secret, address or time");
    const bytes = decodeBase64(secret);
    if (bytes.length !== SECRET_BYTES) throw new SyntaxError(`the secret of ${id} has ${bytes.length} bytes, not 32`);
    return { id, name, secret: bytes, calledAt, lastCallMs };
  });
}
