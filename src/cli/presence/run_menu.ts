import { systemClock } from "../../io/clock/system_clock.ts";
import { browseServers } from "../../io/discovery/browse_servers.ts";
import type { FoundServer } from "../../io/discovery/found_server.ts";
import { writeAllSync } from "../../io/files/write_all.ts";
import { isInForeground, takeTyped, typedNext } from "../../io/terminal/job_control.ts";
import { terminalSize, watchTerminal } from "../../io/terminal/watch_terminal.ts";
import { printError } from "../console/print.ts";
import { visibleText } from "../console/visible_text.ts";
import { type Key, KeyDecoder } from "../terminal/key_decoder.ts";
import { terminalReflows } from "../terminal/reflow.ts";
import { RowsInPlace } from "../terminal/rows_in_place.ts";
import type { Row } from "../terminal/styled_text.ts";

/** An escape character that stays alone for this long was the Escape key. */
const ESCAPE_MS = 50;

/** A list of servers that changes while a person chooses. Each input may decide the choice. */
export interface Menu<Choice> {
  /** Takes the servers that are there now. */
  update(servers: readonly FoundServer[], nowMs: number): Choice | undefined;
  press(key: Key, nowMs: number): Choice | undefined;
  /** Takes a whole line, on a terminal that only prints. */
  enter(line: string, nowMs: number): Choice | undefined;
  time?(nowMs: number): Choice | undefined;
  /** When `time` is due. */
  deadlineMs?(nowMs: number): number;
  /** The menu in at most `rows` rows of at most `columns`. */
  rows(size: { readonly columns: number; readonly rows: number }): Row[];
  /** What a terminal that only prints has not been told yet. */
  news(): string[];
}

/** Whether a person at a terminal can choose. */
export function canChoose(): boolean {
  return Deno.stdin.isTerminal() && Deno.stderr.isTerminal() && isInForeground();
}

/**
 * Shows `menu` on the terminal, with the servers of this machine's networks, until the person has chosen. Undefined if the terminal
 * was closed.
 */
export async function runMenu<Choice>(menu: Menu<Choice>): Promise<Choice | undefined> {
  const run = Deno.env.get("TERM") === "dumb" ? runByLine : runByKey;
  const chosen = Promise.withResolvers<Choice | undefined>();
  let cancelTimer = () => {}, show = () => {};
  /** Gives an input to the menu, and shows what it has become. */
  const feed = (input: (nowMs: number) => Choice | undefined) => {
    const nowMs = systemClock.nowMs(), choice = input(nowMs);
    cancelTimer();
    const deadlineMs = menu.deadlineMs?.(nowMs) ?? Infinity;
    if (deadlineMs !== Infinity) {
      cancelTimer = systemClock.callAt(deadlineMs, () => feed((nowMs) => menu.time?.(nowMs)));
    }
    show();
    if (choice !== undefined) chosen.resolve(choice);
  };
  const { restore, say, show: showMenu } = run(menu, feed, chosen);
  show = showMenu;
  const browsing = browseServers({
    onServers: (servers) => feed((nowMs) => menu.update(servers, nowMs)),
    onFailure: (message) => say(`vchat: cannot search this network for servers: ${visibleText(message)}`),
  });
  try {
    feed(() => undefined);
    return await chosen.promise;
  } finally {
    cancelTimer();
    restore();
    await browsing.close();
  }
}

type Feed<Choice> = (input: (nowMs: number) => Choice | undefined) => void;

/** How a menu is shown on a kind of terminal. */
interface Shown {
  readonly show: () => void;
  readonly say: (message: string) => void;
  /** Leaves the terminal as it was. */
  readonly restore: () => void;
}

/** For a terminal that only prints: prints what is new, and reads lines. */
function runByLine<Choice>(
  menu: Menu<Choice>,
  feed: Feed<Choice>,
  { promise, resolve }: PromiseWithResolvers<Choice | undefined>,
): Shown {
  const decoder = new TextDecoder();
  void readTyped(promise, resolve, (bytes) => {
    for (const line of decoder.decode(bytes, { stream: true }).split("\n").slice(0, -1)) {
      feed((nowMs) => menu.enter(line.trim(), nowMs));
    }
  });
  return { show: () => menu.news().forEach(printError), say: printError, restore: () => {} };
}

/** Shows a menu that changes in place. */
function runByKey<Choice>(
  menu: Menu<Choice>,
  feed: Feed<Choice>,
  { promise, resolve }: PromiseWithResolvers<Choice | undefined>,
): Shown {
  const place = new RowsInPlace({ colour: !Deno.env.get("NO_COLOR"), reflows: terminalReflows(Deno.env.get) });
  const show = () => {
    const size = terminalSize();
    write(place.paint(menu.rows(size), size.columns));
  };
  const onContinue = () => {
    setRaw(true);
    place.forget();
    show();
  };
  // Deno restores the terminal's mode however the process ends. This puts the cursor below the menu.
  const onUnload = () => write("\r\n");
  addEventListener("unload", onUnload);
  setRaw(true);
  const watch = watchTerminal({ onResize: show, onContinue });
  const press = (keys: readonly Key[]) => {
    for (const key of keys) {
      if (key.name === "ctrl-z") {
        write(place.erase(terminalSize().columns));
        setRaw(false);
        watch.stopJob();
        setRaw(true);
      }
      feed((nowMs) => menu.press(key, nowMs));
    }
  };
  const decoder = new KeyDecoder();
  let cancelEscape = () => {};
  void readTyped(promise, resolve, (bytes) => {
    cancelEscape();
    press(decoder.push(bytes));
    if (!decoder.pending) return;
    cancelEscape = systemClock.callAt(systemClock.nowMs() + ESCAPE_MS, () => press(decoder.flush()));
  });
  return {
    show,
    say: (message) => {
      write(`${place.erase(terminalSize().columns)}${message}\r\n`);
      show();
    },
    restore: () => {
      cancelEscape();
      watch.close();
      setRaw(false);
      write("\r\n");
      removeEventListener("unload", onUnload);
    },
  };
}

/** Passes on what is typed until the choice is made. Reads nothing that the next reader would miss. */
async function readTyped<Choice>(
  chosen: Promise<Choice | undefined>,
  closed: (choice: undefined) => void,
  onBytes: (bytes: Uint8Array) => void,
): Promise<void> {
  let isChosen = false;
  const ended = chosen.then(() => void (isChosen = true));
  while (!isChosen) {
    const bytes = await Promise.race([ended, typedNext().catch(() => null)]);
    if (isChosen || bytes === undefined) return;
    takeTyped();
    if (bytes === null) return closed(undefined);
    onBytes(bytes);
    await Promise.resolve(); // a choice that these keys have made ends this before the next read
  }
}

function setRaw(raw: boolean): void {
  try {
    Deno.stdin.setRaw(raw);
  } catch {
    // The terminal was closed, so there is no mode to restore.
  }
}

function write(text: string): void {
  const bytes = new TextEncoder().encode(text);
  try {
    writeAllSync((part) => Deno.stderr.writeSync(part), bytes);
  } catch {
    // The terminal was closed, which also ends its keys.
  }
}
