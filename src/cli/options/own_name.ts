import type { Options } from "./parse_args.ts";

/**
 * What this end is called in the conversation. The default on the sealed wire, which carries names, is the machine's
 * name; on the plain wire it is the role, as at the peer's end.
 */
export function ownName({ name, role, wire }: Options): string {
  if (name !== undefined || wire === "plain") return name ?? role!;
  try {
    return Deno.hostname() || role!;
  } catch {
    return role!;
  }
}
