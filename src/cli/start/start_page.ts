import type { HostPort } from "../../invitation/call_link.ts";
import { withoutCommandLine } from "../../call/without_command_line.ts";
import type { CallTarget, TargetProblem } from "../../invitation/call_target.ts";
import type { FoundServer } from "../../io/discovery/found_server.ts";
import { formatAddress } from "../../port/address.ts";
import type { CodeSearchState } from "../presence/code_search.ts";
import type { LocalCameraState, LocalSoundState } from "../../port/display.ts";
import type { StartServer, StartState } from "../../port/start_display.ts";

/** The longest name, in UTF-16 units. */
const NAME_LIMIT = 200;

/** What the person has decided. */
export type StartDecision =
  | { readonly kind: "wait" }
  | { readonly kind: "call"; readonly callee: Callee }
  | { readonly kind: "leave" };

/** Who is called. */
export interface Callee {
  /** As typed, or a server's first address. */
  readonly host: string;
  readonly port: number;
  /** More addresses of the same server, from its link. */
  readonly others?: readonly HostPort[];
  readonly code?: string;
  /** The number before the words of the code. */
  readonly codeNumber?: number;
  /** Present if the server was found in this network. */
  readonly addresses?: readonly string[];
  /** How that server announces itself. Unescaped. */
  readonly serverName?: string;
}

/** What the model wants done. `turn` comes back with the answer; an answer to an earlier turn is not used. */
export type StartOutput =
  | { readonly kind: "show"; readonly state: StartState }
  /** Search this network for the server of a code. The answers are {@linkcode StartPage.searched}. */
  | { readonly kind: "search"; readonly turn: number; readonly number?: number }
  /** See whether one of these hosts' names has an address. The answer is {@linkcode StartPage.resolved}. */
  | { readonly kind: "resolve"; readonly turn: number; readonly hosts: readonly HostPort[] }
  /** What was asked for is no longer wanted. */
  | { readonly kind: "stop_looking" }
  | { readonly kind: "decided"; readonly decision: StartDecision };

type CodeTarget = Extract<CallTarget, { readonly kind: "code" }>;

/** What went wrong, and what to do next. Not yet safe to print. */
export type Failure = { readonly message: string; readonly hint?: string };

export interface StartPageOptions {
  /** Absent if the wire carries no names. */
  readonly name?: string;
  readonly camera: LocalCameraState;
  readonly sound?: LocalSoundState;
  /** Why the call before could not be made. */
  readonly failure?: Failure;
  readonly defaultPort: number;
  /** Reads what the person typed. */
  readonly readTarget: (text: string) => CallTarget | TargetProblem;
}

/**
 * The start page, without its window: what the person does, and what becomes known, goes in. What it shows, and what is to be
 * done, comes out of {@linkcode takeOutput}.
 */
export class StartPage {
  readonly #options: StartPageOptions;
  readonly #outputs: StartOutput[] = [];
  #state: StartState;
  #servers: readonly FoundServer[] = [];
  /** Changes with everything that makes an earlier search unwanted. */
  #turn = 0;
  /** The address that is looked up. */
  #wanted: Callee | undefined;
  /** The code whose server is searched for, or has to be chosen. */
  #code: CodeTarget | undefined;
  #isDecided = false;

  constructor(options: StartPageOptions) {
    const { name, camera, sound, failure } = options;
    this.#options = options;
    const problem = failure && sentences(failure.message, withoutCommandLine(failure.hint));
    this.#state = { name, camera, sound, problem, servers: [] };
  }

  get state(): StartState {
    return this.#state;
  }

  takeOutput(): StartOutput | undefined {
    return this.#outputs.shift();
  }

  wait(): void {
    this.#decide({ kind: "wait" });
  }

  leave(): void {
    this.#decide({ kind: "leave" });
  }

  /** Calls what was typed, once it is known that it can be called. */
  call(text: string): void {
    this.#stopLooking();
    const target = this.#options.readTarget(text);
    if (target.kind === "problem") {
      return this.#change({ looking: undefined, problem: sentences(target.problem, target.hint) });
    }
    const turn = this.#turn;
    if (target.kind === "code") {
      this.#code = target;
      this.#change({ looking: shownCode(target), problem: undefined });
      return this.#put({ kind: "search", turn, number: target.number });
    }
    const { host, port } = target;
    const { code, others } = target.kind === "link" ? target : {};
    this.#wanted = { host, port, ...code ? { code } : {}, ...others ? { others } : {} };
    this.#change({ looking: host, problem: undefined });
    this.#put({ kind: "resolve", turn, hosts: [{ host, port }, ...this.#wanted.others ?? []] });
  }

  /** Calls a server of the list: with the code, if the person was to choose which server it is of. */
  callServer(key: string): void {
    const server = this.#servers.find((server) => server.key === key);
    if (server === undefined) {
      return this.#change({ looking: undefined, problem: "This server is not there any more." });
    }
    this.#decide({ kind: "call", callee: calleeOf(server, this.#code) });
  }

  /** What is looked for is no longer wanted. */
  cancel(): void {
    this.#stopLooking();
    this.#change({ looking: undefined });
  }

  /** How the search for the server of a code goes. */
  searched(turn: number, search: CodeSearchState): void {
    if (turn !== this.#turn || this.#code === undefined) return;
    switch (search.kind) {
      case "looking":
        return this.#change({ looking: shownCode(this.#code), problem: undefined });
      case "nobody":
        return this.#change({ problem: sentences(search.message, search.hint) });
      case "choose":
        // The server that the person chooses in the list is then called with the code.
        return this.#change({ looking: undefined, problem: sentences(search.message) });
      case "found":
        return this.#decide({ kind: "call", callee: calleeOf(search.server, this.#code) });
    }
  }

  /** Whether the host has an address, or why not, in words. */
  resolved(turn: number, failure?: Failure): void {
    if (turn !== this.#turn || this.#wanted === undefined) return;
    if (failure === undefined) return this.#decide({ kind: "call", callee: this.#wanted });
    this.#change({ looking: undefined, problem: sentences(failure.message, withoutCommandLine(failure.hint)) });
  }

  rename(name: string): void {
    this.#change({ name: name.slice(0, NAME_LIMIT).trim() || this.#options.name });
  }

  camera(camera: LocalCameraState): void {
    this.#change({ camera });
  }

  sound(sound: LocalSoundState): void {
    this.#change({ sound });
  }

  servers(servers: readonly FoundServer[]): void {
    // New ones come last, so that no other moves under the pointer before a click.
    const isKnown = ({ key }: FoundServer) => this.#servers.some((known) => known.key === key);
    const stay = this.#servers.flatMap(({ key }) => servers.filter((server) => server.key === key));
    this.#servers = [...stay, ...servers.filter((server) => !isKnown(server))];
    this.#change({ servers: this.#servers.map((server) => shownServer(server, this.#options.defaultPort)) });
  }

  serversFailed(message: string): void {
    this.#change({ serversProblem: sentences(`servers of this network cannot be listed: ${message}`) });
  }

  #stopLooking(): void {
    this.#turn++;
    this.#wanted = this.#code = undefined;
    if (this.#state.looking !== undefined) this.#put({ kind: "stop_looking" });
  }

  #decide(decision: StartDecision): void {
    if (this.#isDecided) return;
    this.#turn++;
    this.#outputs.push({ kind: "decided", decision });
    this.#isDecided = true;
  }

  #change(change: Partial<StartState>): void {
    this.#state = { ...this.#state, ...change };
    this.#put({ kind: "show", state: this.#state });
  }

  #put(output: StartOutput): void {
    if (!this.#isDecided) this.#outputs.push(output);
  }
}

function calleeOf({ addresses, port, wire, name }: FoundServer, code?: CodeTarget): Callee {
  const callee = { host: addresses[0], port, addresses, serverName: name };
  return code === undefined || wire === "plain" ? callee : { ...callee, code: code.code, codeNumber: code.number };
}

function shownServer({ key, name, addresses: [hostname], port, wire }: FoundServer, defaultPort: number): StartServer {
  const address = port === defaultPort ? hostname : formatAddress({ hostname, port });
  return { key, name, address, ...(wire === "plain" ? { plain: true } : {}) };
}

/** The secret words stay out of it: somebody may look at the screen. */
function shownCode({ number }: CodeTarget): string {
  return number === undefined ? "the server of this code" : `the server of the code ${number}-\u2026`;
}

/** Parts of a message that begin with small letters, as sentences of their own. */
function sentences(...parts: readonly (string | undefined)[]): string {
  return parts.flatMap((part) => {
    if (part === undefined || part === "") return [];
    const sentence = part[0].toUpperCase() + part.slice(1);
    return /[.!?\u2026]$/.test(sentence) ? sentence : `${sentence}.`;
  }).join("\n");
}
