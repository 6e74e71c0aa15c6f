import { fail, type Finding, ok, warn } from "./check.ts";
import { blockedByFirewalld, blockedByUfw, type Channel, channelsOf, hasUnclearUfwRule } from "./firewall_rules.ts";

/** What a command printed; `undefined` if there is no such command. */
export interface Printed {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface FirewallProbe {
  readonly os: typeof Deno.build.os;
  /** Runs a command that must not change anything. */
  run(command: string, ...args: readonly string[]): Promise<Printed | undefined>;
  /** A file's text; `undefined` if it cannot be read. */
  read(path: string): string | undefined;
}

const WHAT = "firewall";

/** Does this machine's firewall let callers in? Its settings are only read, never changed. */
export async function checkFirewall(
  base: number,
  probe: FirewallProbe,
  wire: "sealed" | "plain" = "plain",
): Promise<Finding[]> {
  const channels = channelsOf(base, wire);
  switch (probe.os) {
    case "linux":
      return [await ufw(channels, probe) ?? await firewalld(channels, probe) ?? await nftables(channels, probe)];
    case "darwin":
      return [await macOs(probe)];
    case "windows":
      return [await windows(channels, probe)];
    default:
      return [ok(WHAT, `${list(channels)} must be open for callers`)];
  }
}

async function ufw(channels: readonly Channel[], { run, read }: FirewallProbe): Promise<Finding | undefined> {
  const hints = byTransport(channels).map(({ transport, ports }) => `sudo ufw allow ${ports.join(",")}/${transport}`);
  const printed = await run("ufw", "status");
  if (printed === undefined) return undefined;
  if (printed.code !== 0) {
    const isOn = /^\s*ENABLED=yes/m.test(read("/etc/ufw/ufw.conf") ?? "");
    return isOn ? warn(WHAT, "ufw is on; only root can see what it lets in", ...hints) : undefined;
  }
  const blocked = blockedByUfw(printed.stdout, channels);
  if (blocked === undefined) return undefined;
  const letsAllIn = /^DEFAULT_INPUT_POLICY="?ACCEPT/m.test(read("/etc/default/ufw") ?? "");
  const isOpen = letsAllIn && !/ (?:DENY|REJECT)\b/.test(printed.stdout);
  if (blocked.length === 0 || isOpen) return ok(WHAT, "ufw is on and lets callers in");
  const judge = letsAllIn || hasUnclearUfwRule(printed.stdout) ? warn : fail;
  return judge(WHAT, `ufw is on and has no rule that lets in ${list(blocked)}`, ...hints);
}

async function firewalld(channels: readonly Channel[], { run }: FirewallProbe): Promise<Finding | undefined> {
  const state = await run("firewall-cmd", "--state");
  if (state?.code !== 0) return undefined;
  const hints = [
    `sudo firewall-cmd ${channels.map(({ transport, port }) => `--add-port=${port}/${transport}`).join(" ")}`,
  ];
  const zone = await run("firewall-cmd", "--list-all");
  if (zone?.code !== 0) return warn(WHAT, "firewalld is on; only root can see what it lets in", ...hints);
  const blocked = blockedByFirewalld(zone.stdout, channels);
  if (blocked.length === 0) return ok(WHAT, "firewalld is on and lets callers in");
  // Rich rules may let callers in, and an inactive zone is not the one that applies to callers.
  const isUnclear = /^\s*rule .*\baccept\b/m.test(zone.stdout) || /^[\w-]+(?: \(default\))?\s*$/m.test(zone.stdout);
  return (isUnclear ? warn : fail)(WHAT, `firewalld is on and has no rule that lets in ${list(blocked)}`, ...hints);
}

/**
 * nftables rules can contain any condition, and refer to sets and maps elsewhere. A wrong answer would be worse than none,
 * so the rules are not interpreted. This only checks whether any of them could refuse a caller.
 */
async function nftables(channels: readonly Channel[], { run }: FirewallProbe): Promise<Finding> {
  const printed = await run("nft", "list", "ruleset");
  if (printed?.code === 0) {
    const mayRefuse = /\bhook input\b/.test(printed.stdout) && /\b(?:drop|reject|queue)\b/i.test(printed.stdout);
    if (!mayRefuse) return ok(WHAT, "none is on");
    return warn(
      WHAT,
      `nftables filters what comes in; callers need ${list(channels)}`,
      `if no other rule lets them in: ${
        byTransport(channels).map(({ transport, ports }) => `${transport} dport { ${ports.join(", ")} } accept`).join(
          "; ",
        )
      }`,
    );
  }
  return ok(
    WHAT,
    "neither ufw nor firewalld is on",
    ...printed === undefined
      ? []
      : ["only root can see the rules of nftables; if callers get no answer: sudo vchat doctor"],
  );
}

async function macOs({ run }: FirewallProbe): Promise<Finding> {
  const tool = "/usr/libexec/ApplicationFirewall/socketfilterfw";
  const all = await run(tool, "--getblockall");
  if (/set to (?:enabled|block all)/i.test(all?.stdout ?? "")) {
    return fail(
      WHAT,
      "macOS lets nobody in at all",
      "System Settings, Network, Firewall, Options: do not block all incoming connections",
    );
  }
  const state = await run(tool, "--getglobalstate");
  if (/State = [12]/.test(state?.stdout ?? "")) {
    return warn(
      WHAT,
      "macOS's application firewall is on: it asks whether vchat may be called",
      "say Allow; later: System Settings, Network, Firewall, Options, add vchat",
    );
  }
  return ok(WHAT, "macOS's application firewall is off");
}

const WINDOWS_PROFILES = ["StandardProfile", "PublicProfile", "DomainProfile"];
const WINDOWS_POLICY = "HKLM\\SYSTEM\\CurrentControlSet\\Services\\SharedAccess\\Parameters\\FirewallPolicy";

async function windows(channels: readonly Channel[], { run }: FirewallProbe): Promise<Finding> {
  // The registry is the same in every language, while netsh prints in the user's language.
  const states = await Promise.all(
    WINDOWS_PROFILES.map((profile) => run("reg", "query", `${WINDOWS_POLICY}\\${profile}`, "/v", "EnableFirewall")),
  );
  if (!states.some((state) => /EnableFirewall\s+REG_DWORD\s+0x1\b/.test(state?.stdout ?? ""))) {
    return ok(WHAT, "Windows Defender Firewall is off");
  }
  return warn(
    WHAT,
    "Windows Defender Firewall is on: it asks at the first call whether vchat may be reached",
    "allow it for private networks; later: Settings, Privacy & security, Windows Security, Firewall, Allow an app",
    `or by port: ${
      byTransport(channels).map(({ transport, ports }) => `${transport.toUpperCase()} ${ports.join(" and ")}`).join(
        ", ",
      )
    }`,
  );
}

function byTransport(channels: readonly Channel[]): { transport: Channel["transport"]; ports: number[] }[] {
  return (["udp", "tcp"] as const).map((transport) => ({
    transport,
    ports: channels.filter((channel) => channel.transport === transport).map(({ port }) => port).sort((a, b) => a - b),
  })).filter(({ ports }) => ports.length > 0);
}

function list(channels: readonly Channel[]): string {
  return channels.map(({ transport, port }) => `${transport.toUpperCase()} ${port}`).join(", ");
}
