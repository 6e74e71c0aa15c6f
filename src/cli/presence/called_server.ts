import type { Options } from "../options/parse_args.ts";

export interface CalledServer {
  /** With the server's host and port. Those of a server are unchanged. */
  readonly options: Options;
  /** Present if the server was found in this network. */
  readonly addresses?: readonly string[];
  /** How that server announces itself. Unescaped. */
  readonly serverName?: string;
}

/**
 * The server to call: with only a code, the one that is found by it. If the command line names none, a person chooses it in the
 * list; undefined if they leave instead.
 */
export async function calledServer(options: Options): Promise<CalledServer | undefined> {
  if (options.role !== "client" || options.host !== "") return { options };
  const found = options.code === undefined
    ? await (await import("./choose_server.ts")).chooseServer()
    : await (await import("./find_server.ts")).findServer(options);
  if (found === undefined) return undefined;
  const { addresses, port, name } = found;
  return { options: { ...options, host: addresses[0], port }, addresses, serverName: name };
}
