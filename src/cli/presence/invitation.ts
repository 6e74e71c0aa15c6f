import type { NetworkInterface } from "../../io/network/network_interface.ts";
import type { Invitation } from "../../port/display.ts";
import { formatCallLink } from "../../invitation/call_link.ts";
import { callCommand } from "./call_instructions.ts";
import { listeningAddresses } from "./own_addresses.ts";
import type { Options } from "../options/parse_args.ts";

/** More than these nobody reads out. */
const ADDRESS_LIMIT = 4;

/** How the server of these options can be called by whoever has the code. */
export function invitation(
  { host, port, wire }: Pick<Options, "host" | "port" | "wire">,
  interfaces: readonly NetworkInterface[],
  code: string | undefined,
): Invitation {
  const addresses = listeningAddresses(host, interfaces).map(({ address }) => address);
  const [first] = addresses;
  if (first === undefined) return { addresses };
  const command = callCommand(first, port) + (wire === "plain" ? " --wire plain" : "");
  // What follows a % is the caller's own to fill in; a link carries no wire, and no code of the plain one.
  const link = wire === "plain" || first.includes("%") ? undefined : formatCallLink({ host: first, port, code });
  return { addresses: addresses.slice(0, ADDRESS_LIMIT), command, link };
}
