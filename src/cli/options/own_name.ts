import type { Options } from "./parse_args.ts";

/**
 * What this end is called in the conversation, where it was not told: on the sealed wire, which carries names, what people
 * call their machine; on the plain one what the peer's end calls it, too.
 */
export function ownName({ name, role, wire }: Options): string {
  if (name !== undefined || wire === "plain") return name ?? role!;
  try {
    return Deno.hostname() || role!;
  } catch {
    return role!;
  }
}
