import type { FoundServer } from "../../io/discovery/found_server.ts";
import { browseServers } from "../../io/discovery/browse_servers.ts";
import { UsageError } from "../user_error.ts";
import { callCommand } from "./call_instructions.ts";
import { canChoose, runMenu } from "./run_menu.ts";
import { ServerMenu } from "./server_menu.ts";
import { visibleName, visibleText } from "../console/visible_text.ts";
import { printError } from "../console/print.ts";

/** How long to look for servers if nobody can choose: several times what a server needs to answer. */
const LOOK_MS = 1500;

/**
 * Lists the servers on this machine's networks and, on a terminal, lets the person choose one. Returns `undefined` if they
 * leave instead. Without a terminal it lists the servers and throws a {@linkcode UsageError}: any machine can announce a
 * server, so a script must not call one that nobody chose.
 */
export async function chooseServer(): Promise<Pick<FoundServer, "addresses" | "port" | "name"> | undefined> {
  if (!canChoose()) return await listServers();
  printError("vchat: servers in this network (somewhere else? vchat ADDRESS)");
  if (Deno.env.get("TERM") === "dumb") printError("type the number of the one to call, or q to leave");
  const choice = await runMenu(new ServerMenu());
  if (choice?.kind !== "call") return undefined;
  const { server } = choice;
  printError(`vchat: calling ${visibleName(server.name)} at ${server.addresses[0]}`);
  return server;
}

async function listServers(): Promise<never> {
  const menu = new ServerMenu();
  let found: readonly FoundServer[] = [];
  const browsing = browseServers({
    onServers: (servers) => menu.update(found = servers),
    onFailure: (message) => printError(`vchat: cannot search this network for servers: ${visibleText(message)}`),
  });
  await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  await browsing.close();
  if (found.length === 0) {
    throw new UsageError(
      "a client needs somebody to call, and no server was found in this network",
      "vchat HOST; the other vchat prints its address",
    );
  }
  for (const server of found) printError(`vchat: ${menu.line(server)}`);
  const [{ addresses, port }] = found;
  throw new UsageError(
    "a client needs somebody to call",
    callCommand(addresses[0], port),
  );
}
