import type { Transport } from "./port_holder.ts";

/** A channel of a server. */
export interface Channel {
  readonly transport: Transport;
  readonly port: number;
}

/** The channels of a server at `base`. */
export function channelsOf(base: number): Channel[] {
  return [
    { transport: "udp", port: base - 3 },
    { transport: "tcp", port: base - 2 },
    { transport: "tcp", port: base - 1 },
    { transport: "udp", port: base },
  ];
}

/** Which channels `ufw status` lets nobody use; `undefined` when ufw is not active. */
export function blockedByUfw(status: string, channels: readonly Channel[]): Channel[] | undefined {
  if (!/^Status: active/m.test(status)) return undefined;
  // To                         Action      From
  const allowed = [...status.matchAll(/^(\S+)(?: \(v6\))?(?: +on \S+)? +(?:ALLOW|LIMIT)/gm)].map(([, to]) => to);
  return channels.filter((channel) => !allowed.some((to) => to === "Anywhere" || covers(to, ":", channel)));
}

/** Which channels firewalld's default zone lets nobody use, by `firewall-cmd --list-all`. */
export function blockedByFirewalld(zone: string, channels: readonly Channel[]): Channel[] {
  if (/^\s*target: ACCEPT/m.test(zone)) return [];
  const ports = (/^\s*ports:(.*)$/m.exec(zone)?.[1] ?? "").trim().split(/\s+/);
  return channels.filter((channel) => !ports.some((port) => covers(port, "-", channel)));
}

/**
 * Which channels the packet filter lets nobody use, by `nft list ruleset`; `undefined` when it lets in whatever no rule
 * stops. Only rules that name ports are understood, so a channel may be let in all the same.
 */
export function blockedByNftables(ruleset: string, channels: readonly Channel[]): Channel[] | undefined {
  if (!/hook input [^}]*?policy drop/.test(ruleset)) return undefined;
  const accepting = ruleset.split("\n").filter((line) => /\bdport\b.*\baccept\b/.test(line));
  const rules = accepting.flatMap((line) => {
    const transport = /\b(udp|tcp) dport\b/.exec(line)?.[1];
    const ports = /dport (?:\{([^}]*)\}|(\S+))/.exec(line);
    return (ports?.[1] ?? ports?.[2] ?? "").split(",").map((port) =>
      transport ? `${port.trim()}/${transport}` : port.trim()
    );
  });
  return channels.filter((channel) => !rules.some((rule) => covers(rule, "-", channel)));
}

/** `9699`, `9699/udp`, and with `dash` in between a range: `9696:9699/udp`. */
function covers(rule: string, dash: string, { transport, port }: Channel): boolean {
  const [ports, wanted] = rule.split("/");
  if (wanted !== undefined && wanted !== transport) return false;
  return ports.split(",").some((part) => {
    const [first, last = first] = part.split(dash).map(Number);
    return first <= port && port <= last;
  });
}
