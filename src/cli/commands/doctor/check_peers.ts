import { fail, type Finding, ok, warn } from "./check.ts";

export interface PeersProbe {
  /** The file of known peers; `undefined` for a user without a home. */
  readonly path: string | undefined;
  /** How many peers are known. Throws if the file cannot be read. */
  count(): number;
  /** Makes the file private if others could read it, and returns its earlier mode in that case. Throws on failure. */
  makePrivate(): number | undefined;
  /** Why a new peer could not be saved, in the system's words. */
  obstacle(): string | undefined;
}

/** Can known peers be read, which a sealed call does first? Is the file private? Can a new peer be saved? */
export function checkPeers({ path, count, makePrivate, obstacle }: PeersProbe, remember = true): Finding[] {
  if (!remember) return [ok("peers", "not kept: --no-remember")];
  if (path === undefined) {
    return [fail("peers", "this user has no home folder to keep known peers in", "set HOME, or use --no-remember")];
  }
  return [...checkList(path, count, obstacle), ...exposure(path, makePrivate)];
}

function exposure(path: string, makePrivate: () => number | undefined): Finding[] {
  try {
    const mode = makePrivate();
    if (mode === undefined) return [];
    return [warn(
      "peers",
      `others could read ${path} (mode ${mode.toString(8)}), which holds secrets: now only you can`,
      "if somebody did, forget the peers and call them with a code: vchat peers forget NAME",
    )];
  } catch (error) {
    return [warn(
      "peers",
      `others can read ${path}, which holds secrets: ${(error as Error).message}`,
      `its owner must run: chmod 600 ${path}`,
    )];
  }
}

function checkList(path: string, count: () => number, obstacle: () => string | undefined): Finding[] {
  let known: number;
  try {
    known = count();
  } catch (error) {
    return [fail(
      "peers",
      `the known peers in ${path} cannot be read: ${(error as Error).message}`,
      "make it readable for you, or move it away: every peer then needs a code again",
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
