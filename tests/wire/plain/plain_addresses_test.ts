/** Plain servers with several addresses, and names with several. */
import { assert, assertEquals } from "@std/assert";
import type { Address } from "../../../src/port/address.ts";
import { encodeJpegDatagram } from "../../../src/wire/plain/jpeg_datagram.ts";
import { isNear } from "../../../src/wire/plain/near_address.ts";
import { createPlainWire } from "../../../src/wire/plain/plain_wire.ts";
import { outputsAfter } from "../../fake/outputs_of.ts";
import { testFrame } from "../../fake/test_frame.ts";
import { SERVER_ADDRESS, WirePair } from "../../fake/wire_pair.ts";

const at = (hostname: string, port = SERVER_ADDRESS.port): Address => ({ hostname, port });
const NOWHERE = at("203.0.113.9");
const ALIAS = at("192.0.2.2");

function called(server: Address, others: readonly Address[] = []): WirePair {
  const pair = new WirePair({
    server: createPlainWire({ role: "server" }),
    client: createPlainWire({ role: "client", server, others }),
  });
  pair.serverAliases.add(ALIAS.hostname);
  pair.start();
  return pair;
}

function feedFrom(pair: WirePair, from: Address, bytes = encodeJpegDatagram(testFrame(1).bytes)): number {
  const before = pair.client.eventsOf("frame_received").length;
  pair.input(pair.client, { kind: "datagram", channel: 0, from, bytes });
  return pair.client.eventsOf("frame_received").length - before;
}

Deno.test("pictures that a plain server sends from another of its addresses are accepted, and it gets the client's", () => {
  const pair = called(ALIAS);
  pair.runFor(500);
  assertEquals(pair.client.eventsOf("connected").map(({ peer }) => peer.address), [ALIAS]);
  for (let n = 0; n < 10; n++) {
    pair.input(pair.server, { kind: "frame", frame: testFrame(n) });
    pair.input(pair.client, { kind: "frame", frame: testFrame(n) });
    pair.runFor(33);
  }
  assertEquals([pair.client, pair.server].map((end) => end.eventsOf("frame_received").length), [10, 10]);
  assertEquals(feedFrom(pair, at("192.0.2.3")), 0, "the first other address that counted is the only one");
});

Deno.test("once pictures come from the address that was called, those from other addresses are dropped", () => {
  const pair = called(SERVER_ADDRESS);
  pair.runFor(500);
  assertEquals(feedFrom(pair, ALIAS), 1, "none came from where it was called");
  pair.input(pair.server, { kind: "frame", frame: testFrame(1) });
  pair.runFor(50);
  assertEquals(feedFrom(pair, ALIAS), 0);
  assertEquals(pair.client.eventsOf("dropped").at(-1)!.reason, "stranger");
});

Deno.test("pictures from another network or port, and invalid ones, are dropped; another network is reported once", () => {
  const pair = called(SERVER_ADDRESS);
  pair.runFor(500);
  for (const from of [at("203.0.113.66"), at("198.51.100.1"), at("2001:db8::1"), at("192.0.2.2", 5555)]) {
    assertEquals(feedFrom(pair, from), 0);
  }
  assertEquals(feedFrom(pair, ALIAS, new TextEncoder().encode("/9j/4")), 0);
  const [notice, ...more] = pair.client.eventsOf("notice");
  assert(notice.message.includes("203.0.113.66:9699") && notice.message.includes("192.0.2.1:9699"), notice.message);
  assertEquals(more, []);
});

Deno.test("which addresses probably belong to the same machine", () => {
  for (
    const [a, b] of [
      ["192.0.2.1", "192.0.2.200"],
      ["192.168.1.5", "10.0.0.7"],
      ["127.0.0.1", "127.0.0.2"],
      ["2001:db8::1", "2001:db8::dead:beef:1:2"],
      ["2001:db8:0:1::7", "2001:db8:0:1:aaaa::8"],
      ["fd98::2", "fd98::3"],
      ["fe80::1%eth0", "fe80::2%eth0"],
    ]
  ) assert(isNear(a, b) && isNear(b, a), `${a} ${b}`);
  for (
    const [a, b] of [
      ["192.0.2.1", "192.0.3.1"],
      ["192.168.1.5", "203.0.113.7"],
      ["172.15.0.1", "10.0.0.1"],
      ["2001:db8::1", "2001:db8:0:1::1"],
      ["192.0.2.1", "2001:db8::1"],
      ["fd98::2", "2001:db8::1"],
    ]
  ) assert(!isNear(a, b) && !isNear(b, a), `${a} ${b}`);
});

Deno.test("all addresses of a plain server's name are called until one answers", () => {
  for (
    const [server, others] of [[NOWHERE, [SERVER_ADDRESS]], [SERVER_ADDRESS, [NOWHERE]], [NOWHERE, [
      ALIAS,
      SERVER_ADDRESS,
    ]]] as const
  ) {
    const pair = called(server, others);
    pair.runFor(1000);
    const [connected, ...more] = pair.client.eventsOf("connected");
    assertEquals(more, []);
    assert(connected.peer.address.hostname !== NOWHERE.hostname);
    assertEquals(pair.server.eventsOf("connected").length, 1);
    pair.input(pair.client, { kind: "text", id: 1, text: "hello" });
    pair.input(pair.server, { kind: "text", id: 1, text: "hi" });
    pair.runFor(200);
    assertEquals(pair.server.eventsOf("text_received").map(({ text }) => text), ["hello"]);
    assertEquals(pair.client.eventsOf("text_received").map(({ text }) => text), ["hi"]);
    // The other address can no longer end or disturb the call.
    pair.runFor(20_000);
    assertEquals([pair.client, pair.server].map((end) => end.eventsOf("ended").length), [0, 0]);
  }
});

Deno.test("a waiting plain client calls the new addresses when the server's name is resolved again", () => {
  const pair = called(NOWHERE);
  pair.runFor(10_000);
  pair.input(pair.client, { kind: "addresses", addresses: [] });
  pair.input(pair.client, { kind: "addresses", addresses: [NOWHERE, SERVER_ADDRESS] });
  pair.runFor(1200);
  assertEquals(pair.client.eventsOf("connected").map(({ peer }) => peer.address), [SERVER_ADDRESS]);
});

Deno.test("a plain server that is called at two of its addresses has one call, and the client does not report busy", () => {
  for (const delayMs of [0, 5, 60, 150]) {
    const pair = new WirePair({
      server: createPlainWire({ role: "server" }),
      client: createPlainWire({ role: "client", server: ALIAS, others: [SERVER_ADDRESS] }),
      link: { conditions: { delayMs } },
    });
    pair.serverAliases.add(ALIAS.hostname);
    pair.start();
    pair.runFor(5000);
    assertEquals(pair.client.eventsOf("connected").length, 1, pair.toString());
    assertEquals(pair.client.eventsOf("ended"), []);
    assertEquals(pair.server.eventsOf("connected").length, 1, pair.toString());
    pair.input(pair.client, { kind: "text", id: 1, text: "hello" });
    pair.runFor(5000);
    assertEquals(pair.server.eventsOf("text_received").map(({ text }) => text), ["hello"]);
  }
});

Deno.test("an address that accepts connections but sends nothing is not called if another one sends a picture", () => {
  const silent = at("203.0.113.9");
  const client = createPlainWire({ role: "client", server: silent, others: [SERVER_ADDRESS] });
  const outputs = outputsAfter(client, { kind: "start" }, 1000);
  outputs.push(...outputsAfter(client, { kind: "time" }, 1100));
  const dialled = outputs.flatMap((output) => output.kind === "dial_stream" ? [output] : []);
  assertEquals(dialled.length, 4);
  for (const [at, { channel, to }] of dialled.entries()) {
    outputs.push(...outputsAfter(client, { kind: "stream_opened", stream: at + 1, channel, remote: to }, 1110));
  }
  const bytes = encodeJpegDatagram(testFrame(1).bytes);
  outputs.push(...outputsAfter(client, { kind: "datagram", channel: 0, from: SERVER_ADDRESS, bytes }, 1130));
  const connected = outputs.flatMap((output) => output.kind === "connected" ? [output.peer.address] : []);
  assertEquals(connected, [SERVER_ADDRESS]);
  const closed = outputs.flatMap((output) => output.kind === "close_stream" ? [output.stream] : []);
  assertEquals(closed, [1, 2]);
});

Deno.test("a server in another call says so at the only address that answers", () => {
  const pair = called(SERVER_ADDRESS);
  pair.runFor(500);
  const second = pair.addClient(createPlainWire({ role: "client", server: NOWHERE, others: [SERVER_ADDRESS, ALIAS] }));
  pair.input(second, { kind: "start" });
  pair.runFor(3000);
  assertEquals(second.eventsOf("connected"), []);
  assertEquals(second.eventsOf("ended").map(({ reason }) => reason), ["busy"]);
  assertEquals(pair.client.eventsOf("ended"), []);
});
