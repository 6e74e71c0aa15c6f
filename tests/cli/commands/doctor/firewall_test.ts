import { assert, assertEquals } from "@std/assert";
import { checkFirewall, type FirewallProbe, type Printed } from "../../../../src/cli/commands/doctor/check_firewall.ts";
import { blockedByFirewalld, blockedByUfw, channelsOf } from "../../../../src/cli/commands/doctor/firewall_rules.ts";

const CHANNELS = channelsOf(9699);
const ports = (channels: readonly { transport: string; port: number }[] | undefined) =>
  channels?.map(({ transport, port }) => `${transport} ${port}`);
const ALL = ["udp 9696", "tcp 9697", "tcp 9698", "udp 9699"];

const ufw = (...rules: string[]) =>
  [
    "Status: active",
    "",
    "To                         Action      From",
    "--                         ------      ----",
    ...rules,
  ]
    .join("\n");

Deno.test("ufw: inactive, and what its rules let in", () => {
  assertEquals(blockedByUfw("Status: inactive\n", CHANNELS), undefined);
  assertEquals(ports(blockedByUfw(ufw("22/tcp                     ALLOW       Anywhere"), CHANNELS)), ALL);
  assertEquals(
    ports(blockedByUfw(
      ufw(
        "9696,9699/udp              ALLOW       Anywhere",
        "9697:9698/tcp              ALLOW       Anywhere",
        "9697:9698/tcp (v6)         ALLOW       Anywhere (v6)",
      ),
      CHANNELS,
    )),
    [],
  );
  assertEquals(ports(blockedByUfw(ufw("9696:9699/udp              DENY        Anywhere"), CHANNELS)), ALL);
  assertEquals(
    ports(blockedByUfw(ufw("9699                       ALLOW       192.168.1.0/24"), CHANNELS)),
    ALL.slice(0, 3),
  );
  assertEquals(ports(blockedByUfw(ufw("Anywhere                   ALLOW       192.168.1.0/24"), CHANNELS)), []);
});

Deno.test("firewalld: the ports of the default zone", () => {
  const zone = (more: string) =>
    `public (active)\n  target: default\n  services: dhcpv6-client ssh\n${more}\n  forward: yes`;
  assertEquals(ports(blockedByFirewalld(zone("  ports: "), CHANNELS)), ALL);
  assertEquals(ports(blockedByFirewalld(zone("  ports: 9696-9699/udp 9697/tcp"), CHANNELS)), ["tcp 9698"]);
  assertEquals(ports(blockedByFirewalld("trusted (active)\n  target: ACCEPT\n  ports: ", CHANNELS)), []);
});

/** A machine with these commands. All other commands are missing. */
function machine(
  os: typeof Deno.build.os,
  commands: Record<string, Partial<Printed>>,
  files: Record<string, string> = {},
) {
  const ran: string[] = [];
  const probe: FirewallProbe = {
    os,
    run: (command, ...args) => {
      ran.push([command, ...args].join(" "));
      const printed = commands[[command, ...args].join(" ")];
      return Promise.resolve(printed && { code: 0, stdout: "", stderr: "", ...printed });
    },
    read: (path) => files[path],
  };
  return { ran, check: async () => (await checkFirewall(9699, probe))[0] };
}

Deno.test("Linux: no firewall, or one that only root can see", async () => {
  assertEquals((await machine("linux", {}).check()).status, "ok");
  const user = await machine("linux", { "nft list ruleset": { code: 1, stderr: "Operation not permitted" } }).check();
  assertEquals(user.status, "ok");
  assert(user.hints!.join().includes("sudo vchat doctor"));
});

Deno.test("Linux: ufw lets callers in, blocks them, or can be read only by root", async () => {
  const open = ufw(
    "9696:9699/udp              ALLOW       Anywhere",
    "9697:9698/tcp              ALLOW       Anywhere",
  );
  assertEquals((await machine("linux", { "ufw status": { stdout: open } }).check()).status, "ok");
  const closed = await machine("linux", { "ufw status": { stdout: ufw() } }).check();
  assertEquals(closed.status, "fail");
  assert(
    closed.hints!.includes("sudo ufw allow 9696,9699/udp") && closed.hints!.includes("sudo ufw allow 9697,9698/tcp"),
  );
  const refused = { "ufw status": { code: 1, stderr: "ERROR: You need to be root to run this script" } };
  const on = await machine("linux", refused, { "/etc/ufw/ufw.conf": "# x\nENABLED=yes\n" }).check();
  assertEquals(on.status, "warn");
  assertEquals((await machine("linux", refused, { "/etc/ufw/ufw.conf": "ENABLED=no\n" }).check()).status, "ok");
});

Deno.test("Linux: ufw with a rule for an application or an address is uncertain", async () => {
  const check = (...rules: string[]) => machine("linux", { "ufw status": { stdout: ufw(...rules) } }).check();
  for (const to of ["OpenSSH", "Nginx Full", "Calls (v6)", "192.0.2.5 9699/udp"]) {
    assertEquals((await check(`${to.padEnd(26)} ALLOW       Anywhere`)).status, "warn", to);
  }
  for (
    const rule of [
      "22/tcp ALLOW Anywhere",
      "OpenSSH DENY Anywhere",
      "9696:9699 ALLOW OUT Anywhere",
      "80,443/tcp LIMIT Anywhere",
    ]
  ) {
    assertEquals((await check(rule)).status, "fail", rule);
  }
});

Deno.test("Linux: ufw lets everything in except by its rules", async () => {
  const accepting = { "/etc/default/ufw": 'IPV6=yes\nDEFAULT_INPUT_POLICY="ACCEPT"\n' };
  assertEquals((await machine("linux", { "ufw status": { stdout: ufw() } }, accepting).check()).status, "ok");
  const refusing = ufw("9699/udp                   DENY        Anywhere");
  assertEquals((await machine("linux", { "ufw status": { stdout: refusing } }, accepting).check()).status, "warn");
});

Deno.test("Linux: nftables that may refuse a caller are uncertain, never an error", async () => {
  const chain = (policy: string, ...rules: string[]) =>
    `table inet f {\n\tchain input {\n\t\ttype filter hook input priority filter; policy ${policy};\n${
      rules.map((rule) => `\t\t${rule}\n`).join("")
    }\t}\n}\n`;
  const check = (stdout: string) => machine("linux", { "nft list ruleset": { stdout } }).check();
  const closed = await check(chain("drop", "tcp dport 22 accept"));
  assertEquals(closed.status, "warn");
  assertEquals(closed.detail, "nftables filters what comes in; callers need UDP 9696, TCP 9697, TCP 9698, UDP 9699");
  assert(closed.hints!.join().includes("udp dport { 9696, 9699 } accept; tcp dport { 9697, 9698 } accept"));
  for (const rule of ["udp dport @calls accept", "iifname vmap { lo : accept, eth0 : jump calls }"]) {
    assertEquals((await check(chain("drop", rule))).status, "warn", rule);
  }
  for (const rule of ["udp dport 9699 drop", "counter packets 0 bytes 0 reject", 'xt target "REJECT"']) {
    assertEquals((await check(chain("accept", rule))).status, "warn", rule);
  }
});

Deno.test("Linux: nftables that cannot refuse a caller", async () => {
  const check = (stdout: string) => machine("linux", { "nft list ruleset": { stdout } }).check();
  const accepting = "\t\ttype filter hook input priority filter; policy accept;\n";
  const forwarding = "\t\ttype filter hook forward priority filter; policy drop;\n";
  const inTable = (chain: string, hook: string) => `table ip filter {\n\tchain ${chain} {\n${hook}\t}\n}\n`;
  for (const ruleset of ["", inTable("INPUT", accepting), inTable("FORWARD", forwarding)]) {
    const { status, detail } = await check(ruleset);
    assertEquals([status, detail], ["ok", "none is on"]);
  }
});

Deno.test("Linux: firewalld", async () => {
  const running = { "firewall-cmd --state": { stdout: "running\n" } };
  const closed = await machine("linux", { ...running, "firewall-cmd --list-all": { stdout: "  ports: \n" } }).check();
  assertEquals(closed.status, "fail");
  assert(closed.hints!.join().includes("--add-port=9699/udp"));
  const open = { stdout: "  ports: 9696-9699/udp 9696-9699/tcp\n" };
  assertEquals((await machine("linux", { ...running, "firewall-cmd --list-all": open }).check()).status, "ok");
  assertEquals((await machine("linux", { "firewall-cmd --state": { code: 252 } }).check()).status, "ok");
  assertEquals((await machine("linux", running).check()).status, "warn");
});

Deno.test("Linux: firewalld's default zone is in doubt if it is not active, or has rich rules", async () => {
  const check = (stdout: string) =>
    machine("linux", { "firewall-cmd --state": {}, "firewall-cmd --list-all": { stdout } }).check();
  const zone = (state: string, rules = "") =>
    `public${state}\n  target: default\n  services: ssh\n  ports: \n  rich rules: \n${rules}`;
  assertEquals((await check(zone(" (active)"))).status, "fail");
  assertEquals((await check(zone(" (default, active)"))).status, "fail");
  assertEquals((await check(zone(""))).status, "warn");
  assertEquals((await check(zone(" (default)"))).status, "warn");
  const rule = '\trule family="ipv4" port port="9699" protocol="udp" accept\n';
  assertEquals((await check(zone(" (active)", rule))).status, "warn");
});

Deno.test("macOS: on, blocking everything, off", async () => {
  const tool = "/usr/libexec/ApplicationFirewall/socketfilterfw";
  const mac = (state: string, all: string) =>
    machine("darwin", { [`${tool} --getglobalstate`]: { stdout: state }, [`${tool} --getblockall`]: { stdout: all } })
      .check();
  const notAll = "Firewall has block all state set to disabled.\n";
  assertEquals((await mac("Firewall is enabled. (State = 1)\n", notAll)).status, "warn");
  assertEquals((await mac("Firewall is disabled. (State = 0)\n", notAll)).status, "ok");
  const all = await mac("Firewall is enabled. (State = 2)\n", "Firewall has block all state set to enabled.\n");
  assertEquals([all.status, all.detail], ["fail", "macOS lets nobody in at all"]);
});

Deno.test("Windows: any profile that is on", async () => {
  const policy = "HKLM\\SYSTEM\\CurrentControlSet\\Services\\SharedAccess\\Parameters\\FirewallPolicy";
  const windows = (value: string) =>
    machine("windows", {
      [`reg query ${policy}\\PublicProfile /v EnableFirewall`]: {
        stdout: `\r\n${policy}\\PublicProfile\r\n    EnableFirewall    REG_DWORD    ${value}\r\n`,
      },
    }).check();
  assertEquals((await windows("0x1")).status, "warn");
  assertEquals((await windows("0x0")).status, "ok");
});

Deno.test("it runs no command that changes anything", async () => {
  const commands = {
    "ufw status": { stdout: "Status: inactive" },
    "firewall-cmd --state": { code: 0 },
    "nft list ruleset": { stdout: "" },
  };
  const ran: string[] = [];
  for (const os of ["linux", "darwin", "windows"] as const) {
    const one = machine(os, commands);
    await one.check();
    ran.push(...one.ran);
  }
  for (const command of ran) {
    assert(/ (status|--state|--list-all|list ruleset|--get\w+|query .*)$/.test(command), command);
  }
  assert(ran.length >= 7);
});

Deno.test("the sealed wire needs only the first port", async () => {
  const ask = (commands: Record<string, Partial<Printed>>, os: typeof Deno.build.os = "linux") =>
    checkFirewall(9699, {
      os,
      run: (command, ...args) => {
        const printed = commands[[command, ...args].join(" ")];
        return Promise.resolve(printed && { code: 0, stdout: "", stderr: "", ...printed });
      },
      read: () => undefined,
    }, "sealed").then(([finding]) => finding);
  assertEquals(
    (await ask({ "ufw status": { stdout: ufw("9699/udp              ALLOW       Anywhere") } })).status,
    "ok",
  );
  const closed = await ask({ "ufw status": { stdout: ufw() } });
  assertEquals([closed.status, closed.hints], ["fail", ["sudo ufw allow 9699/udp"]]);
  assertEquals(closed.detail, "ufw is on and has no rule that lets in UDP 9699");
});
