import { type HostPort, parseCallLink } from "./call_link.ts";
import { completions, parseCode, partsOf } from "./code_words.ts";
import { nearestWords } from "./word_distance.ts";
import { WORD_LIST } from "./word_list.ts";

/** Whom to call, as a person types or pastes it. */
export type CallTarget =
  /** A server's link, with its address and the other ones (`others`); `code`: its words, if the link has them. */
  | {
    readonly kind: "link";
    readonly host: string;
    readonly port: number;
    readonly others?: readonly HostPort[];
    readonly code?: string;
  }
  /** An IPv6 address has no brackets here. */
  | { readonly kind: "address"; readonly host: string; readonly port: number }
  /** Only a code: the server of this network that announces `number`, if one was typed. `code`: the secret words. */
  | { readonly kind: "code"; readonly code: string; readonly number?: number };

/** What is wrong with the typed text, and what to do, both for people. */
export interface TargetProblem {
  readonly kind: "problem";
  readonly problem: string;
  readonly hint: string;
}

const MAX_TARGET_LENGTH = 1100;
const LOWEST_PORT = 4;
const HIGHEST_PORT = 65_535;
/** A host name in any script; letters, digits and the signs between them. */
const NAME = /^[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}._-]{0,252})$/u;
const IPV6 = /^[0-9A-Fa-f:.]{2,45}(?:%[\w.-]{1,64})?$/;
/** Only reached through one interface (RFC 4291, fe80::/10). */
const LINK_LOCAL_IPV6 = /^fe[89ab][0-9a-f]:/i;
const HINT = "type the link, the address or the code that the other vchat shows";

/**
 * Reads whom to call: `vchat://host:port#words`, `host`, `host:port`, `[IPv6]:port`, or a code such as `7-plaza-needle-studio`
 * in any of the ways that `parseCode` reads. A command line that the other vchat shows (`vchat 192.0.2.7`) is read too.
 *
 * What could be a host's name as well as a code is a code if it has the three words of one, shortened or not. With fewer
 * words, or with one that is not even nearly in the list, it is a name.
 */
export function parseTarget(text: string, defaultPort: number): CallTarget | TargetProblem {
  const target = parseTyped(text, defaultPort);
  return target.kind === "address" ? { ...target, port: target.port ?? defaultPort } : target;
}

/** An address whose port may not have been typed. */
export type TypedAddress = { readonly kind: "address"; readonly host: string; readonly port?: number };

/** Like {@linkcode parseTarget}, but an address without a port has none. `defaultPort`: of a link without one. */
export function parseTyped(
  text: string,
  defaultPort: number,
): Exclude<CallTarget, { kind: "address" }> | TypedAddress | TargetProblem {
  if (text.length > MAX_TARGET_LENGTH) return wrong("this is too long for a link, an address or a code");
  const typed = text.trim().replace(/^vchat\s+(?=\S)/i, "");
  if (typed === "") return wrong("nothing was typed");
  if (/^\w+:\/\//.test(typed)) return link(typed, defaultPort);
  if (!/[:[\]%]/.test(typed) && looksLikeCode(typed)) {
    const parsed = parseCode(typed);
    return "problem" in parsed ? wrong(parsed.problem) : { kind: "code", ...parsed };
  }
  return address(typed);
}

/** What is wrong with a text that begins as a link, in words for people. */
export function linkProblem(link: string, defaultPort: number): string {
  if (!/^vchat:\/\//i.test(link)) return "this is not a link of vchat: it begins with vchat://";
  const [address, code] = link.split("#");
  if (code === undefined || parseCallLink(address, defaultPort) === undefined) {
    return `the link names no address that can be called: ${address}`;
  }
  const parsed = parseCode(code);
  return "problem" in parsed ? `the code in the link: ${parsed.problem}` : `this is not a vchat:// link: ${link}`;
}

function link(typed: string, defaultPort: number): Extract<CallTarget, { kind: "link" }> | TargetProblem {
  const parsed = parseCallLink(typed.replace(/^vchat:/i, "vchat:"), defaultPort);
  if (parsed !== undefined) return { kind: "link", ...parsed };
  return wrong(linkProblem(typed, defaultPort), "a link is vchat://HOST:PORT#three-code-words, as the server shows it");
}

function looksLikeCode(typed: string): boolean {
  const { number, words } = partsOf(typed);
  const isName = NAME.test(typed);
  // A number alone would be an address from the early days of the Internet, and nobody types one.
  if (number !== undefined && words.length === 0) return true;
  if (!isName) return /[\s,#\u2010-\u2015]/.test(typed);
  const isWhole = (word: string) => WORD_LIST.includes(word);
  if (typed.includes(".")) return words.length === 3 && words.every(isWhole);
  if (number !== undefined && typed.includes("-") && words.some(isWhole)) return true;
  if (words.length < 3) return false;
  if (words.length > 3) return words.every(isWhole);
  const canBeMeant = (word: string) => completions(word).length > 0 || nearestWords(word, WORD_LIST).length > 0;
  return "code" in parseCode(typed) || words.filter(isWhole).length === 2 && words.every(canBeMeant);
}

function address(typed: string): TypedAddress | TargetProblem {
  const [, bracketed, named, digits] = /^(?:\[([^\]]*)\]|([^:]*))(?::(\d{1,9}))?$/.exec(typed) ?? [];
  const host = bracketed ?? named ?? typed;
  const isIpv6 = host.includes(":") && IPV6.test(host);
  if (bracketed !== undefined ? !isIpv6 : !isIpv6 && !NAME.test(host)) {
    return wrong("this is no link, no address and no code");
  }
  if (isIpv6 && LINK_LOCAL_IPV6.test(host) && !host.includes("%")) {
    return wrong(
      `${host} is only an address together with this machine's interface to that network`,
      `for example ${host}%eth0`,
    );
  }
  if (digits === undefined) return { kind: "address", host };
  const port = Number(digits);
  if (port >= LOWEST_PORT && port <= HIGHEST_PORT) return { kind: "address", host, port };
  return wrong(`a port is from ${LOWEST_PORT} to ${HIGHEST_PORT}, not ${digits}`);
}

function wrong(problem: string, hint = HINT): TargetProblem {
  return { kind: "problem", problem, hint };
}
