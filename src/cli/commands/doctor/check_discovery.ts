import type { FoundServer } from "../../../io/discovery/found_server.ts";
import { visibleName } from "../../console/visible_text.ts";
import { type Finding, ok, warn } from "./check.ts";

/** Servers that answered, or why this network cannot be asked. */
export type Discovery = { readonly servers: readonly FoundServer[] } | { readonly problem: string };

/** Do ends on this network find each other by themselves? If not, they can call each other by address. */
export async function checkDiscovery(look: () => Promise<Discovery>): Promise<Finding[]> {
  const found = await look();
  if ("problem" in found) {
    return [warn(
      "discovery",
      `this network cannot be asked for servers: ${found.problem}`,
      "call by address: vchat --role client --host ADDRESS",
    )];
  }
  const { servers } = found;
  if (servers.length === 0) return [ok("discovery", "no server announces itself in this network now")];
  return [ok(
    "discovery",
    servers.length === 1 ? "one server in this network" : `${servers.length} servers in this network`,
    ...servers.map(({ name, addresses, port }) => `${visibleName(name)}: ${addresses[0]}, port ${port}`),
  )];
}
