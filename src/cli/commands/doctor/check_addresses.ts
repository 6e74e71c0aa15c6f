import { callCommands } from "../../presence/call_instructions.ts";
import type { OwnAddress } from "../../presence/own_addresses.ts";
import { fail, type Finding, ok } from "./check.ts";

/** Which addresses can the peer be told? */
export function checkAddresses(addresses: readonly OwnAddress[], port: number, wire?: "sealed" | "plain"): Finding[] {
  const callable = addresses.filter(({ kind }) => kind !== "loopback");
  if (callable.length === 0) {
    return [fail(
      "addresses",
      "this machine is in no network: nobody else can call it, and it can call nobody else",
      "connect a cable or a Wi-Fi",
    )];
  }
  const count = callable.length === 1 ? "one" : String(callable.length);
  return [ok("addresses", `${count} to call this machine at`, ...callCommands(callable, port, wire))];
}
