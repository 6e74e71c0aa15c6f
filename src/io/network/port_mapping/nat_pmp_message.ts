import { formatIp } from "../../../port/ip_address.ts";
import type { WantedMapping } from "./port_mapping.ts";

const OPCODE_ADDRESS = 0;
const OPCODE_MAP_UDP = 1;
const RESPONSE = 0x80;

/** Asks for the router's external address (RFC 6886, section 3.2). */
export const NAT_PMP_ADDRESS_REQUEST: Uint8Array<ArrayBuffer> = Uint8Array.of(0, OPCODE_ADDRESS);

/** `refused`: with the router's result code (RFC 6886, section 3.5). */
export type NatPmpRefusal = { readonly kind: "refused"; readonly code: number };

/** A request to forward a UDP port (RFC 6886, section 3.3), or with a lifetime of 0 to stop that (section 3.4). */
export function encodeNatPmpMap(
  { internalPort, externalPort, lifetimeSeconds }: WantedMapping,
): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(12), view = new DataView(bytes.buffer);
  bytes[1] = OPCODE_MAP_UDP;
  view.setUint16(4, internalPort);
  view.setUint16(6, lifetimeSeconds === 0 ? 0 : externalPort);
  view.setUint32(8, lifetimeSeconds);
  return bytes;
}

/** The router's external IPv4 address; `undefined` if this is not the answer. */
export function parseNatPmpAddress(
  bytes: Uint8Array,
): { readonly kind: "address"; readonly externalAddress: string } | NatPmpRefusal | undefined {
  const code = resultCode(bytes, OPCODE_ADDRESS);
  if (code === undefined) return undefined;
  if (code !== 0) return { kind: "refused", code };
  return bytes.length < 12 ? undefined : { kind: "address", externalAddress: formatIp(bytes.subarray(8, 12)) };
}

/** What was mapped to this internal port; `undefined` if this is not the answer. */
export function parseNatPmpMap(
  bytes: Uint8Array,
  internalPort: number,
):
  | { readonly kind: "mapped"; readonly externalPort: number; readonly lifetimeSeconds: number }
  | NatPmpRefusal
  | undefined {
  const code = resultCode(bytes, OPCODE_MAP_UDP);
  if (code === undefined) return undefined;
  if (code !== 0) return { kind: "refused", code };
  if (bytes.length < 16) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (view.getUint16(8) !== internalPort) return undefined;
  return { kind: "mapped", externalPort: view.getUint16(10), lifetimeSeconds: view.getUint32(12) };
}

function resultCode(bytes: Uint8Array, opcode: number): number | undefined {
  if (bytes.length < 8 || bytes.length > 64 || bytes[0] !== 0 || bytes[1] !== (RESPONSE | opcode)) return undefined;
  return bytes[2] << 8 | bytes[3];
}
