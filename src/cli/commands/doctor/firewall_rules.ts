import { channelPort } from "../../../wire/channel_port.ts";
import type { Transport } from "./port_holder.ts";

/** A channel of a server. */
export interface Channel {
  readonly transport: Transport;
  readonly port: number;
}

/** The channels of a server at `base` that callers must reach. */
export function channelsOf(base: number, wire: "sealed" | "plain" = "plain"): Channel[] {
  if (wire === "sealed") return [{ transport: "udp", port: base }];
  return [
    { transport: "udp", port: channelPort(base, 3) },
    { transport: "tcp", port: channelPort(base, 2) },
    { transport: "tcp", port: channelPort(base, 1) },
    { transport: "udp", port: base },
  ];
}

// To                         Action      From
const UFW_RULE = /^(\S+)(?: \(v6\))?(?: +on \S+)? +(?:ALLOW|LIMIT)(?! OUT| FWD)/gm;
const UFW_ANY_RULE = /^.* (?:ALLOW|LIMIT)(?! OUT| FWD)/gm;

/** Whether ufw has a rule whose ports `ufw status` does not show: for an application, or for one address. */
export function hasUnclearUfwRule(status: string): boolean {
  const ports = [...status.matchAll(UFW_RULE)].filter(([, to]) => to === "Anywhere" || /^[\d,:]+(?:\/\w+)?$/.test(to));
  return ports.length < [...status.matchAll(UFW_ANY_RULE)].length;
}

/** The channels that ufw blocks, read from `ufw status`; `undefined` if ufw is not active. */
export function blockedByUfw(status: string, channels: readonly Channel[]): Channel[] | undefined {
  if (!/^Status: active/m.test(status)) return undefined;
  const allowed = [...status.matchAll(UFW_RULE)].map(([, to]) => to);
  return channels.filter((channel) => !allowed.some((to) => to === "Anywhere" || covers(to, ":", channel)));
}

/** The channels that firewalld's default zone blocks, read from `firewall-cmd --list-all`. */
export function blockedByFirewalld(zone: string, channels: readonly Channel[]): Channel[] {
  if (/^\s*target: ACCEPT/m.test(zone)) return [];
  const ports = (/^\s*ports:(.*)$/m.exec(zone)?.[1] ?? "").trim().split(/\s+/);
  return channels.filter((channel) => !ports.some((port) => covers(port, "-", channel)));
}

/** `9699`, `9699/udp`, or a range with `dash` in between: `9696:9699/udp`. */
function covers(rule: string, dash: string, { transport, port }: Channel): boolean {
  const [ports, wanted] = rule.split("/");
  if (wanted !== undefined && wanted !== transport) return false;
  return ports.split(",").some((part) => {
    const [first, last = first] = part.split(dash).map(Number);
    return first <= port && port <= last;
  });
}
