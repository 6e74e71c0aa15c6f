import type { NetworkInterface } from "../../io/network/network_interface.ts";
import type { Invitation } from "../../port/display.ts";
import { formatCallLink, formatHostPort } from "../../invitation/call_link.ts";
import { qrPicture } from "../../invitation/call_qr.ts";
import { callCommand } from "./call_instructions.ts";
import { gatherCandidates, type OutsideAddresses } from "./gather_candidates.ts";
import { listeningAddresses } from "./own_addresses.ts";
import type { Options } from "../options/parse_args.ts";

/** Nobody reads out more addresses than this. */
const ADDRESS_LIMIT = 4;

/** How to call the server of these options with the code. */
export function invitation(
  { host, port, wire, window }: Pick<Options, "host" | "port" | "wire" | "window">,
  interfaces: readonly NetworkInterface[],
  code: string | undefined,
  outside?: OutsideAddresses,
): Invitation {
  const own = listeningAddresses(host, interfaces);
  const [{ address: first } = {}] = own;
  if (first === undefined) return { addresses: [] };
  const candidates = gatherCandidates(own, port, wire === "plain" ? undefined : outside);
  const mapped = candidates.filter(({ kind }) => kind === "mapped" || kind === "reflexive").map(formatHostPort);
  const addresses = [first, ...mapped, ...own.slice(1).map(({ address }) => address)];
  const command = callCommand(first, port) + (wire === "plain" ? " --wire plain" : "");
  // No link if the caller must replace what follows a %, or on the plain wire: links do not name it, and it has no codes.
  const link = wire === "plain" || first.includes("%")
    ? undefined
    : formatCallLink({ ...candidates[0], others: candidates.slice(1), code });
  const qr = window && link !== undefined ? qrPicture(link) : undefined;
  return {
    addresses: addresses.slice(0, ADDRESS_LIMIT),
    reach: outside?.mapping && mapped.length > 0 ? "public" : own[0].kind,
    command,
    link,
    qr,
  };
}
