import { DEFAULT_PORT } from "../../wire/channel_port.ts";
import { type OwnAddress, whoCanCall } from "./own_addresses.ts";

/** A machine with dozens of container bridges must not fill the terminal with addresses. */
const LINE_LIMIT = 12;

/** The command line that calls a server at this address. */
export function callCommand(address: string, port: number, wire: "sealed" | "plain" = "sealed"): string {
  const options = [...port === DEFAULT_PORT ? [] : [`--port ${port}`], ...wire === "sealed" ? [] : [`--wire ${wire}`]];
  return ["vchat", address, ...options].join(" ");
}

/** One command line per address, with who can use it. */
export function callCommands(addresses: readonly OwnAddress[], port: number, wire?: "sealed" | "plain"): string[] {
  const commands = addresses.map(({ address }) => callCommand(address, port, wire));
  const width = Math.max(...commands.map((command) => command.length));
  return commands.map((command, at) => `${command.padEnd(width)}  (${whoCanCall(addresses[at].kind)})`);
}

/** How others can call this server, in lines for the terminal. */
export function callInstructions(addresses: readonly OwnAddress[], port: number, wire?: "sealed" | "plain"): string[] {
  if (addresses.length === 0) return ["this machine is not connected to a network: nobody can call it"];
  const commands = callCommands(addresses.slice(0, LINE_LIMIT), port, wire);
  const lines = commands.map((command, at) => `${at === 0 ? "others can call" : "             or"}  ${command}`);
  const left = addresses.length - commands.length;
  if (left > 0) lines.push(`and at ${left} more addresses: vchat doctor lists them`);
  return lines;
}
