/** How an end tells its peer where it may be reached. PROTOCOL.md, "Paths". Decoders never throw. */
import { Buffer } from "node:buffer";
import type { Address } from "../../../port/address.ts";
import { formatIp, parseIp } from "../../../port/ip_address.ts";
import { MAX_CANDIDATES } from "./known_candidates.ts";

/** Behind stream and type: a serial number and a count. */
const FIXED_BYTES = 4;
const IPV4_FAMILY = 4, IPV6_FAMILY = 6;

/** `head`: stream and type. What is not a plain address that others can reach is left out. */
export function encodeCandidateList(head: Uint8Array, serial: number, addresses: readonly Address[]): Buffer {
  const told: Uint8Array[] = [];
  for (const address of addresses) {
    const { hostname, port, via } = address;
    const ip = via === undefined && !isLoopback(address) ? parseIp(hostname) : undefined;
    if (ip === undefined || port === 0 || told.length === MAX_CANDIDATES) continue;
    told.push(Uint8Array.of(ip.length === 4 ? IPV4_FAMILY : IPV6_FAMILY, ...ip, port >> 8, port & 0xff));
  }
  return Buffer.concat([head, Uint8Array.of(serial, told.length), ...told]);
}

/** `undefined`: malformed. */
export function decodeCandidateList(plain: Buffer): { serial: number; addresses: Address[] } | undefined {
  if (plain.length < FIXED_BYTES || plain[3] > MAX_CANDIDATES) return undefined;
  const addresses: Address[] = [];
  let at = FIXED_BYTES;
  for (let count = plain[3]; count > 0; count--) {
    const ipBytes = plain[at] === IPV4_FAMILY ? 4 : plain[at] === IPV6_FAMILY ? 16 : 0;
    const portAt = at + 1 + ipBytes;
    if (ipBytes === 0 || portAt + 2 > plain.length) return undefined;
    addresses.push({ hostname: formatIp(plain.subarray(at + 1, portAt)), port: plain.readUInt16BE(portAt) });
    at = portAt + 2;
  }
  return at === plain.length ? { serial: plain[2], addresses } : undefined;
}

/**
 * Whether packets may be sent to an address because a peer said that it is there. `present`: where the peer is. Only a peer on this
 * machine is looked for on this machine.
 */
export function mayBePeer({ hostname, port }: Address, present: Address): boolean {
  const ip = parseIp(hostname);
  if (ip === undefined || port === 0) return false;
  if (ip.length === 4) {
    // "This network" (RFC 1122), multicast, and what is reserved, with the broadcast address.
    if (ip[0] === 0 || ip[0] >= 224) return false;
    return ip[0] !== 127 || isLoopback(present);
  }
  // Without a scope, a link-local address names no network.
  if (ip[0] === 0xff || (ip[0] === 0xfe && (ip[1] & 0xc0) === 0x80)) return false;
  // IPv6 addresses that hold an IPv4 address: `::a.b.c.d`, `::ffff:a.b.c.d`; and `::` itself.
  if (hostname === "::1") return isLoopback(present);
  return ip.subarray(0, 10).some((byte) => byte !== 0);
}

function isLoopback({ hostname }: Address): boolean {
  return hostname === "::1" || hostname.startsWith("127.");
}
