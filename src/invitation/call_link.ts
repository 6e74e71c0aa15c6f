import { parseCode, partsOf } from "./code_words.ts";

/** Where a server may be called. */
export interface HostPort {
  /** A name, an IPv4 literal or an IPv6 literal without brackets, with a zone if it needs one. */
  readonly host: string;
  /** Base port, 4 to 65535. */
  readonly port: number;
}

/** Where to call, and with which code: `vchat://host:port/?or=host:port#word-word-word`. */
export interface CallLink extends HostPort {
  /** More addresses of the same server, at most {@linkcode MAX_OTHERS}. */
  readonly others?: readonly HostPort[];
  /** The secret words: a link has an address, so it needs no number, which an older vchat would not understand. */
  readonly code?: string;
}

/** A client calls at most 8 addresses. */
export const MAX_OTHERS = 7;
const MAX_LINK_LENGTH = 1024;
/** What a newer vchat may add to a query is passed over, up to this many. */
const MAX_QUERY_PARTS = 16;
/** A zone follows `%25` (RFC 6874), or `%` as people write it. */
const HOST = String
  .raw`\[([0-9A-Fa-f:.]{2,45}(?:%(?:25)?[A-Za-z0-9_.-]{1,64})?)\]|([A-Za-z0-9](?:[A-Za-z0-9._-]{0,252}))`;
const HOST_PORT = new RegExp(`^(?:${HOST})(?::([0-9]{1,5}))?$`);
const LINK = /^vchat:\/\/([^/?#]{1,260})(?:\/?\?([^#]{0,900})|\/)?(?:#(.{1,200}))?$/;

/** Parses a link; `undefined` if it is not one. The port is `defaultPort` if an address has none. */
export function parseCallLink(link: string, defaultPort: number): CallLink | undefined {
  const match = link.length <= MAX_LINK_LENGTH ? LINK.exec(link.trim()) : null;
  if (match === null) return undefined;
  const [, at, query = "", typed] = match;
  const first = parseHostPort(at, defaultPort), others = othersOf(query, defaultPort);
  if (first === undefined || others === undefined) return undefined;
  const servers = { ...first, ...others.length > 0 ? { others } : {} };
  if (typed === undefined) return servers;
  const code = decoded(typed);
  const parsed = code === undefined ? undefined : parseCode(code);
  return parsed !== undefined && "code" in parsed ? { ...servers, code: parsed.code } : undefined;
}

/** `code` may begin with its number, which is left out. */
export function formatCallLink({ host, port, others = [], code }: CallLink): string {
  const query = others.slice(0, MAX_OTHERS).map((other, at) => `${at === 0 ? "/?" : "&"}or=${formatHostPort(other)}`);
  const words = code === undefined ? "" : `#${partsOf(code).words.join("-")}`;
  return `vchat://${formatHostPort({ host, port })}${query.join("")}${words}`;
}

/** `192.0.2.7:9699` or `[2001:db8::7]:9699`. */
export function formatHostPort({ host, port }: HostPort): string {
  return host.includes(":") ? `[${host.replace("%", "%25")}]:${port}` : `${host}:${port}`;
}

/** The addresses after `or=`; `undefined` if one of them is none, or if there are too many. */
function othersOf(query: string, defaultPort: number): HostPort[] | undefined {
  const parts = query === "" ? [] : query.split("&");
  if (parts.length > MAX_QUERY_PARTS) return undefined;
  const others: HostPort[] = [];
  for (const part of parts) {
    if (!part.startsWith("or=")) continue;
    // Programs that pass links on write brackets and colons in their own way.
    const other = parseHostPort(decoded(part.slice(3)) ?? "", defaultPort);
    if (other === undefined || others.push(other) > MAX_OTHERS) return undefined;
  }
  return others;
}

/** Reads `host`, `host:port` or `[IPv6]:port`; `undefined` if it is none of these. */
export function parseHostPort(text: string, defaultPort: number): HostPort | undefined {
  const match = HOST_PORT.exec(text);
  if (match === null) return undefined;
  const port = match[3] === undefined ? defaultPort : Number(match[3]);
  return port < 4 || port > 65535 ? undefined : { host: match[1]?.replace("%25", "%") ?? match[2], port };
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
