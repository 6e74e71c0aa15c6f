import { keptPreferences } from "../../io/window/save/page_preferences.ts";
import type { Options } from "./parse_args.ts";

/**
 * The name of this end in the conversation. On the sealed wire, which carries names, the default is the name
 * that the person has typed on the start page, and else the machine's. On
 * the plain wire it is the role, which is also what the peer's end shows.
 */
export function ownName({ name, role, wire }: Options): string {
  if (name !== undefined || wire === "plain") return name ?? role!;
  const kept = keptPreferences({ os: Deno.build.os, env: (name) => Deno.env.get(name) }).name;
  if (kept !== undefined) return kept;
  try {
    return Deno.hostname() || role!;
  } catch {
    return role!;
  }
}
