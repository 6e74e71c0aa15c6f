// What the PyShine programs fix.

/** The client's first datagram to the server's base port, and the only one that is not a frame. */
export const HELLO = new TextEncoder().encode("Hello");
/** UDP, at the server: the hello in, the server's video out. */
export const SERVER_VIDEO_CHANNEL = 0;
/** TCP: text from the server to the client. */
export const SERVER_TEXT_CHANNEL = 1;
/** TCP: text from the client to the server. */
export const CLIENT_TEXT_CHANNEL = 2;
/** UDP, at the server: the client's video in. */
export const CLIENT_VIDEO_CHANNEL = 3;

// What is ours to choose.

/**
 * Sent as a text on the server's text channel, before its close, to a caller who finds the server in another call. Our
 * client knows it by its words; the original one prints it.
 */
export const BUSY_NOTICE = "vchat: busy: this server is in a call with somebody else";
/** A client that has not been answered tries again this often. */
export const CALL_RETRY_MS = 500;
/** A client in a call repeats the hello this often: it tells the server, and every NAT between, that it is there. */
export const KEEPALIVE_MS = 2000;
/** A connection that has not become a call after this long is forgotten. */
export const CALLER_PATIENCE_MS = 5000;
/**
 * The original client says hello once, before it opens its camera: on a slow machine its connections come seconds later. A
 * hello alone costs next to nothing, and gives way to a newer caller.
 */
export const HELLO_PATIENCE_MS = 30_000;
/** No picture and no TCP for this long: the peer is gone. */
export const PEER_SILENT_MS = 5000;
/** A call without TCP and without a picture for this long gives way to a new caller. */
export const CALL_YIELDS_MS = 1000;
/** Unanswered connections that are held at once, from one host and from all. */
export const STREAMS_PER_CALLER = 4;
export const CALLERS = 16;
/** A connection of the peer's host may be the peer's when it is this old and no other client there has said hello. */
export const STRAY_MS = 1000;
/** Connections of one direction that may be the peer's, until a text tells which is. */
export const CONNECTIONS_PER_CHANNEL = 8;

export function isHello(datagram: Uint8Array): boolean {
  return datagram.length === HELLO.length && HELLO.every((byte, at) => datagram[at] === byte);
}
