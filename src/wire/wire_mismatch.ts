/**
 * What an end answers to a caller on the other wire: enough for the caller to report it, and which option to use. No end
 * falls back to the other wire automatically, and no answer is larger than the datagram that it answers.
 */
const SEALED_HELLO_BYTES = 512;
/** The type and magic of the sealed wire's client_hello: sealed/PROTOCOL.md, "Handshake". */
const SEALED_HELLO = Uint8Array.of(0x80, 0x76, 0x63, 0x68, 0x61, 0x74);
const NONCE_FROM = 13, NONCE_TO = 29;
const REFUSAL_BYTES = 25;
const TYPE_REFUSAL = 0x85;
/** The number of this reason in a refusal. */
export const REFUSED_PLAIN_WIRE = 3;

/**
 * A text that a sealed server sends on its text channel to callers on the plain wire, before it closes the connection. Our
 * client recognises it; the original one prints it.
 */
export const SEALED_NOTICE =
  "vchat: sealed: this server speaks vchat's sealed wire; call it with vchat, without --wire plain";

/** Whether a datagram is the first one of a sealed client. */
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
