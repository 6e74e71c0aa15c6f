import { type Address, formatAddress } from "../../port/address.ts";
import type { ByteStream, StreamListener } from "../../port/byte_stream.ts";
import type { DatagramSocket } from "../../port/datagram_socket.ts";
import { type Network, NetworkError } from "../../port/network.ts";
import { reportFault } from "../process/report_fault.ts";
import { canonicalIp } from "./host_name.ts";
import { TcpStream } from "./tcp_stream.ts";
import { UdpSocket } from "./udp_socket.ts";

/** How often another port is tried if one is free for one IP version only. */
const FREE_PORT_ATTEMPTS = 10;

/** The machine's network, through Deno. */
export const systemNetwork: Network = {
  async resolve(host) {
    const name = host.replace(/^\[(.*)\]$/, "$1");
    const literal = canonicalIp(name);
    if (literal !== undefined) return [literal];
    // The system's own resolver knows the hosts file, multicast DNS and VPNs' names, which Deno.resolveDns does not.
    const { lookup } = await import("node:dns/promises");
    try {
      const addresses = alternating((await lookup(name, { all: true })).map(({ address }) => address));
      if (addresses.length > 0) return addresses;
    } catch {
      // Said below.
    }
    throw new NetworkError(
      `no address is known for "${host}"`,
      "check the spelling, or give the other machine's IP address: its vchat prints it",
    );
  },

  bindDatagram(local, listener): Promise<DatagramSocket> {
    return Promise.resolve().then(() =>
      new UdpSocket(openEveryAddress(local, UDP), listener, local.hostname.split("%")[1])
    );
  },

  listenStream(local, onStream): Promise<StreamListener> {
    return Promise.resolve().then(() => {
      const listeners = openEveryAddress(local, TCP);
      for (const listener of listeners) accept(listener, onStream);
      return {
        localPort: listeners[0].addr.port,
        close: () => {
          for (const listener of listeners) listener.close();
        },
      };
    });
  },

  async dialStream({ hostname, port }): Promise<ByteStream> {
    try {
      return new TcpStream(await Deno.connect({ hostname, port }), { hostname, port });
    } catch (error) {
      throw new NetworkError(
        `no connection to ${formatAddress({ hostname, port })}: ${(error as Error).message}`,
        "is the other vchat running, and is the port open in its firewall?",
      );
    }
  },
};

/**
 * Each once, the IP versions alternating (RFC 8305, section 4). IPv4 first: a name with both is most often a home router's, and its
 * IPv6 address does not lead to the server.
 */
export function alternating(found: readonly string[]): string[] {
  const addresses = [...new Set(found.map((address) => canonicalIp(address) ?? address))];
  const ipv6 = addresses.filter((address) => address.includes(":"));
  const ipv4 = addresses.filter((address) => !address.includes(":"));
  return Array.from({ length: Math.max(ipv4.length, ipv6.length) }, (_, at) => [ipv4[at], ipv6[at]]).flat()
    .filter((address) => address !== undefined);
}

/** How one kind of socket is opened. */
interface Opening<T extends { close(): void; readonly addr: Deno.Addr }> {
  readonly transport: "UDP" | "TCP";
  open(hostname: string, port: number): T;
}

const UDP: Opening<Deno.DatagramConn> = {
  transport: "UDP",
  open: (hostname, port) => Deno.listenDatagram({ transport: "udp", hostname, port }),
};
const TCP: Opening<Deno.TcpListener> = {
  transport: "TCP",
  open: (hostname, port) => Deno.listen({ hostname, port }),
};

/**
 * The sockets that together hold the port at `hostname`; "" is every address. That is one socket for both IP versions
 * if the system supports that (Linux, macOS), one for each if not (Windows, Linux with `bindv6only`), and one
 * for IPv4 on a machine without IPv6.
 */
function openEveryAddress<T extends { close(): void; readonly addr: Deno.Addr }>(
  { hostname, port }: Address,
  { transport, open }: Opening<T>,
): T[] {
  const opened = (at: string, atPort = port) => {
    try {
      return open(at, atPort);
    } catch (error) {
      throw bindError(error, transport, hostname, port);
    }
  };
  if (hostname !== "") return [opened(hostname)];
  for (let attempt = 1;; attempt++) {
    let ipv6: T;
    try {
      ipv6 = open("::", port);
    } catch (error) {
      if (error instanceof Deno.errors.AddrInUse) throw bindError(error, transport, hostname, port);
      return [opened("0.0.0.0")];
    }
    try {
      return [ipv6, open("0.0.0.0", (ipv6.addr as Deno.NetAddr).port)];
    } catch (error) {
      if (!keepsIpVersionsApart()) return [ipv6];
      ipv6.close(); // another program has the port, for IPv4
      if (port !== 0 || attempt === FREE_PORT_ATTEMPTS) throw bindError(error, transport, hostname, port);
    }
  }
}

let apart: boolean | undefined;

/** Whether a socket bound to `::` is one for IPv6 alone here. */
function keepsIpVersionsApart(): boolean {
  if (apart === undefined) {
    const ipv6 = UDP.open("::", 0);
    try {
      UDP.open("0.0.0.0", (ipv6.addr as Deno.NetAddr).port).close();
      apart = true;
    } catch {
      apart = false;
    }
    ipv6.close();
  }
  return apart;
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
    let conn: Deno.TcpConn;
    try {
      conn = await listener.accept();
    } catch (error) {
      if (error instanceof Deno.errors.BadResource || error instanceof Deno.errors.Interrupted) return;
      // Out of file descriptors, or the caller left while it was accepted. The next accept may succeed.
      await new Promise((resolve) => setTimeout(resolve, 50));
      continue;
    }
    let stream: TcpStream;
    try {
      stream = new TcpStream(conn);
    } catch {
      conn.close(); // it ended before it could be inspected
      continue;
    }
    try {
      onStream(stream);
    } catch (fault) {
      reportFault(fault);
      stream.close();
    }
  }
}
