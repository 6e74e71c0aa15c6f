import {
  HOST_TTL_S,
  LABEL_LIMIT_BYTES,
  type MulticastLink,
  OTHER_TTL_S,
  SERVICE_TYPE,
  SERVICE_TYPES,
  type ServiceRecord,
} from "./service_record.ts";

/** What a server tells the network about itself. Nothing in it is secret, and nothing secret may be added. */
export interface OwnService {
  /** What people see in the list. */
  readonly name: string;
  /** The base port. */
  readonly port: number;
  /** Which wire it speaks. Shown to people, never relied on. */
  readonly wire: string;
  readonly version: string;
  /** The number with which its codes begin. Nothing of the words may be announced: they could be guessed from it. */
  readonly number?: number;
  /** A DNS label that no other machine has: 64 random bits, so it needs no probing. */
  readonly hostId: string;
}

/** All records of a service on one network. */
export interface OwnRecords {
  readonly service: ServiceRecord;
  readonly serviceType: ServiceRecord;
  readonly instance: readonly ServiceRecord[];
  readonly host: readonly ServiceRecord[];
}

/** `name._vchat._udp.local` */
export function instanceName({ name }: OwnService): string {
  return `${name}.${SERVICE_TYPE}`;
}

/** The DNS name of this machine while the service runs. */
export function hostName({ hostId }: OwnService): string {
  return `${hostId}.local`;
}

export function ownRecords(service: OwnService, link: MulticastLink): OwnRecords {
  const number = service.number === undefined ? [] : [`number=${service.number}`];
  const instance = instanceName(service), host = hostName(service);
  return {
    service: { name: SERVICE_TYPE, type: "PTR", ttl: OTHER_TTL_S, data: instance },
    serviceType: { name: SERVICE_TYPES, type: "PTR", ttl: OTHER_TTL_S, data: SERVICE_TYPE },
    instance: [
      { name: instance, type: "SRV", ttl: HOST_TTL_S, flush: true, data: { port: service.port, target: host } },
      {
        name: instance,
        type: "TXT",
        ttl: OTHER_TTL_S,
        flush: true,
        data: ["txtvers=1", `wire=${service.wire}`, `version=${service.version}`, ...number],
      },
    ],
    host: link.addresses.map((address) => ({
      name: host,
      type: address.includes(":") ? "AAAA" : "A",
      ttl: HOST_TTL_S,
      flush: true,
      data: address,
    })),
  };
}

/**
 * `wanted` as one DNS label: without control characters, at most 63 bytes, and with U+2024, which looks like a full stop,
 * for the full stops that would separate labels. The `n`th choice for a name that others use as well is `wanted (n)`.
 */
export function serviceLabel(wanted: string, n = 1): string {
  const clean = wanted.toWellFormed().replace(/\p{C}+/gu, " ").replaceAll(".", "\u2024").trim() || "vchat";
  const suffix = n === 1 ? "" : ` (${n})`;
  const characters = [...clean.slice(0, 2 * LABEL_LIMIT_BYTES)].slice(0, LABEL_LIMIT_BYTES);
  while (new TextEncoder().encode(characters.join("") + suffix).length > LABEL_LIMIT_BYTES) characters.pop();
  return characters.join("").trimEnd() + suffix;
}
