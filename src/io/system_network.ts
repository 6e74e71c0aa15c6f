import { type Address, formatAddress } from "../port/address.ts";
import type { ByteStream, StreamListener } from "../port/byte_stream.ts";
import type { DatagramSocket, OnDatagram } from "../port/datagram_socket.ts";
import { type Network, NetworkError } from "../port/network.ts";
import { isIpLiteral, unmapped } from "./host_name.ts";
import { TcpStream } from "./tcp_stream.ts";
import { UdpSocket } from "./udp_socket.ts";

/** One socket for both IP versions; and for a machine without IPv6, one for IPv4. */
const EVERY_ADDRESS = ["::", "0.0.0.0"];

/** The machine's network, through Deno. */
export const systemNetwork: Network = {
  async resolve(host) {
    const name = host.replace(/^\[(.*)\]$/, "$1");
    if (isIpLiteral(name)) return unmapped(name);
    // The system's own resolver knows the hosts file, multicast DNS and VPNs' names, which Deno.resolveDns does not.
    const { lookup } = await import("node:dns/promises");
    try {
      const found = await lookup(name, { all: true });
      // IPv4 first: a name with both is most often a home router's, and its IPv6 the one that does not lead back.
      const chosen = found.find(({ family }) => family === 4) ?? found[0];
      if (chosen) return chosen.address;
    } catch {
      // Said below.
    }
    throw new NetworkError(
      `no address is known for "${host}"`,
      "check the spelling, or give the other machine's IP address: its vchat prints it",
    );
  },

  bindDatagram(local, onDatagram): Promise<DatagramSocket> {
    return Promise.resolve().then(() =>
      onEveryAddress(local, "UDP", (hostname) =>
        new UdpSocket(Deno.listenDatagram({ transport: "udp", hostname, port: local.port }), onDatagram))
    );
  },

  listenStream(local, onStream): Promise<StreamListener> {
    return Promise.resolve().then(() => {
      const listener = onEveryAddress(local, "TCP", (hostname) => Deno.listen({ hostname, port: local.port }));
      accept(listener, onStream);
      return { localPort: listener.addr.port, close: () => listener.close() };
    });
  },

  async dialStream({ hostname, port }): Promise<ByteStream> {
    try {
      return new TcpStream(await Deno.connect({ hostname, port }));
    } catch (error) {
      throw new NetworkError(
        `no connection to ${formatAddress({ hostname, port })}: ${(error as Error).message}`,
        "is the other vchat running, and is the port open in its firewall?",
      );
    }
  },
};

function onEveryAddress<T>({ hostname, port }: Address, transport: string, open: (hostname: string) => T): T {
  const candidates = hostname === "" ? EVERY_ADDRESS : [hostname];
  let failure: unknown;
  for (const candidate of candidates) {
    try {
      return open(candidate);
    } catch (error) {
      failure = error;
      if (error instanceof Deno.errors.AddrInUse) break;
    }
  }
  throw bindError(failure, transport, hostname, port);
}

function bindError(error: unknown, transport: string, hostname: string, port: number): NetworkError {
  if (error instanceof Deno.errors.AddrInUse) {
    return new NetworkError(
      `${transport} port ${port} is taken by another program`,
      "is a vchat running already? end it, or choose other ports with --port at both ends",
    );
  }
  if (error instanceof Deno.errors.PermissionDenied) {
    return new NetworkError(
      `this user may not listen on ${transport} port ${port}`,
      "choose a base port of 1028 or more with --port at both ends",
    );
  }
  if (error instanceof Deno.errors.AddrNotAvailable) {
    return new NetworkError(
      `this machine does not have the address ${hostname}`,
      "leave --host out to listen on every address",
    );
  }
  return new NetworkError(
    `cannot listen on ${transport} port ${port}: ${(error as Error).message}`,
    "choose other ports with --port at both ends",
  );
}

async function accept(listener: Deno.TcpListener, onStream: (stream: ByteStream) => void): Promise<void> {
  for (;;) {
    try {
      const conn = await listener.accept();
      try {
        onStream(new TcpStream(conn));
      } catch {
        conn.close(); // gone before it could be looked at
      }
    } catch (error) {
      if (error instanceof Deno.errors.BadResource || error instanceof Deno.errors.Interrupted) return;
      // Out of file descriptors, or the caller left while it was accepted: the next one may do better.
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
