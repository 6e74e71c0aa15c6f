import { assertEquals } from "@std/assert";
import { Buffer } from "node:buffer";
import type { Socket } from "node:dgram";
import { EventEmitter } from "node:events";
import { MulticastSocket } from "../../../src/io/discovery/multicast_socket.ts";
import { FakeTime } from "../../fake/fake_time.ts";
import { reportedFaults } from "../../fake/reported_faults.ts";

/** A UDP socket without a network. */
class FakeSocket extends EventEmitter {
  readonly calls: string[] = [];
  readonly sent: { bytes: Uint8Array; port: number; address: string }[] = [];

  bind(port: number, address: string, done: () => void): void {
    this.calls.push(`bind ${address}:${port}`);
    queueMicrotask(() => {
      done();
      this.emit("listening");
    });
  }

  address = () => ({ address: "0.0.0.0", port: 5353, family: "IPv4" });
  addMembership = (group: string, address: string) => void this.calls.push(`join ${group} at ${address}`);
  dropMembership = (group: string, address: string) => void this.calls.push(`leave ${group} at ${address}`);
  setMulticastInterface = (address: string) => void this.calls.push(`send at ${address}`);
  setMulticastTTL = (ttl: number) => void this.calls.push(`ttl ${ttl}`);
  setMulticastLoopback = () => {};

  send(bytes: Uint8Array, _at: number, _length: number, port: number, address: string, done: () => void): void {
    this.sent.push({ bytes, port, address });
    done();
  }

  close(done: () => void): void {
    this.calls.push("close");
    done();
  }

  hear(bytes: Uint8Array, address = "192.168.1.99", port = 5353): void {
    this.emit("message", Buffer.from(bytes), { address, port, family: "IPv4", size: bytes.length });
  }
}

/** A query for `x.local`, type A: RFC 1035 section 4.1. */
const QUERY = Uint8Array.of(0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 120, 5, 108, 111, 99, 97, 108, 0, 0, 1, 0, 1);

function open(socket = new FakeSocket()) {
  const heard: string[] = [], failures: string[] = [];
  let floods = 0;
  const multicast = new MulticastSocket({
    address: "192.168.1.23",
    accepts: (sender) => sender.startsWith("192.168.1."),
    onPacket: (_, sender) => heard.push(sender),
    onFlood: () => floods++,
    onFailure: (message) => failures.push(message),
    socket: socket as unknown as Socket,
  });
  return { socket, multicast, heard, failures, floods: () => floods };
}

const bound = () => new Promise((resolve) => setTimeout(resolve, 0));

Deno.test("it joins the group only in its own network, and leaves it", async () => {
  const { socket, multicast } = open();
  await bound();
  assertEquals(socket.calls, [
    "bind 0.0.0.0:5353",
    "join 224.0.0.251 at 192.168.1.23",
    "send at 192.168.1.23",
    "ttl 255",
  ]);
  await multicast.close();
  assertEquals(socket.calls.slice(4), ["leave 224.0.0.251 at 192.168.1.23", "close"]);
});

Deno.test("over IPv6 it joins the group of its zone, is bound to it, and sends to it", async () => {
  const socket = new FakeSocket();
  const multicast = new MulticastSocket({
    address: "::%eth7",
    accepts: () => true,
    onPacket: () => {},
    onFlood: () => {},
    onFailure: () => {},
    socket: socket as unknown as Socket,
  });
  await multicast.send({ type: "query" });
  await multicast.close();
  assertEquals(socket.calls, [
    "bind ff02::fb%eth7:5353",
    "join ff02::fb at ::%eth7",
    "send at ::%eth7",
    "ttl 255",
    "leave ff02::fb at ::%eth7",
    "close",
  ]);
  assertEquals(socket.sent.map(({ port, address }) => [port, address]), [[5353, "ff02::fb%eth7"]]);
});

Deno.test("its packets are sent to the group, and responses are marked as such", async () => {
  const { socket, multicast } = open();
  await multicast.send({ type: "query", questions: [{ name: "x.local", type: "A" }] });
  await multicast.send({ type: "response", answers: [{ name: "x.local", type: "A", ttl: 120, data: "192.0.2.1" }] });
  assertEquals(socket.sent.map(({ port, address }) => `${address}:${port}`), Array(2).fill("224.0.0.251:5353"));
  assertEquals([...socket.sent[0].bytes], [...QUERY]);
  assertEquals([...socket.sent[1].bytes.subarray(2, 4)], [0x84, 0], "QR and AA, RFC 6762 section 18");
  await multicast.close();
});

Deno.test("a packet from another port or network, too large, or malformed is ignored", async () => {
  const { socket, multicast, heard, failures } = open();
  await bound();
  socket.hear(QUERY);
  assertEquals(heard, ["192.168.1.99"]);
  socket.hear(QUERY, "192.168.1.99", 5354);
  socket.hear(QUERY, "203.0.113.1");
  const large = new Uint8Array(9001);
  large.set(QUERY);
  socket.hear(large);
  socket.hear(QUERY.subarray(0, 15));
  socket.hear(new Uint8Array(0));
  assertEquals([heard.length, failures], [1, []]);
  await multicast.close();
});

Deno.test("a hundred packets a second are read; a thousand are a flood, reported once", async () => {
  const { socket, multicast, heard, floods } = open();
  await bound();
  {
    using time = new FakeTime();
    time.tick(100_000);
    for (let n = 0; n < 999; n++) socket.hear(QUERY);
    assertEquals([heard.length, floods()], [100, 0]);
    time.tick(1000);
    for (let n = 0; n < 5000; n++) socket.hear(QUERY);
    assertEquals([heard.length, floods()], [200, 1]);
  }
  await multicast.close();
});

Deno.test("junk from one host does not prevent the packets of others from being read", async () => {
  const { socket, multicast, heard, floods } = open();
  await bound();
  {
    using time = new FakeTime();
    for (let second = 0; second < 5; second++) {
      time.tick(1000);
      for (let n = 0; n < 800; n++) {
        socket.hear(QUERY);
        if (n % 100 === 99) socket.hear(QUERY, `192.168.1.${100 + (n % 300)}`);
      }
    }
    assertEquals(floods(), 0);
  }
  assertEquals(heard.filter((sender) => sender === "192.168.1.99").length, 5 * 100);
  assertEquals(heard.length, 5 * 100 + 5 * 8);
  await multicast.close();
});

Deno.test("an exception while handling a packet is reported, and not thrown further", async () => {
  const socket = new FakeSocket();
  let heard = 0;
  const multicast = new MulticastSocket({
    address: "192.168.1.23",
    accepts: () => true,
    onPacket: () => {
      if (++heard === 1) throw new Error("cannot take it");
    },
    onFlood: () => {},
    onFailure: () => {},
    socket: socket as unknown as Socket,
  });
  await bound();
  assertEquals(
    await reportedFaults(() => {
      for (let n = 0; n < 2; n++) socket.hear(QUERY);
      return Promise.resolve();
    }),
    ["cannot take it"],
  );
  assertEquals(heard, 2);
  await multicast.close();
});

Deno.test("a port that cannot be opened is a failure; a network that is away for a moment is not", async () => {
  const { socket, multicast, failures } = open();
  await bound();
  socket.emit("error", Object.assign(new Error("no route"), { code: "ENETUNREACH" }));
  assertEquals(failures, []);
  socket.emit("error", Object.assign(new Error("address in use"), { code: "EADDRINUSE" }));
  assertEquals(failures, ["address in use"]);
  await multicast.close();
});

Deno.test("a port refused at the start is a failure, whatever the reason; nothing is sent or waited for", async () => {
  const socket = new FakeSocket();
  socket.bind = () => {};
  const { multicast, failures } = open(socket);
  const sent = multicast.send({ type: "query", questions: [{ name: "x.local", type: "A" }] });
  socket.emit("error", Object.assign(new Error("no such address"), { code: "EADDRNOTAVAIL" }));
  await sent;
  assertEquals([failures, socket.sent], [["no such address"], []]);
  await multicast.close();
});

Deno.test("unsent packets are dropped if the socket is closed before it is bound", async () => {
  const socket = new FakeSocket();
  socket.bind = () => {};
  const { multicast } = open(socket);
  const sent = multicast.send({ type: "query", questions: [{ name: "x.local", type: "A" }] });
  await multicast.close();
  await sent;
  assertEquals(socket.sent, []);
});

Deno.test("joining a network is retried until the socket is closed", async () => {
  using time = new FakeTime();
  const socket = new FakeSocket();
  const join = socket.addMembership;
  let tries = 0;
  socket.addMembership = () => {
    tries++;
    throw new Error("no such device");
  };
  socket.bind = (_port, _address, done) => done();
  const { multicast } = open(socket);
  time.tick(15_000);
  assertEquals(tries, 4);
  socket.addMembership = join;
  time.tick(60_000);
  assertEquals(socket.calls, ["join 224.0.0.251 at 192.168.1.23", "send at 192.168.1.23", "ttl 255"]);
  await multicast.close();

  const other = new FakeSocket();
  other.bind = (_port, _address, done) => done();
  other.addMembership = () => {
    tries++;
    throw new Error("no such device");
  };
  const closed = open(other).multicast;
  await closed.close();
  time.tick(60_000);
  assertEquals(tries, 5);
  assertEquals(other.calls, ["close"], "it leaves no group that it is not in");
});
