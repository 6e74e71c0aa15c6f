import type { Address } from "./address.ts";
import type { ByteStream, StreamListener } from "./byte_stream.ts";
import type { DatagramListener, DatagramSocket } from "./datagram_socket.ts";

/** What a call needs from the machine's network. Every method rejects with a {@linkcode NetworkError}. */
export interface Network {
  /** Resolves a name or literal to numeric addresses, in the order in which to try them. Never empty. */
  resolve(host: string): Promise<readonly string[]>;
  /** Binds a UDP socket. `hostname` "" is every address of this machine, IPv4 and IPv6; port 0 is any free port. */
  bindDatagram(local: Address, listener: DatagramListener): Promise<DatagramSocket>;
  /** Listens for TCP connections; `hostname` and port as in {@linkcode Network.bindDatagram}. */
  listenStream(local: Address, onStream: (stream: ByteStream) => void): Promise<StreamListener>;
  dialStream(remote: Address): Promise<ByteStream>;
}

/** What failed at which address, in words for a person, and what to do about it. */
export class NetworkError extends Error {
  override name = "NetworkError";
  constructor(message: string, readonly hint: string) {
    super(message);
  }
}
