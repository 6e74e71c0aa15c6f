import type { Address } from "../../../port/address.ts";
import { formatIp } from "../../../port/ip_address.ts";

const BINDING_REQUEST = 0x0001;
const BINDING_SUCCESS = 0x0101;
const MAGIC_COOKIE = 0x2112a442;
const HEADER_BYTES = 20;
const XOR_MAPPED_ADDRESS = 0x0020;
const FAMILY_BYTES: Readonly<Record<number, number>> = { 1: 4, 2: 16 };
export const TRANSACTION_BYTES = 12;

/** A Binding request without attributes (RFC 8489, sections 5 and 6.2.1). `transaction`: 12 random bytes. */
export function encodeBindingRequest(transaction: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(HEADER_BYTES), view = new DataView(bytes.buffer);
  view.setUint16(0, BINDING_REQUEST);
  view.setUint32(4, MAGIC_COOKIE);
  bytes.set(transaction, 8);
  return bytes;
}

/** Whether a datagram is a STUN message. No sealed packet or handshake message is taken for one: they do not have the cookie. */
export function isStun(bytes: Uint8Array): boolean {
  return bytes.length >= HEADER_BYTES && (bytes[0] & 0xc0) === 0 &&
    (bytes[2] << 8 | bytes[3]) === bytes.length - HEADER_BYTES &&
    new DataView(bytes.buffer, bytes.byteOffset).getUint32(4) === MAGIC_COOKIE;
}

/**
 * The address from which the request of this transaction came, as the server saw it (RFC 8489, section 14.2); `undefined` if this is not
 * its answer.
 */
export function parseBindingAnswer(bytes: Uint8Array, transaction: Uint8Array): Address | undefined {
  if (!isStun(bytes)) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (view.getUint16(0) !== BINDING_SUCCESS || transaction.some((byte, at) => bytes[8 + at] !== byte)) return undefined;
  for (let at = HEADER_BYTES; at + 4 <= bytes.length;) {
    const length = view.getUint16(at + 2), end = at + 4 + length;
    if (end > bytes.length) return undefined;
    if (view.getUint16(at) === XOR_MAPPED_ADDRESS) {
      return address(bytes.subarray(at + 4, end), bytes.subarray(4, HEADER_BYTES));
    }
    at += 4 + (length + 3 & ~3);
  }
}

/** `mask`: the cookie and the transaction, with which the address is combined, because some routers rewrite what looks like their own. */
function address(value: Uint8Array, mask: Uint8Array): Address | undefined {
  const ipBytes = FAMILY_BYTES[value[1]];
  if (ipBytes === undefined || value.length !== 4 + ipBytes) return undefined;
  const port = (value[2] << 8 | value[3]) ^ (MAGIC_COOKIE >>> 16);
  if (port === 0) return undefined;
  return { hostname: formatIp(value.subarray(4).map((byte, at) => byte ^ mask[at])), port };
}
