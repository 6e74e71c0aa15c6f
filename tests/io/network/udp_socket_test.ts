import { assert, assertEquals } from "@std/assert";
import { systemNetwork } from "../../../src/io/network/system_network.ts";
import { UdpSocket } from "../../../src/io/network/udp_socket.ts";
import type { Address } from "../../../src/port/address.ts";
import type { DatagramSocket } from "../../../src/port/datagram_socket.ts";
import { eventually } from "../../fake/eventually.ts";
import { hasIpv6 } from "../../fake/has_ipv6.ts";
import { reportedFaults } from "../../fake/reported_faults.ts";

interface Arrived {
  readonly text: string;
  readonly from: Address;
}

const bytes = (text: string) => new TextEncoder().encode(text);

async function bind(hostname: string): Promise<{ socket: DatagramSocket; arrived: Arrived[] }> {
  const arrived: Arrived[] = [];
  const onDatagram = (datagram: Uint8Array, from: Address) =>
    void arrived.push({ text: new TextDecoder().decode(datagram), from });
  return { socket: await systemNetwork.bindDatagram({ hostname, port: 0 }, onDatagram), arrived };
}

const pairs = [["127.0.0.1", "127.0.0.1"], ["", "127.0.0.1"], ...hasIpv6() ? [["::1", "::1"], ["", "::1"]] : []];
for (const [local, called] of pairs) {
  Deno.test(`a datagram and its answer, listening on "${local}", called at ${called}`, async () => {
    const server = await bind(local), client = await bind("");
    const to = { hostname: called, port: server.socket.localPort };
    assertEquals(await client.socket.send(bytes("question"), to), undefined);
    await eventually(() => server.arrived.length === 1);
    const [{ text, from }] = server.arrived;
    assertEquals(text, "question");
    assertEquals(from, { hostname: called, port: client.socket.localPort }, "IPv4 is never reported as mapped");
    assertEquals(await server.socket.send(bytes("answer"), from), undefined);
    await eventually(() => client.arrived.length === 1);
    assertEquals(client.arrived, [{ text: "answer", from: to }]);
    server.socket.close();
    client.socket.close();
  });
}

Deno.test("datagrams leave in the order of the calls, though none is waited for", async () => {
  const server = await bind("127.0.0.1"), client = await bind("127.0.0.1");
  const to = { hostname: "127.0.0.1", port: server.socket.localPort };
  const sent = Array.from({ length: 40 }, (_, n) => String(n));
  // Of very different sizes, so that a later one could well overtake.
  const results = await Promise.all(sent.map((n, at) => client.socket.send(bytes(n.padEnd(at % 2 ? 10 : 2000)), to)));
  assert(results.every((failure) => failure === undefined));
  await eventually(() => server.arrived.length === sent.length);
  assertEquals(server.arrived.map(({ text }) => text.trim()), sent);
  server.socket.close();
  client.socket.close();
});

Deno.test("what was handed over before the close leaves, and nothing after it", async () => {
  const server = await bind("127.0.0.1"), client = await bind("127.0.0.1");
  const to = { hostname: "127.0.0.1", port: server.socket.localPort };
  const results = ["1", "2", "3", "4", "5"].map((n) => client.socket.send(bytes(n), to));
  await client.socket.close();
  assertEquals(await Promise.all(results), [undefined, undefined, undefined, undefined, undefined]);
  assertEquals(await client.socket.send(bytes("6"), to), "the socket is closed");
  await eventually(() => server.arrived.length === 5);
  await server.socket.close();
});

Deno.test("a datagram that is too large is refused in words, and the next one leaves", async () => {
  const server = await bind("127.0.0.1"), client = await bind("127.0.0.1");
  const to = { hostname: "127.0.0.1", port: server.socket.localPort };
  const [tooLarge, fits] = await Promise.all([
    client.socket.send(new Uint8Array(65_508), to),
    client.socket.send(bytes("next"), to),
  ]);
  assert(typeof tooLarge === "string" && tooLarge.length > 0);
  assertEquals(fits, undefined);
  await eventually(() => server.arrived.length === 1);
  assertEquals(server.arrived[0].text, "next");
  server.socket.close();
  client.socket.close();
});

Deno.test("the largest and the empty datagram arrive whole", async () => {
  const server = await bind("127.0.0.1"), client = await bind("127.0.0.1");
  const to = { hostname: "127.0.0.1", port: server.socket.localPort };
  await client.socket.send(new Uint8Array(65_507).fill(97), to);
  await client.socket.send(new Uint8Array(0), to);
  await eventually(() => server.arrived.length === 2);
  assertEquals(server.arrived.map(({ text }) => text.length), [65_507, 0]);
  server.socket.close();
  client.socket.close();
});

Deno.test("a port where nobody listens does not stop a socket from receiving", async () => {
  const server = await bind("127.0.0.1"), client = await bind("127.0.0.1");
  const nobody = await bind("127.0.0.1");
  nobody.socket.close();
  const to = (port: number) => ({ hostname: "127.0.0.1", port });
  for (let n = 0; n < 5; n++) await server.socket.send(bytes("lost"), to(nobody.socket.localPort));
  await client.socket.send(bytes("here"), to(server.socket.localPort));
  await eventually(() => server.arrived.length === 1);
  assertEquals(server.arrived[0].text, "here");
  server.socket.close();
  client.socket.close();
});

Deno.test("closing during a receive ends it quietly; closing again and sending afterwards are harmless", async () => {
  const { socket, arrived } = await bind("127.0.0.1");
  const to = { hostname: "127.0.0.1", port: socket.localPort };
  const sending = socket.send(bytes("on its way"), to);
  socket.close();
  socket.close();
  await sending;
  assertEquals(await socket.send(bytes("too late"), to), "the socket is closed");
  assertEquals(arrived, []);
});

/** A `Deno.DatagramConn` that notes where it is told to send. */
function notingConn(hostname: string, sent: string[]) {
  const closed = Promise.withResolvers<never>();
  return {
    addr: { transport: "udp", hostname, port: 5 },
    send: (_: Uint8Array, to: Deno.NetAddr) => Promise.resolve(void sent.push(to.hostname)),
    receive: () => closed.promise,
    close: () => closed.reject(new Deno.errors.BadResource()),
  } as unknown as Deno.DatagramConn;
}

Deno.test("one socket for both IP versions is given IPv4 addresses as mapped ones, which every system takes", async () => {
  const sent: string[] = [];
  const socket = new UdpSocket([notingConn("::", sent)], () => {});
  await socket.send(bytes("x"), { hostname: "192.0.2.1", port: 9 });
  await socket.send(bytes("x"), { hostname: "2001:db8::1", port: 9 });
  assertEquals(sent, ["::ffff:192.0.2.1", "2001:db8::1"]);
  socket.close();
});

Deno.test("where the system keeps the IP versions apart, each address leaves by its own socket", async () => {
  const ipv4: string[] = [], ipv6: string[] = [];
  const socket = new UdpSocket([notingConn("::", ipv6), notingConn("0.0.0.0", ipv4)], () => {});
  for (const hostname of ["192.0.2.1", "2001:db8::1", "192.0.2.1"]) {
    assertEquals(await socket.send(bytes("x"), { hostname, port: 9 }), undefined);
  }
  assertEquals({ ipv4, ipv6 }, { ipv4: ["192.0.2.1", "192.0.2.1"], ipv6: ["2001:db8::1"] });
  socket.close();
});

Deno.test("a socket for IPv4 alone says that it does not reach an IPv6 address", async () => {
  const sent: string[] = [];
  const socket = new UdpSocket([notingConn("0.0.0.0", sent)], () => {});
  assertEquals(
    await socket.send(bytes("x"), { hostname: "2001:db8::1", port: 9 }),
    "this socket does not reach 2001:db8::1: it is one for IPv4",
  );
  assertEquals(sent, []);
  socket.close();
});

for (const [others, strangers] of [["", 0], [", however many strangers are answered meanwhile", 200]] as const) {
  Deno.test(`a link-local peer that was called with its zone is reported with it${others}`, async () => {
    const from = Promise.withResolvers<[Uint8Array, Deno.NetAddr]>();
    const conn = notingConn("::", []);
    const receive = conn.receive;
    conn.receive = () => {
      conn.receive = receive;
      return from.promise as ReturnType<Deno.DatagramConn["receive"]>;
    };
    const hosts: string[] = [];
    const socket = new UdpSocket([conn], (_, { hostname }) => hosts.push(hostname));
    await socket.send(bytes("x"), { hostname: "fe80::9%cable7", port: 9 });
    for (let n = 0; n < strangers; n++) {
      await socket.send(bytes("x"), { hostname: `fe80::a:${n}%cable7`, port: 9 });
      if (n % 10 === 0) await socket.send(bytes("x"), { hostname: "fe80::9%cable7", port: 9 });
    }
    await socket.send(bytes("x"), { hostname: "fe80::a:1%cable7", port: 9 });
    from.resolve([bytes("y"), { transport: "udp", hostname: "fe80::9", port: 9 }]);
    await eventually(() => hosts.length === 1);
    assertEquals(hosts, ["fe80::9%cable7"]);
    socket.close();
  });
}

Deno.test("a receiver that throws is reported, and receives the next datagram all the same", async () => {
  const heard: string[] = [];
  const faults = await reportedFaults(async () => {
    const socket = await systemNetwork.bindDatagram({ hostname: "127.0.0.1", port: 0 }, (datagram) => {
      const text = new TextDecoder().decode(datagram);
      heard.push(text);
      if (text !== "last") throw new Error(`cannot take ${text}`);
    });
    const to = { hostname: "127.0.0.1", port: socket.localPort };
    for (const text of ["first", "second", "last"]) await socket.send(bytes(text), to);
    await eventually(() => heard.length === 3);
    await socket.close();
  });
  assertEquals(heard, ["first", "second", "last"]);
  assertEquals(faults, ["cannot take first", "cannot take second"]);
});
