/**
 * What an end answers to a caller that speaks the other wire: enough for the caller to say so, and which option to use.
 * No end falls back to the other wire by itself, and no answer is larger than its question.
 */
const SEALED_HELLO_BYTES = 512;
/** Type and magic of the sealed wire's client_hello: sealed/PROTOCOL.md, "Handshake". */
const SEALED_HELLO = Uint8Array.of(0x80, 0x76, 0x63, 0x68, 0x61, 0x74);
const NONCE_FROM = 13, NONCE_TO = 29;
const REFUSAL_BYTES = 25;
const TYPE_REFUSAL = 0x85;
/** Stands in a refusal's reason. */
export const REFUSED_PLAIN_WIRE = 3;

/**
 * A text on the server's text channel, before it closes, for callers of a sealed server on the plain wire. Our client
 * recognises it by its words; the original one prints it.
 */
export const SEALED_NOTICE =
  "vchat: sealed: this server speaks vchat's sealed wire; call it with vchat, without --wire plain";

/** Whether a datagram is how a sealed client begins. */
export function isSealedHello(datagram: Uint8Array): boolean {
  return datagram.length === SEALED_HELLO_BYTES && SEALED_HELLO.every((byte, at) => datagram[at] === byte);
}

/** A plain server's answer to a {@linkcode isSealedHello}: the sealed wire's refusal, reason 3, no versions. */
export function plainWireRefusal(hello: Uint8Array): Uint8Array {
  const refusal = new Uint8Array(REFUSAL_BYTES);
  refusal.set(SEALED_HELLO);
  refusal[0] = TYPE_REFUSAL;
  refusal.set(hello.subarray(NONCE_FROM, NONCE_TO), SEALED_HELLO.length);
  refusal[22] = REFUSED_PLAIN_WIRE;
  return refusal;
}
