import { channelPort } from "../../../wire/channel_port.ts";
import { NetworkError } from "../../../port/network.ts";
import { fail, type Finding, ok, warn } from "./check.ts";
import type { Transport } from "./port_holder.ts";

export interface PortProbe {
  /** Binds the port and releases it. Throws a {@linkcode NetworkError} if that fails. */
  bind(transport: Transport, port: number): Promise<void>;
  /** The program that uses the port, if the system says. */
  holder(transport: Transport, port: number): Promise<string | undefined>;
}

/** Can a server open its ports? The sealed wire needs the first, and uses two more. */
export async function checkPorts(
  base: number,
  { bind, holder }: PortProbe,
  wire: "sealed" | "plain" = "plain",
): Promise<Finding[]> {
  const channels = [
    ...wire === "plain" ? [["udp", channelPort(base, 3)]] as const : [],
    ["tcp", channelPort(base, 2)],
    ["tcp", channelPort(base, 1)],
    ["udp", base],
  ] as const;
  const findings: Finding[] = [];
  for (const [transport, port] of channels) {
    try {
      await bind(transport, port);
    } catch (error) {
      const who = await holder(transport, port);
      const held = who === undefined ? "" : ` (it is ${who})`;
      const hints = error instanceof NetworkError ? [error.hint] : [];
      const what = `${(error as Error).message}${held}`;
      if (wire === "plain" || port === base) findings.push(fail("ports", what, ...hints));
      else {findings.push(
          warn("ports", what, "a server works without it: it only tells callers on the plain wire why they fail"),
        );}
    }
  }
  if (findings.length > 0) return findings;
  const udp = wire === "plain" ? `${channelPort(base, 3)} and ${base}` : `${base}`;
  return [ok("ports", `UDP ${udp}, TCP ${channelPort(base, 2)} and ${channelPort(base, 1)} are free`)];
}
