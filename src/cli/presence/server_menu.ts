import { DEFAULT_PORT } from "../../wire/channel_port.ts";
import type { FoundServer } from "../../io/discovery/found_server.ts";
import { formatAddress } from "../../port/address.ts";
import type { Key } from "../terminal/key_decoder.ts";
import type { Row } from "../terminal/styled_text.ts";
import { takeWidth, textWidth } from "../terminal/text_width.ts";
import type { Menu } from "./run_menu.ts";
import { visibleName, visibleText } from "../console/visible_text.ts";

const NAME_COLUMNS = 32;
/** How many servers keep a number, including those that left. A network may be flooded with new ones. */
const NUMBER_LIMIT = 1000;
const DIGIT_LIMIT = 6;

/** What the person chose. */
export type MenuChoice = { readonly kind: "call"; readonly server: FoundServer } | { readonly kind: "leave" };

/**
 * The changing list of servers found. A server keeps its number, so that nobody calls a different server than the one they
 * read.
 */
export class ServerMenu implements Menu<MenuChoice> {
  readonly #numbers = new Map<string, number>();
  #lastNumber = 0;
  #servers: readonly FoundServer[] = [];
  #selected: string | undefined;
  #typed = "";
  readonly #told = new Set<string>();
  #wrongLine: string | undefined;

  /** Takes the servers that are there now. */
  update(servers: readonly FoundServer[]): undefined {
    for (const { key } of servers) if (!this.#numbers.has(key)) this.#numbers.set(key, ++this.#lastNumber);
    if (this.#numbers.size > NUMBER_LIMIT) this.#forgetOthersThan(new Set(servers.map(({ key }) => key)));
    this.#servers = servers.toSorted((a, b) => this.#numbers.get(a.key)! - this.#numbers.get(b.key)!);
    if (!this.#servers.some(({ key }) => key === this.#selected)) this.#selected = this.#servers[0]?.key;
  }

  /** The number for choosing this server. */
  numberOf({ key }: FoundServer): number {
    return this.#numbers.get(key)!;
  }

  /** The server with this number, if it is still there. */
  byNumber(number: number): FoundServer | undefined {
    return this.#servers.find((server) => this.numberOf(server) === number);
  }

  /** Takes a whole line: a server's number, or `q`. */
  enter(line: string): MenuChoice | undefined {
    if (line === "q") return { kind: "leave" };
    const server = /^\d+$/.test(line) ? this.byNumber(Number(line)) : undefined;
    if (server !== undefined) return { kind: "call", server };
    this.#wrongLine = line === "" ? undefined : line;
  }

  /** The lines that a terminal that only prints has not shown yet. */
  news(): string[] {
    const wrong = this.#wrongLine === undefined ? [] : [`there is no ${visibleText(this.#wrongLine)} in the list`];
    this.#wrongLine = undefined;
    return [...this.newServers(), ...wrong];
  }

  /** The servers that were not told yet, one a line. */
  newServers(): string[] {
    const servers = this.#servers.filter(({ key }) => !this.#told.has(key));
    this.#told.clear();
    for (const { key } of this.#servers) this.#told.add(key);
    return servers.map((server) => this.line(server));
  }

  press(key: Key): MenuChoice | undefined {
    switch (key.name) {
      case "text":
        if (key.text === "q") return { kind: "leave" };
        if (/^\d+$/.test(key.text)) this.#type(this.#typed + key.text);
        return undefined;
      case "backspace":
        this.#type(this.#typed.slice(0, -1));
        return undefined;
      case "up":
        this.#move(-1);
        return undefined;
      case "down":
        this.#move(1);
        return undefined;
      case "enter": {
        if (this.#typed !== "" && this.byNumber(Number(this.#typed)) === undefined) {
          this.#typed = "";
          return undefined;
        }
        const server = this.#servers.find(({ key }) => key === this.#selected);
        return server && { kind: "call", server };
      }
      case "escape":
      case "ctrl-c":
      case "ctrl-d":
        return { kind: "leave" };
      default:
        return undefined;
    }
  }

  /** The menu in at most `rows` rows of at most `columns`. */
  rows({ columns, rows }: { readonly columns: number; readonly rows: number }): Row[] {
    const cut = (text: string) => takeWidth(text, Math.max(1, columns - 1)).text;
    if (this.#servers.length === 0) {
      return [[{ text: cut("looking for servers in this network ... (q leaves)"), tone: "faint" }]];
    }
    const room = Math.max(1, rows - 2);
    const selectedAt = this.#servers.findIndex(({ key }) => key === this.#selected);
    const first = Math.max(0, Math.min(selectedAt - (room >> 1), this.#servers.length - room));
    const list = this.#servers.slice(first, first + room).map((server): Row => {
      const selected = server.key === this.#selected;
      return [{ text: cut(`${selected ? ">" : " "} ${this.line(server)}`), tone: selected ? "strong" : undefined }];
    });
    const typed = this.#typed === "" ? "" : ` ${this.#typed}`;
    return [...list, [{ text: cut(`call which? a number or the arrow keys, then Enter; q leaves:${typed}`) }]];
  }

  /** `2  Anna's laptop   192.0.2.7   sealed`, safe to print. */
  line(server: FoundServer): string {
    const { text, width } = takeWidth(visibleName(server.name), NAME_COLUMNS);
    const [hostname] = server.addresses;
    const address = server.port === DEFAULT_PORT ? hostname : formatAddress({ hostname, port: server.port });
    const wire = server.wire === undefined ? "" : server.wire === "sealed" ? "sealed" : "not encrypted";
    const number = String(this.numberOf(server)).padStart(2);
    return `${number}  ${text}${" ".repeat(this.#nameColumns() - width)}  ${address.padEnd(15)}  ${wire}`.trimEnd();
  }

  #nameColumns(): number {
    const widths = this.#servers.map(({ name }) => textWidth(takeWidth(visibleName(name), NAME_COLUMNS).text));
    return Math.max(0, ...widths);
  }

  #forgetOthersThan(keys: ReadonlySet<string>): void {
    for (const key of this.#numbers.keys()) if (!keys.has(key)) this.#numbers.delete(key);
  }

  #type(digits: string): void {
    this.#typed = digits.slice(0, DIGIT_LIMIT);
    const server = this.byNumber(Number(this.#typed));
    if (server) this.#selected = server.key;
  }

  #move(by: number): void {
    this.#typed = "";
    const at = this.#servers.findIndex(({ key }) => key === this.#selected);
    if (at >= 0) this.#selected = this.#servers[Math.max(0, Math.min(at + by, this.#servers.length - 1))].key;
  }
}
