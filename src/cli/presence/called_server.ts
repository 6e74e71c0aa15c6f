import type { Options } from "../options/parse_args.ts";

export interface CalledServer {
  /** With the server's host and port. Those of a server are unchanged. */
  readonly options: Options;
  /** Present if a person has chosen the server in the list. */
  readonly addresses?: readonly string[];
}

/** Lets a person choose a server in the list if the command line names none. Undefined if they leave instead. */
export async function calledServer(options: Options): Promise<CalledServer | undefined> {
  if (options.role !== "client" || options.host !== "") return { options };
  const found = await (await import("./choose_server.ts")).chooseServer();
  if (found === undefined) return undefined;
  const { addresses, port } = found;
  return { options: { ...options, host: addresses[0], port }, addresses };
}
