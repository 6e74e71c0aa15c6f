import type { Channel } from "./firewall_rules.ts";

type Verdict = "accept" | "drop" | "return";

interface Chain {
  readonly hook?: string;
  readonly policy: "accept" | "drop";
  readonly rules: readonly string[];
}

/** Chains that call each other deeper than this are no firewall that a person wrote. */
const DEPTH_LIMIT = 16;
/** What a rule may hold that decides nothing. */
const NO_CONDITION =
  /\bcounter(?: packets \d+ bytes \d+)?|\bcomment "[^"]*"|\blog(?: (?:prefix "[^"]*"|level \w+|flags \w+))*|#.*$/g;
const PORTS = /\b(?:(udp|tcp)|th) dport (\{[^}]*\}|\S+)/;
const PROTOCOL = /\b(?:meta l4proto|ip protocol|ip6 nexthdr) (\{[^}]*\}|\S+)/;

/**
 * Which channels the packet filter lets nobody use, by `nft list ruleset`; `undefined` when it filters nothing that comes in.
 * Of conditions, protocols and ports are understood. A rule with others is taken for one that lets callers in, where it
 * accepts from some network or interface, and otherwise only where it names the channel's port.
 */
export function blockedByNftables(ruleset: string, channels: readonly Channel[]): Channel[] | undefined {
  const tables = readTables(ruleset);
  const inputs = tables.flatMap((chains) =>
    [...chains.values()].filter(({ hook }) => hook === "input").map((chain) => ({ chain, chains }))
  );
  if (inputs.length === 0) return undefined;
  return channels.filter((channel) =>
    inputs.some(({ chain, chains }) => (verdictOf(chain, chains, channel, 0) ?? chain.policy) === "drop")
  );
}

function readTables(ruleset: string): Map<string, Chain>[] {
  const tables: Map<string, Chain>[] = [];
  let chain: { hook?: string; policy: "accept" | "drop"; rules: string[] } | undefined;
  for (const raw of ruleset.split("\n")) {
    const line = raw.trim();
    const name = /^chain (\S+) \{$/.exec(line)?.[1];
    if (/^table /.test(line)) tables.push(new Map());
    else if (name !== undefined) tables.at(-1)?.set(name, chain = { policy: "accept", rules: [] });
    else if (line === "}") chain = undefined;
    else if (chain && /^type \w+ hook /.test(line)) {
      chain.hook = /\bhook (\w+)/.exec(line)![1];
      if (/\bpolicy drop\b/.test(line)) chain.policy = "drop";
    } else if (line !== "") chain?.rules.push(line);
  }
  return tables;
}

function verdictOf(
  { rules }: Chain,
  chains: ReadonlyMap<string, Chain>,
  channel: Channel,
  depth: number,
): Verdict | undefined {
  if (depth > DEPTH_LIMIT) return undefined;
  for (const raw of rules) {
    const rule = raw.replace(NO_CONDITION, " ").replace(/\s+/g, " ").trim();
    const [, conditions, action, target] = /^(.*?)\b(accept|drop|reject|return|jump|goto)\b ?(\S*)/.exec(rule) ?? [];
    if (action === undefined || !applies(conditions, action, channel)) continue;
    if (action === "jump" || action === "goto") {
      const called = chains.get(target);
      const verdict = called && verdictOf(called, chains, channel, depth + 1);
      if (verdict === "accept" || verdict === "drop") return verdict;
      if (action === "goto") return undefined;
    } else {
      return action === "reject" ? "drop" : action as Verdict;
    }
  }
  return undefined;
}

/** Whether a rule decides about a caller on this channel. */
function applies(conditions: string, action: string, channel: Channel): boolean {
  const ports = PORTS.exec(conditions), protocol = PROTOCOL.exec(conditions);
  if (ports && (ports[1] ?? channel.transport) !== channel.transport) return false;
  if (ports && !elements(ports[2]).some((range) => isWithin(range, channel.port))) return false;
  if (protocol && !elements(protocol[1]).includes(channel.transport)) return false;
  const others = conditions.replace(PORTS, "").replace(PROTOCOL, "").trim();
  if (others === "" || ports) return true;
  if (/\bct state\b/.test(others)) return /\bnew\b/.test(others) && /^ct state \S+$|^ct state \{[^}]*\}$/.test(others);
  // From some network or by some interface, but not from this machine to itself.
  const isCallers = /^(?:(?:ip6? saddr|iif|iifname) (?!"?lo"?\b)\S+ ?)+$/.test(others);
  return isCallers && action !== "drop" && action !== "reject" && action !== "return";
}

/** `{ 1, 2-3 }` and `4` as a list. */
function elements(set: string): string[] {
  return set.replace(/[{}]/g, "").split(",").map((element) => element.trim());
}

function isWithin(range: string, port: number): boolean {
  const [first, last = first] = range.split("-").map(Number);
  return first <= port && port <= last;
}
