import { PeerStore, type StoredPeer } from "../../io/files/peer_store.ts";
import { userFolders } from "../../io/files/user_folders.ts";
import { UserError } from "../user_error.ts";

/** The path of this user's known peers; `undefined` for a user without a home. */
export function peersPath(): string | undefined {
  const folder = userFolders(Deno.build.os, (name) => Deno.env.get(name))?.state;
  return folder && `${folder}/peers.json`;
}

/** This user's known peers. */
export function openPeerStore(): PeerStore {
  const path = peersPath();
  if (path === undefined) {
    throw new UserError("this user has no home folder to keep peers in", "set HOME, or use --no-remember");
  }
  return new PeerStore(path);
}

/** The store's peers. Throws a {@linkcode UserError} if they cannot be read. */
export function readPeers(store: PeerStore): StoredPeer[] {
  try {
    return store.list();
  } catch (error) {
    throw new UserError(
      `the known peers in ${store.path} cannot be read: ${(error as Error).message}`,
      "make it readable for you, or move it away: every peer then needs a code again",
    );
  }
}

/** Removes temporary files of killed programs, and makes the list private. Tells `say` what was done. */
export function tidyPeers(store: PeerStore, say: (text: string) => void): void {
  store.removeLeftovers();
  try {
    const mode = store.makePrivate();
    if (mode !== undefined) say(`others could read ${store.path} (mode ${mode.toString(8)}): now only you can`);
  } catch (error) {
    say(`others can read ${store.path}, which holds secrets: ${(error as Error).message}`);
  }
}

/**
 * The peers that a call knows, and where it saves them. With `--no-remember` it needs neither: a list that is missing or
 * unreadable then counts as empty. `say` is told what was repaired or is missing; the text is not yet safe to print.
 */
export function peersOfCall(
  remember: boolean,
  say: (text: string) => void,
): { readonly store?: PeerStore; readonly peers: readonly StoredPeer[] } {
  if (!remember && peersPath() === undefined) return { peers: [] };
  const store = openPeerStore();
  if (remember) tidyPeers(store, say);
  try {
    return { store, peers: readPeers(store) };
  } catch (error) {
    if (remember) throw error;
    say(`${(error as Error).message}; nobody is known in this call`);
    return { peers: [] };
  }
}
