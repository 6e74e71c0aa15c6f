import type { FoundServer } from "../../io/discovery/found_server.ts";
import { browseServers } from "../../io/discovery/browse_servers.ts";
import { isInForeground } from "../../io/terminal/job_control.ts";
import { terminalSize, watchTerminal } from "../../io/terminal/watch_terminal.ts";
import { writeAllSync } from "../../io/files/write_all.ts";
import { UsageError } from "../user_error.ts";
import { callCommand } from "./call_instructions.ts";
import { ServerMenu } from "./server_menu.ts";
import { type Key, KeyDecoder } from "../terminal/key_decoder.ts";
import { terminalReflows } from "../terminal/reflow.ts";
import { RowsInPlace } from "../terminal/rows_in_place.ts";
import { visibleName, visibleText } from "../console/visible_text.ts";
import { printError } from "../console/print.ts";

/** How long to look for servers if nobody can choose: several times what a server needs to answer. */
const LOOK_MS = 1500;
/** An escape character that stays alone for this long was the Escape key. */
const ESCAPE_MS = 50;

/**
 * Lists the servers on this machine's networks and, on a terminal, lets the person choose one. Returns `undefined` if they
 * leave instead. Without a terminal it lists the servers and throws a {@linkcode UsageError}: any machine can announce a
 * server, so a script must not call one that nobody chose.
 */
export async function chooseServer(): Promise<Pick<FoundServer, "addresses" | "port"> | undefined> {
  if (!Deno.stdin.isTerminal() || !Deno.stderr.isTerminal() || !isInForeground()) return await listServers();
  printError("vchat: servers in this network (somewhere else? vchat ADDRESS)");
  const isDumb = Deno.env.get("TERM") === "dumb";
  const server = isDumb ? await chooseByLine() : await chooseByKey();
  if (server) printError(`vchat: calling ${visibleName(server.name)} at ${server.addresses[0]}`);
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

/** For a terminal that only prints: lists servers as they are found, and reads a number. */
async function chooseByLine(): Promise<FoundServer | undefined> {
  const menu = new ServerMenu();
  const printed = new Set<string>();
  const browsing = browseServers({
    onServers: (servers) => {
      menu.update(servers);
      for (const server of servers) if (!printed.has(server.key)) printError(menu.line(server));
      for (const { key } of servers) printed.add(key);
    },
    onFailure: (message) => printError(`vchat: cannot search this network for servers: ${visibleText(message)}`),
  });
  printError("type the number of the one to call, or q to leave");
  try {
    const buffer = new Uint8Array(256);
    for (;;) {
      const count = await Deno.stdin.read(buffer);
      const line = count === null ? "q" : new TextDecoder().decode(buffer.subarray(0, count)).trim();
      if (line === "q") return undefined;
      const server = menu.byNumber(Number(line));
      if (server) return server;
      if (line !== "") printError(`there is no ${visibleText(line)} in the list`);
    }
  } finally {
    await browsing.close();
  }
}

/** Shows a list that changes in place. */
async function chooseByKey(): Promise<FoundServer | undefined> {
  const menu = new ServerMenu();
  const place = new RowsInPlace({ colour: !Deno.env.get("NO_COLOR"), reflows: terminalReflows(Deno.env.get) });
  const paint = () => {
    const size = terminalSize();
    write(place.paint(menu.rows(size), size.columns));
  };
  const onContinue = () => {
    setRaw(true);
    place.forget();
    paint();
  };
  const browsing = browseServers({
    onServers: (servers) => {
      menu.update(servers);
      paint();
    },
    onFailure: (message) => {
      const erase = place.erase(terminalSize().columns);
      write(`${erase}vchat: cannot search this network for servers: ${visibleText(message)}\r\n`);
      paint();
    },
  });
  // Deno restores the terminal's mode however the process ends. This puts the cursor below the list.
  const onUnload = () => write("\r\n");
  addEventListener("unload", onUnload);
  setRaw(true);
  const watch = watchTerminal({ onResize: paint, onContinue });
  try {
    paint();
    for await (const key of pressedKeys()) {
      if (key.name === "ctrl-z") {
        write(place.erase(terminalSize().columns));
        setRaw(false);
        watch.stopJob();
        setRaw(true);
      }
      const choice = menu.press(key);
      if (choice) return choice.kind === "call" ? choice.server : undefined;
      paint();
    }
    return undefined;
  } finally {
    watch.close();
    setRaw(false);
    write("\r\n");
    removeEventListener("unload", onUnload);
    await browsing.close();
  }
}

/** The pressed keys, until the terminal is closed. Reads nothing that the next reader would miss. */
async function* pressedKeys(): AsyncGenerator<Key> {
  const decoder = new KeyDecoder();
  const buffer = new Uint8Array(256);
  let reading: Promise<number | null> | undefined;
  for (;;) {
    reading ??= Deno.stdin.read(buffer).catch(() => null);
    const came = decoder.pending ? await Promise.race([reading, pause(ESCAPE_MS)]) : await reading;
    if (came === null) return;
    if (came !== undefined) reading = undefined;
    yield* came === undefined ? decoder.flush() : decoder.push(buffer.subarray(0, came));
  }
}

function setRaw(raw: boolean): void {
  try {
    Deno.stdin.setRaw(raw);
  } catch {
    // The terminal was closed, so there is no mode to restore.
  }
}

function pause(ms: number): Promise<undefined> {
  return new Promise((resolve) => setTimeout(() => resolve(undefined), ms));
}

function write(text: string): void {
  const bytes = new TextEncoder().encode(text);
  try {
    writeAllSync((part) => Deno.stderr.writeSync(part), bytes);
  } catch {
    // The terminal was closed, which also ends its keys.
  }
}
