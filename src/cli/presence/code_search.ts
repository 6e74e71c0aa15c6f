import type { FoundServer } from "../../io/discovery/found_server.ts";
import type { Clock } from "../../port/clock.ts";

/** Every server answers the first question within 120 ms (RFC 6762 section 6); a lost one is repeated after a second. */
const SETTLE_MS = 400;
/** Without a number any other server could be the one that is meant, so it is waited for longer: a question and its repetition. */
const ALONE_MS = 1500;
/** After this long a person is told that nobody was found. */
const NOBODY_MS = 3000;

/** What a search for the server of a code has found. Texts are for people, and are safe to print. */
export type CodeSearchState =
  | { readonly kind: "looking" }
  /** None so far. It goes on looking. */
  | { readonly kind: "nobody"; readonly message: string; readonly hint: string }
  /** More than one may be meant, and each would count a wrong code as a guess, so a person has to choose. */
  | { readonly kind: "choose"; readonly servers: readonly FoundServer[]; readonly message: string }
  /** The one to call. */
  | { readonly kind: "found"; readonly server: FoundServer };

/**
 * Finds the server of a code among those that announce themselves. With a number, it is the server that announces it; without
 * one, it is the only server of this network. A code is given to no other server: it would count it as a guess. Pure: servers
 * and `nowMs` in, the state and the next deadline out.
 */
export class CodeSearch {
  /** The one before the words of the code, if it was typed. */
  readonly number: number | undefined;
  readonly #startMs: number;
  #servers: readonly FoundServer[] = [];
  #others = 0;
  /** When the first server that may be meant was found. */
  #firstMs = Infinity;

  constructor(number: number | undefined, nowMs: number) {
    this.number = number;
    this.#startMs = nowMs;
  }

  /** Takes the servers that are there now. */
  update(servers: readonly FoundServer[], nowMs: number): void {
    const sealed = servers.filter(({ wire }) => wire !== "plain"); // the plain wire has no codes
    this.#servers = this.number === undefined ? sealed : sealed.filter(({ number }) => number === this.number);
    this.#others = sealed.length - this.#servers.length;
    this.#firstMs = this.#servers.length === 0 ? Infinity : Math.min(this.#firstMs, nowMs);
  }

  state(nowMs: number): CodeSearchState {
    if (this.#servers.length > 1) return { kind: "choose", servers: this.#servers, message: this.#whyChoose() };
    if (this.#servers.length === 1) {
      return nowMs >= this.#sureMs ? { kind: "found", server: this.#servers[0] } : { kind: "looking" };
    }
    return nowMs >= this.#startMs + NOBODY_MS ? { kind: "nobody", ...this.#whyNobody() } : { kind: "looking" };
  }

  /** When the state may change without another server. */
  deadlineMs(nowMs: number): number {
    const next = this.#servers.length === 1
      ? this.#sureMs
      : this.#servers.length === 0
      ? this.#startMs + NOBODY_MS
      : Infinity;
    return next > nowMs ? next : Infinity;
  }

  /** When others that may be meant would have answered as well. */
  get #sureMs(): number {
    return this.number === undefined
      ? Math.max(this.#startMs + ALONE_MS, this.#firstMs)
      : Math.max(this.#startMs, this.#firstMs) + SETTLE_MS;
  }

  #whyChoose(): string {
    const { number } = this;
    if (number !== undefined) {
      return `${this.#servers.length} servers in this network have the number ${number}: choose one`;
    }
    return "there are several servers in this network: choose one, or type the code with its number";
  }

  #whyNobody(): { readonly message: string; readonly hint: string } {
    const { number } = this;
    const hint = "ask the other person for the link or the address, and type that instead";
    if (number === undefined) return { message: "no server was found in this network; still looking", hint };
    const others = this.#others === 0
      ? ""
      : this.#others === 1
      ? " (the one here has another)"
      : " (those here have others)";
    return { message: `no server with the number ${number} was found in this network${others}; still looking`, hint };
  }
}

/** How a search looks at the network, and at the time. */
export interface CodeSearchPorts {
  readonly clock: Clock;
  readonly browse: (target: {
    readonly onServers: (servers: readonly FoundServer[]) => void;
    readonly onFailure: (message: string) => void;
  }) => { close(): Promise<void> };
  /** Called with the first state and with every change, until `found`, or until the search is closed. */
  readonly onState: (state: CodeSearchState) => void;
  /** The network cannot be searched. The message is not yet safe to print. */
  readonly onFailure: (message: string) => void;
}

/** Searches this network for the server of a code until it is found. `close` settles when the sockets are closed. */
export function searchForCode(number: number | undefined, { clock, browse, onState, onFailure }: CodeSearchPorts) {
  const search = new CodeSearch(number, clock.nowMs());
  let cancelTimer = () => {}, reported = "", closed = false;
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closed = true;
    cancelTimer();
    return closing ??= browsing.close();
  };
  const look = () => {
    if (closed) return;
    const nowMs = clock.nowMs(), state = search.state(nowMs), shown = JSON.stringify(state);
    cancelTimer();
    const deadlineMs = search.deadlineMs(nowMs);
    if (deadlineMs !== Infinity) cancelTimer = clock.callAt(deadlineMs, look);
    if (shown === reported) return;
    reported = shown;
    if (state.kind === "found") close();
    onState(state);
  };
  const browsing = browse({
    onServers: (servers) => {
      search.update(servers, clock.nowMs());
      look();
    },
    onFailure,
  });
  look();
  return { close };
}
