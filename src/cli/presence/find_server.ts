import { browseServers } from "../../io/discovery/browse_servers.ts";
import type { FoundServer } from "../../io/discovery/found_server.ts";
import { systemClock } from "../../io/clock/system_clock.ts";
import { printError } from "../console/print.ts";
import { visibleName, visibleText } from "../console/visible_text.ts";
import type { Options } from "../options/parse_args.ts";
import { NoAnswerError, UsageError } from "../user_error.ts";
import { callCommand } from "./call_instructions.ts";
import { searchForCode } from "./code_search.ts";
import { ServerMenu } from "./server_menu.ts";

/** What a search for a server needs to know. */
export type Sought = Pick<Options, "code" | "codeNumber" | "seconds" | "giveUpSeconds">;

/**
 * Finds the server of a code in this network, and says on standard error how the search goes. It lasts until the server is there,
 * as a call does; at most for `giveUpSeconds` or `seconds`, then it throws a {@linkcode NoAnswerError}. Throws a
 * {@linkcode UsageError} with the list if several may be meant.
 */
export async function findServer(
  { code, codeNumber, seconds = Infinity, giveUpSeconds = Infinity }: Sought,
): Promise<FoundServer> {
  const { promise, resolve, reject } = Promise.withResolvers<FoundServer>();
  let nobody = "the server of the code was not found in this network";
  const say = (text: string) => printError(`vchat: ${text}`);
  const search = searchForCode(codeNumber, {
    clock: systemClock,
    browse: browseServers,
    onState: (state) => {
      if (state.kind === "looking") say(soughtWords(codeNumber));
      if (state.kind === "nobody") say(`${nobody = state.message}; ${state.hint}`);
      if (state.kind === "choose") reject(severalServers(state.servers, state.message, code!));
      if (state.kind === "found") resolve(state.server);
    },
    onFailure: (message) => say(`cannot search this network for servers: ${visibleText(message)}`),
  });
  const giveUp = () => reject(new NoAnswerError(nobody, "call with the link or the address instead"));
  const longestMs = 1000 * Math.min(seconds, giveUpSeconds);
  const cancel = longestMs === Infinity ? () => {} : systemClock.callAt(systemClock.nowMs() + longestMs, giveUp);
  try {
    const server = await promise;
    say(`calling ${visibleName(server.name)} at ${server.addresses[0]}`);
    return server;
  } finally {
    cancel();
    await search.close();
  }
}

/** What is being looked for, in words. */
export function soughtWords(codeNumber: number | undefined): string {
  const which = codeNumber === undefined ? "the server of the code" : `the server with the number ${codeNumber}`;
  return `looking for ${which} in this network`;
}

function severalServers(servers: readonly FoundServer[], message: string, code: string): UsageError {
  const menu = new ServerMenu();
  menu.update(servers);
  for (const server of servers) printError(`vchat: ${menu.line(server)}`);
  const [{ addresses, port }] = servers;
  return new UsageError(message, `for example ${callCommand(addresses[0], port)} --code ${code}`);
}
