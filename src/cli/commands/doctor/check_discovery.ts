import type { FoundServer } from "../../../io/discovery/found_server.ts";
import { visibleName } from "../../console/visible_text.ts";
import { type Finding, ok, warn } from "./check.ts";

/** The servers that answered, or why this network cannot be searched. */
export type Discovery = { readonly servers: readonly FoundServer[] } | { readonly problem: string };

/** Can ends on this network find each other? If not, they can still call by address. */
export async function checkDiscovery(look: () => Promise<Discovery>): Promise<Finding[]> {
  const found = await look();
  if ("problem" in found) {
    return [warn(
      "discovery",
      `cannot search this network for servers: ${found.problem}`,
      "call by address: vchat ADDRESS",
    )];
  }
  const { servers } = found;
  if (servers.length === 0) return [ok("discovery", "no server on this network announces itself now")];
  return [ok(
    "discovery",
    servers.length === 1 ? "one server in this network" : `${servers.length} servers in this network`,
    ...servers.map(({ name, addresses, port }) => `${visibleName(name)}: ${addresses[0]}, port ${port}`),
  )];
}
