import { assertEquals } from "@std/assert";
import { channelsOf } from "../../../../src/cli/commands/doctor/firewall_rules.ts";
import { blockedByNftables } from "../../../../src/cli/commands/doctor/nft_ruleset.ts";

const ALL = ["udp 9696", "tcp 9697", "tcp 9698", "udp 9699"];

function blocked(ruleset: string): string[] | undefined {
  return blockedByNftables(ruleset, channelsOf(9699))?.map(({ transport, port }) => `${transport} ${port}`);
}

/** One chain at the input hook. */
const input = (policy: string, ...rules: string[]) => blocked(table(policy, rules));

function table(policy: string, rules: readonly string[], more = ""): string {
  const lines = [`type filter hook input priority filter; policy ${policy};`, ...rules].map((line) => `\t\t${line}\n`);
  return `table inet filter {\n\tchain input {\n${lines.join("")}\t}\n${more}}\n`;
}

Deno.test("no chain at the input hook filters nothing; one that accepts lets callers in", () => {
  assertEquals(blocked(""), undefined);
  assertEquals(
    blocked("table ip nat {\n\tchain post {\n\t\ttype nat hook postrouting priority 100; policy accept;\n\t}\n}\n"),
    undefined,
  );
  assertEquals(input("accept"), []);
});

Deno.test("a policy that drops, and rules that let ports in", () => {
  assertEquals(input("drop"), ALL);
  assertEquals(input("drop", "tcp dport 22 accept", "ct state established,related accept", 'iif "lo" accept'), ALL);
  assertEquals(
    input("drop", "udp dport { 9696, 9699 } counter packets 3 bytes 99 accept", "tcp dport 9697-9698 accept"),
    [],
  );
  assertEquals(input("drop", "udp dport 9696-9699 drop", "th dport 9696-9699 accept"), ["udp 9696", "udp 9699"]);
  assertEquals(input("drop", "meta l4proto { tcp, udp } th dport 9696-9699 ct state new accept"), []);
  assertEquals(input("drop", "meta l4proto tcp accept"), ["udp 9696", "udp 9699"]);
});

Deno.test("a rule that drops by port, or everything at the end, is seen whatever the policy", () => {
  assertEquals(input("accept", "udp dport 9699 drop"), ["udp 9699"]);
  assertEquals(input("accept", 'iifname "eth0" tcp dport 9697 counter packets 0 bytes 0 reject with tcp reset'), [
    "tcp 9697",
  ]);
  assertEquals(
    input(
      "accept",
      "ct state established,related accept",
      "tcp dport 22 accept",
      "counter packets 0 bytes 0 reject with icmpx admin-prohibited",
    ),
    ALL,
  );
  assertEquals(
    input("accept", "ct state invalid drop", "ip saddr 203.0.113.7 drop", "icmp type echo-request drop"),
    [],
  );
});

Deno.test("a network or an interface that is let in is enough", () => {
  assertEquals(input("drop", "ip saddr 192.168.0.0/16 accept"), []);
  assertEquals(input("drop", 'iifname "eth0" accept'), []);
  assertEquals(input("drop", 'iifname "lo" accept'), ALL);
});

Deno.test("chains that rules jump to are followed, and any of several chains may drop", () => {
  const services =
    "\tchain services {\n\t\tudp dport { 9696, 9699 } accept\n\t\ttcp dport 9697 return\n\t\ttcp dport 9698 drop\n\t}\n";
  assertEquals(blocked(table("drop", ["jump services"], services)), ["tcp 9697", "tcp 9698"]);
  assertEquals(blocked(table("accept", ["jump services"], services)), ["tcp 9698"]);
  assertEquals(blocked(table("accept", ["jump input"])), []);
  assertEquals(blocked(table("accept", []) + table("drop", ["udp dport 9696-9699 accept"])), ["tcp 9697", "tcp 9698"]);
});
