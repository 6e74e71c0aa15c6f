import { callCommands } from "../../presence/call_instructions.ts";
import type { OwnAddress } from "../../presence/own_addresses.ts";
import { fail, type Finding, ok } from "./check.ts";

/** Which addresses can the person give to the peer? */
export function checkAddresses(addresses: readonly OwnAddress[], port: number, wire?: "sealed" | "plain"): Finding[] {
  const callable = addresses.filter(({ kind }) => kind !== "loopback");
  if (callable.length === 0) {
    return [fail(
      "addresses",
      "this machine is not connected to a network: it can neither call nor be called",
      "connect to a network by cable or Wi-Fi",
    )];
  }
  const count = callable.length === 1 ? "one" : String(callable.length);
  return [ok("addresses", `${count} to call this machine at`, ...callCommands(callable, port, wire))];
}
