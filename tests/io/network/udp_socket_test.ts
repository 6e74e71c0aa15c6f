import { assert, assertEquals } from "@std/assert";
import { systemNetwork } from "../../../src/io/network/system_network.ts";
import { UdpSocket } from "../../../src/io/network/udp_socket.ts";
import type { Address } from "../../../src/port/address.ts";
import type { DatagramListener, DatagramSocket } from "../../../src/port/datagram_socket.ts";
import { eventually } from "../../fake/eventually.ts";
import { hasIpv6 } from "../../fake/has_ipv6.ts";
import { reportedFaults } from "../../fake/reported_faults.ts";

interface Arrived {
  readonly text: string;
  readonly from: Address;
}

const bytes = (text: string) => new TextEncoder().encode(text);

/** A socket, and what it reported to its owner. */
class Owned {
  readonly arrived: Arrived[] = [];
  readonly failures: string[] = [];
  drainedCount = 0;
  #onDrained: (() => void)[] = [];
  socket!: DatagramSocket;

  readonly listener: DatagramListener = {
    onDatagram: (datagram, from) => this.arrived.push({ text: new TextDecoder().decode(datagram), from }),
    onDrained: () => {
      this.drainedCount++;
      for (const resolve of this.#onDrained.splice(0)) resolve();
    },
    onFailed: (message) => this.failures.push(message),
  };

  /** Sends a datagram. Resolves once the system has taken it, or with the reason if it was refused. */
  async send(datagram: Uint8Array, to: Address): Promise<string | undefined> {
    const failedBefore = this.failures.length;
    this.socket.send(datagram, to);
    await this.drained();
    return this.failures[failedBefore];
  }

  async drained(): Promise<void> {
    if (this.socket.pendingCount > 0) await new Promise<void>((resolve) => this.#onDrained.push(resolve));
  }
}

async function bind(hostname: string): Promise<Owned> {
  const owned = new Owned();
  owned.socket = await systemNetwork.bindDatagram({ hostname, port: 0 }, owned.listener);
  return owned;
}

function own(conns: readonly Deno.DatagramConn[]): Owned {
  const owned = new Owned();
  owned.socket = new UdpSocket(conns, owned.listener);
  return owned;
}

const pairs = [["127.0.0.1", "127.0.0.1"], ["", "127.0.0.1"], ...hasIpv6() ? [["::1", "::1"], ["", "::1"]] : []];
for (const [local, called] of pairs) {
  Deno.test(`a datagram and its answer arrive, listening on "${local}", called at ${called}`, async () => {
    const server = await bind(local), client = await bind("");
    const to = { hostname: called, port: server.socket.localPort };
    assertEquals(await client.send(bytes("question"), to), undefined);
    await eventually(() => server.arrived.length === 1);
    const [{ text, from }] = server.arrived;
    assertEquals(text, "question");
    assertEquals(from, { hostname: called, port: client.socket.localPort }, "IPv4 is never reported as mapped");
    assertEquals(await server.send(bytes("answer"), from), undefined);
    await eventually(() => client.arrived.length === 1);
    assertEquals(client.arrived, [{ text: "answer", from: to }]);
    server.socket.close();
    client.socket.close();
  });
}

Deno.test("datagrams are sent in the order of the calls, although none is awaited", async () => {
  const server = await bind("127.0.0.1"), client = await bind("127.0.0.1");
  const to = { hostname: "127.0.0.1", port: server.socket.localPort };
  const sent = Array.from({ length: 40 }, (_, n) => String(n));
  // The sizes are very different, so that a later one could overtake.
  sent.forEach((n, at) => client.socket.send(bytes(n.padEnd(at % 2 ? 10 : 2000)), to));
  assertEquals([client.socket.pendingCount, client.drainedCount], [sent.length, 0]);
  await eventually(() => server.arrived.length === sent.length);
  assertEquals(server.arrived.map(({ text }) => text.trim()), sent);
  await client.drained();
  assertEquals([client.failures, client.drainedCount], [[], 1]);
  server.socket.close();
  client.socket.close();
});

Deno.test("datagrams before close are sent, and none after it", async () => {
  const server = await bind("127.0.0.1"), client = await bind("127.0.0.1");
  const to = { hostname: "127.0.0.1", port: server.socket.localPort };
  for (const n of ["1", "2", "3", "4", "5"]) client.socket.send(bytes(n), to);
  await client.socket.close();
  assertEquals([client.socket.pendingCount, client.failures], [0, []]);
  assertEquals(await client.send(bytes("6"), to), "the socket is closed");
  await eventually(() => server.arrived.length === 5);
  await server.socket.close();
});

Deno.test("a datagram that is too large is refused with a message, and the next one is sent", async () => {
  const server = await bind("127.0.0.1"), client = await bind("127.0.0.1");
  const to = { hostname: "127.0.0.1", port: server.socket.localPort };
  client.socket.send(new Uint8Array(65_508), to);
  client.socket.send(bytes("next"), to);
  await client.drained();
  assertEquals(client.failures.length, 1);
  assert(client.failures[0].length > 0);
  await eventually(() => server.arrived.length === 1);
  assertEquals(server.arrived[0].text, "next");
  server.socket.close();
  client.socket.close();
});

Deno.test("the largest and the empty datagram arrive whole", async () => {
  const server = await bind("127.0.0.1"), client = await bind("127.0.0.1");
  const to = { hostname: "127.0.0.1", port: server.socket.localPort };
  await client.send(new Uint8Array(65_507).fill(97), to);
  await client.send(new Uint8Array(0), to);
  await eventually(() => server.arrived.length === 2);
  assertEquals(server.arrived.map(({ text }) => text.length), [65_507, 0]);
  server.socket.close();
  client.socket.close();
});

Deno.test("sending to a port without a listener does not stop a socket from receiving", async () => {
  const server = await bind("127.0.0.1"), client = await bind("127.0.0.1");
  const nobody = await bind("127.0.0.1");
  nobody.socket.close();
  const to = (port: number) => ({ hostname: "127.0.0.1", port });
  for (let n = 0; n < 5; n++) await server.send(bytes("lost"), to(nobody.socket.localPort));
  await client.send(bytes("here"), to(server.socket.localPort));
  await eventually(() => server.arrived.length === 1);
  assertEquals(server.arrived[0].text, "here");
  server.socket.close();
  client.socket.close();
});

Deno.test("closing during a receive ends it without an error; closing again and sending afterwards are harmless", async () => {
  const end = await bind("127.0.0.1");
  const to = { hostname: "127.0.0.1", port: end.socket.localPort };
  end.socket.send(bytes("on its way"), to);
  end.socket.close();
  end.socket.close();
  await end.drained();
  assertEquals(await end.send(bytes("too late"), to), "the socket is closed");
  assertEquals(end.arrived, []);
});

/** A `Deno.DatagramConn` that records where it sends to. */
function notingConn(hostname: string, sent: string[]) {
  const closed = Promise.withResolvers<never>();
  return {
    addr: { transport: "udp", hostname, port: 5 },
    send: (_: Uint8Array, to: Deno.NetAddr) => Promise.resolve(void sent.push(to.hostname)),
    receive: () => closed.promise,
    close: () => closed.reject(new Deno.errors.BadResource()),
  } as unknown as Deno.DatagramConn;
}

Deno.test("a socket for both IP versions gets IPv4 addresses as mapped ones, which every system accepts", async () => {
  const sent: string[] = [];
  const end = own([notingConn("::", sent)]);
  await end.send(bytes("x"), { hostname: "192.0.2.1", port: 9 });
  await end.send(bytes("x"), { hostname: "2001:db8::1", port: 9 });
  assertEquals(sent, ["::ffff:192.0.2.1", "2001:db8::1"]);
  end.socket.close();
});

Deno.test("if the system needs a socket for each IP version, each address uses its own", async () => {
  const ipv4: string[] = [], ipv6: string[] = [];
  const end = own([notingConn("::", ipv6), notingConn("0.0.0.0", ipv4)]);
  for (const hostname of ["192.0.2.1", "2001:db8::1", "192.0.2.1"]) {
    assertEquals(await end.send(bytes("x"), { hostname, port: 9 }), undefined);
  }
  assertEquals({ ipv4, ipv6 }, { ipv4: ["192.0.2.1", "192.0.2.1"], ipv6: ["2001:db8::1"] });
  end.socket.close();
});

Deno.test("a socket for IPv4 reports that it cannot reach an IPv6 address", async () => {
  const sent: string[] = [];
  const end = own([notingConn("0.0.0.0", sent)]);
  assertEquals(
    await end.send(bytes("x"), { hostname: "2001:db8::1", port: 9 }),
    "this socket does not reach 2001:db8::1: it is one for IPv4",
  );
  assertEquals(sent, []);
  assertEquals(await end.send(bytes("x"), { hostname: "192.0.2.1", port: 9 }), undefined, "and goes on");
  assertEquals(sent, ["192.0.2.1"]);
  end.socket.close();
});

Deno.test("no callback is called while a datagram is handed over", async () => {
  const end = own([notingConn("0.0.0.0", [])]);
  end.socket.send(bytes("x"), { hostname: "2001:db8::1", port: 9 });
  assertEquals([end.socket.pendingCount, end.failures.length, end.drainedCount], [1, 0, 0]);
  await end.drained();
  assertEquals([end.socket.pendingCount, end.failures.length, end.drainedCount], [0, 1, 1]);
  end.socket.close();
});

Deno.test("a datagram sent after the queue has drained is sent as well", async () => {
  const sent: string[] = [];
  const drained = Promise.withResolvers<void>();
  const socket: UdpSocket = new UdpSocket([notingConn("0.0.0.0", sent)], {
    onDatagram() {},
    onDrained: () => sent.length < 3 ? socket.send(bytes("x"), { hostname: "192.0.2.1", port: 9 }) : drained.resolve(),
  });
  socket.send(bytes("x"), { hostname: "192.0.2.1", port: 9 });
  await drained.promise;
  assertEquals([sent.length, socket.pendingCount], [3, 0]);
  socket.close();
});

Deno.test("an exception in the owner is reported, and the next datagram is still sent", async () => {
  const sent: string[] = [];
  const drained = Promise.withResolvers<void>();
  const faults = await reportedFaults(async () => {
    const socket = new UdpSocket([notingConn("0.0.0.0", sent)], {
      onDatagram() {},
      onFailed: () => {
        throw new Error("cannot hear of it");
      },
      onDrained: () => drained.resolve(),
    });
    socket.send(bytes("x"), { hostname: "2001:db8::1", port: 9 });
    socket.send(bytes("x"), { hostname: "192.0.2.1", port: 9 });
    await drained.promise;
    socket.close();
  });
  assertEquals(sent, ["192.0.2.1"]);
  assertEquals(faults, ["cannot hear of it"]);
});

for (const [others, strangers] of [["", 0], [", however many strangers are answered meanwhile", 200]] as const) {
  Deno.test(`a link-local peer that was called with a zone is reported with it${others}`, async () => {
    const from = Promise.withResolvers<[Uint8Array, Deno.NetAddr]>();
    const conn = notingConn("::", []);
    const receive = conn.receive;
    conn.receive = () => {
      conn.receive = receive;
      return from.promise as ReturnType<Deno.DatagramConn["receive"]>;
    };
    const end = own([conn]);
    await end.send(bytes("x"), { hostname: "fe80::9%cable7", port: 9 });
    for (let n = 0; n < strangers; n++) {
      await end.send(bytes("x"), { hostname: `fe80::a:${n}%cable7`, port: 9 });
      if (n % 10 === 0) await end.send(bytes("x"), { hostname: "fe80::9%cable7", port: 9 });
    }
    await end.send(bytes("x"), { hostname: "fe80::a:1%cable7", port: 9 });
    from.resolve([bytes("y"), { transport: "udp", hostname: "fe80::9", port: 9 }]);
    await eventually(() => end.arrived.length === 1);
    assertEquals(end.arrived.map(({ from }) => from.hostname), ["fe80::9%cable7"]);
    end.socket.close();
  });
}

Deno.test("a stranger who calls a socket of one link-local address is reported with the zone of that", async () => {
  const conn = notingConn("fe80::1", []), receive = conn.receive, heard: string[] = [];
  conn.receive = () => {
    conn.receive = receive;
    return Promise.resolve([bytes("y"), { transport: "udp", hostname: "fe80::9", port: 9 }]);
  };
  const socket = new UdpSocket([conn], { onDatagram: (_, { hostname }) => heard.push(hostname) }, "cable7");
  await eventually(() => heard.length === 1);
  assertEquals(heard, ["fe80::9%cable7"]);
  socket.close();
});

Deno.test("an exception in the receiver is reported, and it still receives the next datagram", async () => {
  const heard: string[] = [];
  const faults = await reportedFaults(async () => {
    const socket = await systemNetwork.bindDatagram({ hostname: "127.0.0.1", port: 0 }, {
      onDatagram(datagram) {
        const text = new TextDecoder().decode(datagram);
        heard.push(text);
        if (text !== "last") throw new Error(`cannot take ${text}`);
      },
    });
    const to = { hostname: "127.0.0.1", port: socket.localPort };
    for (const text of ["first", "second", "last"]) socket.send(bytes(text), to);
    await eventually(() => heard.length === 3);
    await socket.close();
  });
  assertEquals(heard, ["first", "second", "last"]);
  assertEquals(faults, ["cannot take first", "cannot take second"]);
});
