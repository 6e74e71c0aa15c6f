import { EXIT_CODE } from "./exit_code.ts";
import { openPeerStore, readPeers } from "./known_peers.ts";
import { PersonError, UsageError } from "./person_error.ts";
import { print, printError } from "./print.ts";
import { visibleName } from "./visible_text.ts";

/** `vchat peers`: one known peer a line, newest call first. `vchat peers forget NAME`: the next call needs a code. */
export function runPeers([verb, name]: readonly string[]): number {
  const store = openPeerStore();
  const peers = readPeers(store);
  if (verb === undefined) {
    for (const { id, name, calledAt, lastCallMs } of peers) {
      print([visibleName(name), id, new Date(lastCallMs).toISOString(), calledAt].join("\t").trimEnd());
    }
    if (peers.length === 0) printError("vchat: nobody is known yet: a first call with a code makes a peer known");
    return EXIT_CODE.ok;
  }
  if (verb !== "forget" || name === undefined) {
    throw new UsageError(
      verb === "forget" ? "whom to forget?" : `peers does not know ${verb}`,
      "vchat peers lists those that are known; vchat peers forget NAME forgets one",
    );
  }
  const forgotten = store.forget(name);
  if (forgotten === 0) throw new PersonError(`no peer is called ${name}`, "vchat peers lists those that are known");
  printError(`vchat: forgot ${forgotten === 1 ? name : `${forgotten} peers called ${name}`}`);
  return EXIT_CODE.ok;
}
