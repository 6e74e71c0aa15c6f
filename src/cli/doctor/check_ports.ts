import { NetworkError } from "../../port/network.ts";
import { fail, type Finding, ok } from "./check.ts";
import type { Transport } from "./port_holder.ts";

export interface PortProbe {
  /** Takes the port and gives it back. Throws a {@linkcode NetworkError} where it cannot be had. */
  bind(transport: Transport, port: number): Promise<void>;
  /** The program that has the port, if the system tells. */
  holder(transport: Transport, port: number): Promise<string | undefined>;
}

/** Can a server have its four ports? */
export async function checkPorts(base: number, { bind, holder }: PortProbe): Promise<Finding[]> {
  const channels = [
    ["udp", base - 3],
    ["tcp", base - 2],
    ["tcp", base - 1],
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
      findings.push(fail("ports", `${(error as Error).message}${held}`, ...hints));
    }
  }
  if (findings.length > 0) return findings;
  return [ok("ports", `UDP ${base - 3} and ${base}, TCP ${base - 2} and ${base - 1} are free`)];
}
