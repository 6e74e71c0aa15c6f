/** DNS-SD (RFC 6763) service type of a vchat server; its port is the base port of the four channels. */
export const SERVICE_TYPE = "_vchat._udp.local";
/** The name under which all service types of a network are listed (RFC 6763 section 9). */
export const SERVICE_TYPES = "_services._dns-sd._udp.local";
/** RFC 6762 section 10: records that name a host live for two minutes, all others for 75. */
export const HOST_TTL_S = 120;
export const OTHER_TTL_S = 4500;
/** Longest label of a DNS name, in bytes of UTF-8 (RFC 1035 section 2.3.4). */
export const LABEL_LIMIT_BYTES = 63;
/** Records of one packet that are read: a server needs a handful. */
const RECORD_LIMIT = 128;
/** The highest number that a server may announce for its codes. */
export const MAX_SERVICE_NUMBER = 999;
/** Longest name in a packet, as text. */
const NAME_LIMIT = 255;

interface RecordHead {
  readonly name: string;
  readonly ttl: number;
  /** Replaces what is known under the name (RFC 6762 section 10.2). */
  readonly flush?: boolean;
}

/** The records that a server is described by, as npm:dns-packet writes and reads them. */
export type ServiceRecord =
  | RecordHead & { readonly type: "PTR"; readonly data: string }
  | RecordHead & { readonly type: "SRV"; readonly data: { readonly port: number; readonly target: string } }
  | RecordHead & { readonly type: "TXT"; readonly data: readonly string[] }
  | RecordHead & { readonly type: "A" | "AAAA"; readonly data: string };

export interface Question {
  readonly name: string;
  readonly type: string;
}

/** One multicast DNS packet, reduced to the fields that are used. */
export interface MulticastMessage {
  readonly type: "query" | "response";
  readonly questions: readonly Question[];
  /** A response's answers and additional records; a query's known answers. */
  readonly answers: readonly ServiceRecord[];
  /** What the sender of a probe is about to claim. */
  readonly authorities: readonly ServiceRecord[];
}

/** A packet to send, as npm:dns-packet encodes it. */
export interface MulticastPacket {
  readonly type: "query" | "response";
  readonly questions?: readonly Question[];
  readonly answers?: readonly ServiceRecord[];
  readonly authorities?: readonly ServiceRecord[];
  readonly additionals?: readonly ServiceRecord[];
}

/** A packet for one of this machine's networks. */
export interface MulticastSend {
  readonly link: string;
  readonly packet: MulticastPacket;
}

/** One of this machine's networks, by its interface. */
export interface MulticastLink {
  /** The interface's name. */
  readonly name: string;
  /** This machine's addresses there, IPv4 and IPv6. */
  readonly addresses: readonly string[];
}

/** Names of DNS are the same in upper and lower case, in ASCII only. */
export function nameKey(name: string): string {
  return name.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** The number that the texts of a TXT record announce, `number=7`; `undefined` if there is none, or no possible one. */
export function readServiceNumber(texts: readonly string[]): number | undefined {
  const digits = texts.map((text) => /^number=([1-9]\d{0,2})$/.exec(text)?.[1]).find((one) => one !== undefined);
  return digits === undefined ? undefined : Number(digits);
}

/**
 * What npm:dns-packet decoded, with everything checked that a stranger may have written. Records of other types, and those
 * that do not fit their type, are left out. `undefined` if it is no packet at all.
 */
export function readMessage(packet: unknown): MulticastMessage | undefined {
  if (!isObject(packet) || (packet.type !== "query" && packet.type !== "response")) return undefined;
  return {
    type: packet.type,
    questions: list(packet.questions).flatMap((question) =>
      isObject(question) && isName(question.name) && typeof question.type === "string"
        ? [{ name: question.name, type: question.type }]
        : []
    ),
    answers: [...list(packet.answers), ...list(packet.additionals)].flatMap(readRecord),
    authorities: list(packet.authorities).flatMap(readRecord),
  };
}

function readRecord(record: unknown): ServiceRecord[] {
  if (!isObject(record) || !isName(record.name) || !Number.isInteger(record.ttl)) return [];
  const { name, data } = record;
  const head = { name, ttl: Math.max(0, record.ttl as number), flush: record.flush === true };
  switch (record.type) {
    case "PTR":
      return isName(data) ? [{ ...head, type: "PTR", data }] : [];
    case "SRV":
      return isObject(data) && isName(data.target) && Number.isInteger(data.port)
        ? [{ ...head, type: "SRV", data: { port: data.port as number, target: data.target } }]
        : [];
    case "TXT":
      return [{ ...head, type: "TXT", data: list(data).flatMap(readText) }];
    case "A":
    case "AAAA":
      return typeof data === "string" ? [{ ...head, type: record.type, data }] : [];
    default:
      return [];
  }
}

function readText(value: unknown): string[] {
  return value instanceof Uint8Array && value.length <= 255 ? [new TextDecoder().decode(value)] : [];
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value.slice(0, RECORD_LIMIT) : [];
}

function isName(value: unknown): value is string {
  return typeof value === "string" && value.length > 0 && value.length <= NAME_LIMIT;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
