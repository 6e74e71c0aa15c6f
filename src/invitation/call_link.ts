import { parseCode, partsOf } from "./code_words.ts";

/** Where to call, and with which code: `vchat://host:port#word-word-word`. */
export interface CallLink {
  /** A name, an IPv4 literal or an IPv6 literal without brackets, with a zone if it needs one. */
  readonly host: string;
  /** Base port, 4 to 65535. */
  readonly port: number;
  /** The secret words: a link has an address, so it needs no number, which an older vchat would not understand. */
  readonly code?: string;
}

const MAX_LINK_LENGTH = 512;
/** A zone follows `%25` (RFC 6874), or `%` as people write it. */
const HOST = String
  .raw`\[([0-9A-Fa-f:.]{2,45}(?:%(?:25)?[A-Za-z0-9_.-]{1,64})?)\]|([A-Za-z0-9](?:[A-Za-z0-9._-]{0,252}))`;
const LINK = new RegExp(`^vchat://(?:${HOST})(?::([0-9]{1,5}))?/?(?:#(.{1,200}))?$`);

/** Parses a link; `undefined` if it is not one. The port is `defaultPort` if the link has none. */
export function parseCallLink(link: string, defaultPort: number): CallLink | undefined {
  const match = link.length <= MAX_LINK_LENGTH ? LINK.exec(link.trim()) : null;
  if (match === null) return undefined;
  const port = match[3] === undefined ? defaultPort : Number(match[3]);
  if (port < 4 || port > 65535) return undefined;
  const host = match[1]?.replace("%25", "%") ?? match[2];
  if (match[4] === undefined) return { host, port };
  let typed: string;
  try {
    typed = decodeURIComponent(match[4]);
  } catch {
    return undefined;
  }
  const parsed = parseCode(typed);
  return "code" in parsed ? { host, port, code: parsed.code } : undefined;
}

/** `code` may begin with its number, which is left out. */
export function formatCallLink({ host, port, code }: CallLink): string {
  const bracketed = host.includes(":") ? `[${host.replace("%", "%25")}]` : host;
  return `vchat://${bracketed}:${port}${code === undefined ? "" : `#${partsOf(code).words.join("-")}`}`;
}
