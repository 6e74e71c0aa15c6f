import { fail, type Finding, ok, warn } from "./check.ts";

export interface PeersProbe {
  /** Where the known peers are kept; `undefined` for a user without a home. */
  readonly path: string | undefined;
  /** How many there are. Throws where that cannot be told. */
  count(): number;
  /** What keeps a new one from being written, in the system's words. */
  obstacle(): string | undefined;
}

/** Can the known peers be read, which a sealed call does first, and a new one be kept? */
export function checkPeers({ path, count, obstacle }: PeersProbe): Finding[] {
  if (path === undefined) {
    return [fail("peers", "this user has no home folder to keep known peers in", "set HOME")];
  }
  let known: number;
  try {
    known = count();
  } catch (error) {
    return [fail(
      "peers",
      `the known peers in ${path} cannot be read: ${(error as Error).message}`,
      "make it readable for you, or move it away: then every peer needs a code once more",
    )];
  }
  const problem = obstacle();
  if (problem !== undefined) {
    return [warn(
      "peers",
      `no peer can be kept in ${path}: ${problem}`,
      "make the folder writable for you; until then a call needs a code every time",
    )];
  }
  return [ok("peers", known === 0 ? "nobody is known yet" : `${known} known`)];
}
