import { DEFAULT_PORT } from "../../wire/channel_port.ts";
import type { HostPort } from "../../invitation/call_link.ts";
import { parseTarget } from "../../invitation/call_target.ts";
import { completeCode } from "../../invitation/code_words.ts";
import type { FoundServer } from "../../io/discovery/found_server.ts";
import { visibleText } from "../console/visible_text.ts";
import { CodeSearch, type CodeSearchState } from "../presence/code_search.ts";
import { soughtWords } from "../presence/find_server.ts";
import type { Menu } from "../presence/run_menu.ts";
import { ServerMenu } from "../presence/server_menu.ts";
import type { Key } from "../terminal/key_decoder.ts";
import type { Row, Tone } from "../terminal/styled_text.ts";
import { graphemeBefore, takeWidth, textWidth } from "../terminal/text_width.ts";

/** As much as a link needs. */
const TEXT_LIMIT = 1100;
/** Rows beside the list: waiting, two messages, the prompt. */
const OTHER_ROWS = 4;

/** What the person wants. `code`: the secret words, if they were typed. */
export type StartChoice =
  | { readonly kind: "wait" }
  | { readonly kind: "call"; readonly server: FoundServer; readonly code?: string }
  | {
    readonly kind: "call_at";
    readonly host: string;
    readonly port: number;
    readonly others?: readonly HostPort[];
    readonly code?: string;
  }
  | { readonly kind: "leave" };

/** A code, and the number before it if it was typed. */
export interface TypedCode {
  readonly code: string;
  readonly number?: number;
}

/**
 * The menu of a terminal without a window: wait for a call, or call a server of this network, or a link, an address or a code
 * that is typed. What was typed stays until it is right. The server of a code is searched for while the person may correct it.
 */
export class StartMenu implements Menu<StartChoice> {
  readonly #canWait: boolean;
  readonly #defaultPort: number;
  readonly #hasCodes: boolean;
  readonly #list = new ServerMenu();
  #servers: readonly FoundServer[] = [];
  /** `undefined`: waiting for a call. */
  #selected: FoundServer | undefined;
  #text = "";
  #message: { readonly text: string; readonly tone: Tone } | undefined;
  #told: string | undefined;
  #sought: { readonly code: string; readonly search: CodeSearch; state: CodeSearchState } | undefined;

  /** `canWait`: whether waiting is a choice. `hasCodes`: not on the plain wire. `code`: is searched for from the beginning. */
  constructor(
    { canWait, defaultPort = DEFAULT_PORT, hasCodes = true, code }: {
      readonly canWait: boolean;
      readonly hasCodes?: boolean;
      readonly defaultPort?: number;
      readonly code?: TypedCode;
    },
    nowMs: number,
  ) {
    this.#canWait = canWait;
    this.#defaultPort = defaultPort;
    this.#hasCodes = hasCodes;
    if (code !== undefined) this.#search(code, nowMs);
  }

  update(servers: readonly FoundServer[], nowMs: number): StartChoice | undefined {
    this.#servers = servers;
    this.#sought?.search.update(servers, nowMs);
    return this.time(nowMs);
  }

  time(nowMs: number): StartChoice | undefined {
    const sought = this.#sought;
    if (sought !== undefined) {
      sought.state = sought.search.state(nowMs);
      if (sought.state.kind === "found") return { kind: "call", server: sought.state.server, code: sought.code };
    }
    const listed = sought?.state.kind === "choose" ? sought.state.servers : this.#servers;
    this.#list.update(listed);
    this.#selected = listed.find(({ key }) => key === this.#selected?.key) ??
      (this.#startsAtWaiting ? undefined : listed[0]);
  }

  deadlineMs(nowMs: number): number {
    return this.#sought?.search.deadlineMs(nowMs) ?? Infinity;
  }

  press(key: Key, nowMs: number): StartChoice | undefined {
    switch (key.name) {
      case "text":
      case "paste":
        return "text" in key ? this.#edit(this.#text + key.text.replace(/[\r\n]+/g, " "), nowMs) : undefined;
      case "backspace":
        return this.#edit(this.#text.slice(0, -graphemeBefore(this.#text, this.#text.length).length || 0), nowMs);
      case "ctrl-u":
        return this.#edit("", nowMs);
      case "ctrl-w":
        return this.#edit(this.#text.replace(/[^\s-]*[\s-]*$/, ""), nowMs);
      case "tab":
        return this.#complete(nowMs);
      case "up":
        return this.#move(-1);
      case "down":
        return this.#move(1);
      case "enter":
        return this.enter(this.#text.trim(), nowMs);
      case "escape":
      case "ctrl-c":
        return { kind: "leave" };
      case "ctrl-d":
        return this.#text === "" ? { kind: "leave" } : undefined;
    }
  }

  enter(line: string, nowMs: number): StartChoice | undefined {
    this.#message = undefined;
    const chosen = this.#sought?.state.kind === "choose" ? { code: this.#sought.code } : {};
    // While a code's server is searched for, Enter after the code chooses among those that may be meant, and nothing else.
    const isDone = line === "" || this.#sought !== undefined && line === this.#text.trim();
    if (isDone) return this.#chooseSelected(chosen);
    if (line === "q") return { kind: "leave" };
    if (line === "w" && this.#canWait) return { kind: "wait" };
    if (/^\d+$/.test(line)) {
      const server = this.#list.byNumber(Number(line));
      if (server !== undefined) return { kind: "call", server, ...chosen };
      return this.#say(`there is no ${line.slice(0, 9)} in the list`, "warning");
    }
    const target = parseTarget(line, this.#defaultPort);
    if (target.kind === "problem") return this.#say(`${visibleText(target.problem)}; ${target.hint}`, "warning");
    if (target.kind !== "address" && !this.#hasCodes) {
      return this.#say("the plain wire has no codes: type an address, or leave out --wire plain", "warning");
    }
    if (target.kind === "code") {
      this.#search(target, nowMs);
      return this.time(nowMs);
    }
    const { host, port } = target;
    const { code, others } = target.kind === "link" ? target : {};
    return { kind: "call_at", host, port, ...others ? { others } : {}, ...code ? { code } : {} };
  }

  rows({ columns, rows }: { readonly columns: number; readonly rows: number }): Row[] {
    const width = Math.max(1, columns - 1);
    const cut = (text: string, tone?: Tone): Row => [{ text: takeWidth(text, width).text, tone }];
    const item = (isSelected: boolean, text: string) =>
      cut(`${isSelected ? ">" : " "} ${text}`, isSelected ? "strong" : undefined);
    const listed = this.#listed, room = Math.max(1, rows - OTHER_ROWS);
    const at = listed.findIndex(({ key }) => key === this.#selected?.key);
    const first = Math.max(0, Math.min(at - (room >> 1), listed.length - room));
    const servers = listed.slice(first, first + room);
    const messages = this.#messages();
    return [
      ...this.#startsAtWaiting ? [item(this.#selected === undefined, ` w  Wait for a call`)] : [],
      ...servers.map((server) => item(server.key === this.#selected?.key, this.#list.line(server))),
      ...listed.length === 0 && this.#sought === undefined
        ? [cut("  looking for servers in this network ...", "faint")]
        : [],
      ...messages.map(({ text, tone }) => cut(text, tone)),
      this.#prompt(width),
    ].slice(-rows);
  }

  news(): string[] {
    const messages = this.#messages().map(({ text }) => text), told = messages.join("\n");
    const isNew = told !== this.#told;
    this.#told = told;
    return [...this.#list.newServers(), ...isNew ? messages : []];
  }

  get #startsAtWaiting(): boolean {
    return this.#canWait && this.#sought?.state.kind !== "choose";
  }

  get #listed(): readonly FoundServer[] {
    const listed = this.#sought?.state.kind === "choose" ? this.#sought.state.servers : this.#servers;
    return listed.toSorted((a, b) => this.#list.numberOf(a) - this.#list.numberOf(b));
  }

  #messages(): { readonly text: string; readonly tone: Tone }[] {
    if (this.#message !== undefined) return [this.#message];
    const state = this.#sought?.state;
    if (state?.kind === "looking") return [{ text: soughtWords(this.#sought!.search.number) + " ...", tone: "faint" }];
    if (state?.kind === "choose") return [{ text: state.message, tone: "warning" }];
    return state?.kind === "nobody"
      ? [{ text: state.message, tone: "warning" }, { text: state.hint, tone: "warning" }]
      : [];
  }

  /** The text that is being typed at the end of the row, since the cursor stays there. */
  #prompt(width: number): Row {
    const prompt = "number, link, address or code, then Enter; Esc leaves: ";
    const shownPrompt = textWidth(prompt) < width - 20 ? prompt : "> ";
    let text = visibleText(this.#text);
    while (textWidth(text) > Math.max(1, width - textWidth(shownPrompt))) text = text.slice(1);
    return [{ text: shownPrompt, tone: "faint" }, { text }];
  }

  #edit(text: string, nowMs: number): StartChoice | undefined {
    if (text.length > TEXT_LIMIT) return this.#say("that is too long for a link, an address or a code", "warning");
    this.#text = text;
    this.#message = this.#sought = undefined;
    if (/^\d+$/.test(text)) this.#selected = this.#list.byNumber(Number(text)) ?? this.#selected;
    return this.time(nowMs);
  }

  #complete(nowMs: number): StartChoice | undefined {
    const { rest, words } = completeCode(this.#text);
    if (rest !== "") return this.#edit(this.#text + rest, nowMs);
    if (words.length > 1) this.#say(words.join(" "), "faint");
  }

  #chooseSelected(more: { readonly code?: string }): StartChoice | undefined {
    if (this.#selected !== undefined && (this.#sought === undefined || more.code !== undefined)) {
      return { kind: "call", server: this.#selected, ...more };
    }
    return this.#canWait && this.#sought === undefined ? { kind: "wait" } : undefined;
  }

  #move(by: number): undefined {
    const items = [...this.#startsAtWaiting ? [undefined] : [], ...this.#listed];
    const at = items.findIndex((item) => item?.key === this.#selected?.key);
    this.#selected = items[Math.max(0, Math.min(at + by, items.length - 1))];
  }

  #search({ code, number }: TypedCode, nowMs: number): void {
    const search = new CodeSearch(number, nowMs);
    search.update(this.#servers, nowMs);
    this.#sought = { code, search, state: search.state(nowMs) };
    this.#message = undefined;
  }

  #say(text: string, tone: Tone): undefined {
    this.#message = { text, tone };
  }
}
