import { assertEquals } from "@std/assert";
import { callInstructions } from "../../../src/cli/presence/call_instructions.ts";
import { ownAddresses } from "../../../src/cli/presence/own_addresses.ts";
import { HOSTED, LONELY } from "../../fake/recorded_interfaces.ts";

Deno.test("one command per address, with who can use it", () => {
  assertEquals(callInstructions(ownAddresses(HOSTED), 9699), [
    "others can call  vchat 203.0.113.5    (from anywhere, if no firewall or router is in between)",
    "             or  vchat 2001:db8:5::5  (from anywhere, if no firewall or router is in between)",
  ]);
});

Deno.test("the port is shown unless it is the default", () => {
  const [line] = callInstructions(ownAddresses(LONELY), 5000);
  assertEquals(line, "others can call  vchat 127.0.0.1 --port 5000  (from this machine only)");
});

Deno.test("the plain wire is named in the command", () => {
  const [line] = callInstructions(ownAddresses(LONELY), 9699, "plain");
  assertEquals(line, "others can call  vchat 127.0.0.1 --wire plain  (from this machine only)");
});

Deno.test("a machine without a network says so, and many addresses do not fill the terminal", () => {
  assertEquals(callInstructions([], 9699), ["this machine is not connected to a network: nobody can call it"]);
  const many = Array.from({ length: 50 }, (_, n) => ({ address: `10.0.0.${n}`, kind: "local" as const }));
  const lines = callInstructions(many, 9699);
  assertEquals([lines.length, lines.at(-1)], [13, "and at 38 more addresses: vchat doctor lists them"]);
});
