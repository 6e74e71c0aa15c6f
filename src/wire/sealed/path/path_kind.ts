import type { Address, PathKind } from "../../../port/address.ts";

/** How datagrams get to an address: the first word of its `via` is the kind of path. */
export function pathKind({ via }: Address): PathKind {
  return via === undefined ? "direct" : via.startsWith("tcp ") ? "tcp" : "relay";
}

/** The better the path, the higher the rank: direct, then a relay, then TCP. */
export function pathRank(address: Address): number {
  const kind = pathKind(address);
  return kind === "direct" ? 2 : kind === "relay" ? 1 : 0;
}
