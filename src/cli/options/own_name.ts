import type { Options } from "./parse_args.ts";

/**
 * The name of this end in the conversation. On the sealed wire, which carries names, the default is the machine's name. On
 * the plain wire it is the role, which is also what the peer's end shows.
 */
export function ownName({ name, role, wire }: Options): string {
  if (name !== undefined || wire === "plain") return name ?? role!;
  try {
    return Deno.hostname() || role!;
  } catch {
    return role!;
  }
}
