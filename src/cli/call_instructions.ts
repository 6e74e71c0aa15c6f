import { type OwnAddress, whoCanCall } from "./own_addresses.ts";

const DEFAULT_PORT = 9699;
/** A machine with dozens of bridges to its own containers must not fill the terminal. */
const LINE_LIMIT = 12;

/** How others call this server: a command line an address, with who can use it. */
export function callInstructions(addresses: readonly OwnAddress[], port: number): string[] {
  const portOption = port === DEFAULT_PORT ? "" : ` --port ${port}`;
  const commands = addresses.slice(0, LINE_LIMIT).map(({ address, kind }) => ({
    command: `vchat --role client --host ${address}${portOption}`,
    kind,
  }));
  const width = Math.max(...commands.map(({ command }) => command.length));
  const lines = commands.map(({ command, kind }, at) =>
    `${at === 0 ? "others can call" : "             or"}  ${command.padEnd(width)}  (${whoCanCall(kind)})`
  );
  const left = addresses.length - commands.length;
  if (left > 0) lines.push(`and ${left} more addresses: vchat doctor lists them`);
  if (commands.length === 0) lines.push("this machine is in no network: nobody can call");
  return lines;
}
