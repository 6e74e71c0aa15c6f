import { decodeBase64, encodeBase64 } from "@std/encoding";
import { basename, dirname } from "node:path";
import { fileTarget } from "./file_target.ts";
import { LockedFile } from "./locked_file.ts";
import { readRegularFile } from "./read_regular_file.ts";

/** A peer that this end has been in a sealed call with. */
export interface StoredPeer {
  /** Names the pair, not the secret; hexadecimal. */
  readonly id: string;
  /** What the peer called itself, as it came from it. */
  readonly name: string;
  /** 32 bytes that only the two ends know. */
  readonly secret: Uint8Array;
  /** Where this end called it, as `formatAddress` writes it; "" if it was the one that called. */
  readonly calledAt: string;
  /** This end's side of the pair. Absent until a call in which both ends knew of sides. */
  readonly side?: "A" | "B";
  /** Last call, in milliseconds since the epoch. */
  readonly lastCallMs: number;
  /** When it became known, likewise. Absent if an older version wrote it. */
  readonly sinceMs?: number;
}

const SECRET_BYTES = 32;
const MAX_PEERS = 1000;
const FILE_VERSION = 1;
/** Many times the size of a full list. */
const MAX_FILE_BYTES = 16 * 1024 * 1024;
/** The latest possible date, in milliseconds from the epoch (ECMA-262, 21.4.1.1). */
const MAX_TIME_MS = 8.64e15;
/** Temporary files that earlier versions wrote next to the list, and left there when they were killed. */
const OLD_LEFTOVER = /^\.[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * The known peers, in a file that only its owner can read. Every change writes a new file next to it, through to the disk, and
 * renames it: a crash leaves the old file or the new one, never half of one. The new file is the lock as well: of two
 * programs that change the list, one waits.
 */
export class PeerStore {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  /** Newest call first. A missing or empty file is an empty list. Throws if the file cannot be read or makes no sense. */
  list(): StoredPeer[] {
    let text: string;
    try {
      text = new TextDecoder().decode(readRegularFile(this.path, MAX_FILE_BYTES));
    } catch (error) {
      if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return [];
      throw error;
    }
    // A power cut leaves an empty file, or one full of zeros.
    // deno-lint-ignore no-control-regex
    if (/^[\s\u0000]*$/.test(text)) return [];
    return parsePeers(text).toSorted((a, b) => b.lastCallMs - a.lastCallMs);
  }

  /**
   * Adds a peer, known since its last call, or replaces the one with its id: it has been known for longer, and where it was called
   * is kept if it now called itself, and so is this end's side. If there are too many, the oldest are removed.
   */
  async remember(peer: StoredPeer): Promise<void> {
    await this.#change((peers) => {
      const before = peers.find(({ id }) => id === peer.id);
      const sinceMs = before ? before.sinceMs : peer.sinceMs ?? peer.lastCallMs;
      return [
        { ...peer, calledAt: peer.calledAt || (before?.calledAt ?? ""), side: before?.side ?? peer.side, sinceMs },
        ...peers.filter((other) => other !== before),
      ].slice(0, MAX_PEERS);
    });
  }

  /** Forgets every peer with that name or id, and returns how many. */
  async forget(nameOrId: string): Promise<number> {
    const isKept = ({ id, name }: StoredPeer) => id !== nameOrId && name !== nameOrId;
    const count = this.list().filter((peer) => !isKept(peer)).length;
    if (count > 0) await this.#change((peers) => peers.filter(isKept));
    return count;
  }

  /** Removes what a killed program left next to the file: it holds secrets. */
  removeLeftovers(): void {
    const target = fileTarget(this.path);
    const folder = dirname(target), name = basename(target);
    try {
      Deno.lstatSync(besideOf(target));
      LockedFile.tryOpen(besideOf(target))?.remove();
    } catch {
      // There is none, or it is not this user's to remove.
    }
    try {
      for (const entry of Deno.readDirSync(folder)) {
        if (entry.name.startsWith(name) && OLD_LEFTOVER.test(entry.name.slice(name.length))) {
          Deno.removeSync(`${folder}/${entry.name}`);
        }
      }
    } catch {
      // There is no such folder yet, or nothing may be removed there.
    }
  }

  /**
   * Makes the file private if others could read it, and returns the mode it had in that case. Throws if that is not possible.
   */
  makePrivate(): number | undefined {
    if (Deno.build.os === "windows") return undefined; // a user's folder is private there
    let mode: number;
    try {
      const { isFile, mode: found } = Deno.statSync(this.path);
      if (!isFile) return undefined;
      mode = found! & 0o777;
    } catch {
      return undefined; // it does not exist, or cannot be read
    }
    if (!(mode & 0o077)) return undefined;
    Deno.chmodSync(this.path, 0o600);
    return mode;
  }

  async #change(change: (peers: StoredPeer[]) => readonly StoredPeer[]): Promise<void> {
    // A link stays a link: the file it leads to is written.
    const target = fileTarget(this.path);
    Deno.mkdirSync(dirname(target), { recursive: true, mode: 0o700 });
    const beside = await LockedFile.open(besideOf(target));
    try {
      const peers = change(this.list());
      refuseSpecialFile(target);
      const json = JSON.stringify({
        version: FILE_VERSION,
        peers: peers.map((peer) => ({ ...peer, secret: encodeBase64(peer.secret) })),
      });
      await beside.replace(new TextEncoder().encode(json + "\n"));
      beside.rename(target);
    } catch (error) {
      beside.remove();
      throw error;
    }
  }
}

function besideOf(path: string): string {
  return `${path}.new`;
}

/** A rename would replace a device with a file. */
function refuseSpecialFile(path: string): void {
  try {
    if (Deno.statSync(path).isFile) return;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return;
    throw error;
  }
  throw new Error("it is no regular file");
}

function bytesOf(base64: string): Uint8Array | undefined {
  try {
    return decodeBase64(base64);
  } catch {
    return undefined;
  }
}

/** Reads the file's text. Throws a `SyntaxError` that says what is wrong with it. */
export function parsePeers(text: string): StoredPeer[] {
  const file = JSON.parse(text);
  if (file?.version !== FILE_VERSION || !Array.isArray(file.peers)) throw new SyntaxError("not a list of peers");
  return file.peers.map((peer: Record<string, unknown>) => {
    const { id, name, secret, calledAt, side, lastCallMs, sinceMs } = peer;
    if (
      typeof id !== "string" || typeof name !== "string" || typeof secret !== "string" ||
      typeof calledAt !== "string" || typeof lastCallMs !== "number"
    ) throw new SyntaxError("a peer without an id, name, secret, address or time");
    if (!(Math.abs(lastCallMs) <= MAX_TIME_MS)) throw new SyntaxError(`the last call with ${id} was at no time`);
    const bytes = bytesOf(secret);
    if (bytes === undefined) throw new SyntaxError(`the secret of ${id} is not base64`);
    if (bytes.length !== SECRET_BYTES) throw new SyntaxError(`the secret of ${id} has ${bytes.length} bytes, not 32`);
    const isTime = typeof sinceMs === "number" && Math.abs(sinceMs) <= MAX_TIME_MS;
    const isSide = side === "A" || side === "B";
    return { id, name, secret: bytes, calledAt, ...isSide ? { side } : {}, lastCallMs, ...isTime ? { sinceMs } : {} };
  });
}
