import type { PeerStore } from "../../io/files/peer_store.ts";
import { EXIT_CODE } from "./exit_code.ts";
import { openPeerStore, readPeers, tidyPeers } from "./known_peers.ts";
import { UsageError, UserError } from "../user_error.ts";
import { print, printError } from "../console/print.ts";
import { jsonLine } from "../console/event_writer.ts";
import { visibleText } from "../console/visible_text.ts";
import type { Options } from "../options/parse_args.ts";
import { peerForPrograms, peersTable } from "./peers_table.ts";

/**
 * `vchat peers` prints the known peers as a table, newest call first, or with `--json` as an array. `vchat peers forget NAME`
 * forgets: the next call needs a code.
 */
export async function runPeers({ json }: Options, [verb, name]: readonly string[]): Promise<number> {
  const store = openPeerStore();
  tidyPeers(store, (text) => printError(`vchat: ${visibleText(text)}`));
  const peers = readPeers(store);
  if (verb === undefined) {
    if (json) print(jsonLine(peers.map(peerForPrograms)));
    else if (peers.length > 0) { for (const line of peersTable(peers)) print(line); }
    else printError("vchat: no known peers yet: a first call with a code makes a peer known");
    return EXIT_CODE.ok;
  }
  if (verb !== "forget" || name === undefined) {
    throw new UsageError(
      verb === "forget" ? "whom to forget?" : `peers does not know ${verb}`,
      "vchat peers lists those that are known; vchat peers forget NAME forgets one",
    );
  }
  const forgotten = await forget(store, name);
  if (forgotten === 0) throw new UserError(`no peer is called ${name}`, "vchat peers lists those that are known");
  printError(`vchat: forgot ${forgotten === 1 ? visibleText(name) : `${forgotten} peers called ${visibleText(name)}`}`);
  return EXIT_CODE.ok;
}

async function forget(store: PeerStore, name: string): Promise<number> {
  try {
    return await store.forget(name);
  } catch (error) {
    throw new UserError(
      `${store.path} cannot be written: ${(error as Error).message}`,
      "make it and its folder writable for you",
    );
  }
}
