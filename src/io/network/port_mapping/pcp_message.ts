import { formatIp, parseIp } from "../../../port/ip_address.ts";
import { mapped, unmapped } from "../host_name.ts";
import type { WantedMapping } from "./port_mapping.ts";

const VERSION = 2;
const OPCODE_MAP = 1;
const RESPONSE = 0x80;
const UDP = 17;
const MAP_BYTES = 60;
/** RFC 6887, section 7: the longest message. */
const MAX_BYTES = 1100;
export const NONCE_BYTES = 12;

/** What a router answered to {@linkcode encodePcpMap}. */
export type PcpAnswer =
  | {
    readonly kind: "mapped";
    readonly externalAddress: string;
    readonly externalPort: number;
    readonly lifetimeSeconds: number;
  }
  /** `code`: RFC 6887, section 7.4. 1: the router speaks another version, most likely NAT-PMP. */
  | { readonly kind: "refused"; readonly code: number };

/** A MAP request for UDP (RFC 6887, sections 7.1 and 11.1). The same `nonce`, 12 bytes, renews the mapping and takes it back. */
export function encodePcpMap(
  { ownAddress, internalPort, externalPort, lifetimeSeconds }: WantedMapping,
  nonce: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(MAP_BYTES), view = new DataView(bytes.buffer);
  bytes.set([VERSION, OPCODE_MAP]);
  view.setUint32(4, lifetimeSeconds);
  bytes.set(parseIp(mapped(ownAddress))!, 8);
  bytes.set(nonce, 24);
  bytes[36] = UDP;
  view.setUint16(40, internalPort);
  view.setUint16(42, externalPort);
  bytes.set(parseIp("::ffff:0.0.0.0")!, 44); // any IPv4 address
  return bytes;
}

/**
 * The answer to a request with this nonce and internal port; `undefined` if it is not one (RFC 6887, sections 7.2 and 11.1). An answer of
 * version 0 is a NAT-PMP router's, which means that it knows no PCP (RFC 6886, section 3.5).
 */
export function parsePcpMap(bytes: Uint8Array, nonce: Uint8Array, internalPort: number): PcpAnswer | undefined {
  if (bytes.length >= 4 && bytes[0] === 0 && (bytes[1] & RESPONSE) !== 0) return { kind: "refused", code: 1 };
  if (bytes.length < 24 || bytes.length > MAX_BYTES || bytes[0] !== VERSION) return undefined;
  if (bytes[1] !== (RESPONSE | OPCODE_MAP)) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const code = bytes[3];
  if (code === 1) return { kind: "refused", code }; // it cannot read the rest
  if (bytes.length < MAP_BYTES || nonce.some((byte, at) => bytes[24 + at] !== byte)) return undefined;
  if (bytes[36] !== UDP || view.getUint16(40) !== internalPort) return undefined;
  if (code !== 0) return { kind: "refused", code };
  return {
    kind: "mapped",
    externalAddress: unmapped(ipv4OrIpv6(bytes.subarray(44, 60))),
    externalPort: view.getUint16(42),
    lifetimeSeconds: view.getUint32(4),
  };
}

function ipv4OrIpv6(bytes: Uint8Array): string {
  const isIpv4 = bytes.subarray(0, 10).every((byte) => byte === 0) && bytes[10] === 0xff && bytes[11] === 0xff;
  return formatIp(isIpv4 ? bytes.subarray(12) : bytes);
}
