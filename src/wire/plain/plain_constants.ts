// Fixed by the PyShine programs.

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

// Chosen by vchat.

/**
 * Sent as a text on the server's text channel, before it is closed, to a caller while the server is in another call. vchat's
 * client recognises the words; the original client prints them.
 */
export const BUSY_NOTICE = "vchat: busy: this server is in a call with somebody else";
/** A client that has not been answered calls again after this time. */
export const CALL_RETRY_MS = 500;
/** A client in a call repeats the hello after this time. So the server, and each NAT on the way, knows that it is still there. */
export const KEEPALIVE_MS = 2000;
/** A connection that has not become part of a call after this time is closed. */
export const CALLER_PATIENCE_MS = 5000;
/**
 * How long a hello is kept. The original client says hello once, before it opens its camera: on a slow machine its connections
 * come seconds later. A hello alone costs almost nothing, and is dropped for a newer caller if there is no room.
 */
export const HELLO_PATIENCE_MS = 30_000;
/** After this time without a picture and without TCP, the peer has left. */
export const PEER_SILENT_MS = 5000;
/** After this time without TCP and without a picture, a new caller may replace the call. */
export const CALL_YIELDS_MS = 1000;
/** How many connections of one host wait at the same time, and how many hosts. */
export const STREAMS_PER_CALLER = 4;
export const CALLERS = 16;
/** A connection of the peer's host may be the peer's once it is this old and no other client at that host has said hello. */
export const STRAY_MS = 1000;
/** How many connections of one direction are kept as possibly the peer's, until a text shows which one is. */
export const CONNECTIONS_PER_CHANNEL = 8;

export function isHello(datagram: Uint8Array): boolean {
  return datagram.length === HELLO.length && HELLO.every((byte, at) => datagram[at] === byte);
}
