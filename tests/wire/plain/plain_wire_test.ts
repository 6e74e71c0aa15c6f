import { assert, assertEquals } from "@std/assert";
import type { Wire, WireEvent } from "../../../src/wire/wire.ts";
import { BUSY_NOTICE, HELLO } from "../../../src/wire/plain/plain_constants.ts";
import { createPlainWire } from "../../../src/wire/plain/plain_wire.ts";
import { encodeTextRecord } from "../../../src/wire/plain/text_record.ts";
import { type ClientEnd, type End, SERVER_ADDRESS, WirePair } from "../../fake/wire_pair.ts";
import { testFrame, testFrameNumber } from "../../fake/test_frame.ts";
import { readVector } from "../../vectors/read_vector.ts";

const STRANGER = { hostname: "203.0.113.66", port: 5555 };
const server = () => createPlainWire({ role: "server" });
const client = () => createPlainWire({ role: "client", server: SERVER_ADDRESS });

function connectedPair(link = { conditions: { delayMs: 5 } }): WirePair {
  const pair = new WirePair({ server: server(), client: client(), link });
  pair.start();
  assert(pair.runUntilDone(() => inCall(pair.server) && inCall(pair.client), 1000), pair.toString());
  return pair;
}

function inCall(end: End): boolean {
  const last = end.events.findLast(({ event }) => event.kind === "connected" || event.kind === "ended");
  return last?.event.kind === "connected";
}

const kinds = (end: End, kind: WireEvent["kind"]) => end.events.filter(({ event }) => event.kind === kind).length;
const texts = (end: End) => end.eventsOf("text_received").map(({ text }) => text);
const drops = (end: End) => end.eventsOf("dropped").filter((d) => d.direction === "in").map(({ reason }) => reason);

/** Sends 30 frames in a second. Returns the numbers of the frames that arrived. */
function sendSecond(pair: WirePair, from: End, to: End): number[] {
  const before = to.eventsOf("frame_received").length;
  for (let n = 0; n < 30; n++) {
    pair.input(from, { kind: "frame", frame: testFrame(n) });
    pair.runFor(1000 / 30);
  }
  pair.runFor(200);
  return to.eventsOf("frame_received").slice(before).map(({ frame }) => testFrameNumber(frame.bytes));
}

const ALL = Array.from({ length: 30 }, (_, n) => n);

Deno.test("frames and texts go both ways", () => {
  const pair = connectedPair();
  assertEquals(sendSecond(pair, pair.server, pair.client), ALL);
  assertEquals(sendSecond(pair, pair.client, pair.server), ALL);
  for (const text of ["", "héllo ✓ 你好", "x".repeat(70_000), "two\nlines"]) {
    pair.input(pair.server, { kind: "text", id: 1, text });
    pair.input(pair.client, { kind: "text", id: 2, text });
  }
  pair.runFor(500);
  const sent = ["", "héllo ✓ 你好", "x".repeat(70_000), "two\nlines"];
  assertEquals(texts(pair.client), sent);
  assertEquals(texts(pair.server), sent);
  assertEquals(kinds(pair.server, "text_sent"), 4);
});

Deno.test("the client may be started long before the server", () => {
  const pair = new WirePair({ server: server(), client: client() });
  pair.server.dead = true;
  pair.input(pair.client, { kind: "start" });
  pair.runFor(60_000);
  assert(kinds(pair.client, "calling") > 10);
  pair.server.dead = false;
  pair.input(pair.server, { kind: "start" });
  assert(pair.runUntilDone(() => inCall(pair.client), 1500), pair.toString());
  assertEquals(sendSecond(pair, pair.server, pair.client), ALL);
});

Deno.test("lines typed before the call wait for it", () => {
  const pair = new WirePair({ server: server(), client: client() });
  pair.input(pair.client, { kind: "text", id: 1, text: "early" });
  pair.input(pair.server, { kind: "text", id: 1, text: "waiting" });
  assertEquals(kinds(pair.client, "text_sent"), 0);
  pair.start();
  pair.runFor(1000);
  assertEquals(texts(pair.server), ["early"]);
  assertEquals(texts(pair.client), ["waiting"]);
});

Deno.test("a client that leaves ends the call, and another can come", () => {
  const pair = connectedPair();
  pair.input(pair.client, { kind: "hang_up" });
  pair.client.dead = true;
  pair.runFor(6000);
  assertEquals(pair.server.eventsOf("ended").map(({ reason }) => reason), ["peer_left"]);
  const second = pair.addClient(client());
  pair.input(second, { kind: "start" });
  assert(pair.runUntilDone(() => inCall(second), 1000), pair.toString());
  assertEquals(sendSecond(pair, pair.server, second), ALL);
});

Deno.test("a client that leaves and calls again at once is served at once", () => {
  const pair = connectedPair();
  pair.input(pair.client, { kind: "hang_up" });
  pair.client.dead = true;
  pair.runFor(50);
  const again = pair.addClient(client());
  again.address = { ...pair.client.address, port: 41_000 };
  pair.input(again, { kind: "start" });
  assert(pair.runUntilDone(() => inCall(again), 500), pair.toString());
  assertEquals(sendSecond(pair, pair.server, again), ALL);
  assertEquals(sendSecond(pair, again, pair.server), ALL);
  assertEquals(pair.server.eventsOf("ended").map(({ reason }) => reason), ["peer_left"]);
});

Deno.test("a client without a camera that lost both connections gets them back at once", () => {
  const pair = connectedPair();
  for (const end of [pair.client, pair.server]) {
    for (const stream of [...end.streams.keys()]) {
      pair.input(end, { kind: "stream_closed", stream });
      end.streams.delete(stream);
    }
  }
  pair.runFor(1000);
  pair.input(pair.server, { kind: "text", id: 1, text: "down" });
  pair.input(pair.client, { kind: "text", id: 1, text: "up" });
  pair.runFor(100);
  assertEquals([...texts(pair.client), ...texts(pair.server)], ["down", "up"]);
  assertEquals(kinds(pair.server, "connected"), 1);
});

Deno.test("five seconds after a server leaves, the client ends the call", () => {
  const pair = connectedPair();
  pair.input(pair.server, { kind: "hang_up" });
  pair.server.dead = true;
  pair.runFor(4500);
  assertEquals(kinds(pair.client, "ended"), 0);
  pair.runFor(1000);
  assertEquals(pair.client.eventsOf("ended").map(({ reason }) => reason), ["peer_left"]);
});

Deno.test("a second caller is told that the server is busy, and the call continues", () => {
  const pair = connectedPair();
  const second = pair.addClient(client());
  pair.input(second, { kind: "start" });
  pair.runFor(1000);
  assertEquals(second.eventsOf("ended").map(({ reason }) => reason), ["busy"]);
  assertEquals(kinds(second, "frame_received"), 0);
  assertEquals(sendSecond(pair, pair.client, pair.server), ALL);
  assertEquals(kinds(pair.server, "connected"), 1);
});

Deno.test("a second caller from the same host is told so as well", () => {
  const pair = connectedPair();
  const second = pair.addClient(client());
  second.address = { ...pair.client.address, port: 41_000 };
  pair.input(second, { kind: "start" });
  pair.runFor(1000);
  assertEquals(second.eventsOf("ended").map(({ reason }) => reason), ["busy"]);
  assertEquals(sendSecond(pair, pair.server, pair.client), ALL);
});

Deno.test("the words of the busy notice, typed in a call, are an ordinary line", () => {
  const pair = connectedPair();
  sendSecond(pair, pair.server, pair.client);
  pair.input(pair.server, { kind: "text", id: 1, text: BUSY_NOTICE });
  pair.runFor(500);
  assertEquals(texts(pair.client), [BUSY_NOTICE]);
  assertEquals(kinds(pair.client, "ended"), 0);
});

Deno.test("a hello alone gets no picture: its source may be forged", () => {
  const pair = new WirePair({ server: server() });
  pair.start();
  pair.injectToServer(STRANGER, HELLO);
  pair.input(pair.server, { kind: "frame", frame: testFrame(0) });
  pair.runFor(10_000);
  assertEquals(pair.overheard, []);
  assertEquals(kinds(pair.server, "connected"), 0);
});

Deno.test("nothing from a stranger changes a call", () => {
  const pair = connectedPair();
  const frame = readVector("plain/video-000.bin");
  for (const channel of [0, 3] as const) {
    pair.injectToServer(STRANGER, HELLO, channel);
    pair.injectToServer(STRANGER, frame, channel);
    pair.injectToServer({ ...pair.client.address, port: 1 }, frame, channel);
  }
  pair.input(pair.client, { kind: "datagram", channel: 0, from: STRANGER, bytes: frame });
  assertEquals(kinds(pair.server, "frame_received") + kinds(pair.client, "frame_received"), 0);
  assertEquals(sendSecond(pair, pair.client, pair.server), ALL);
  assertEquals(sendSecond(pair, pair.server, pair.client), ALL);
  assertEquals(pair.overheard, []);
  assert(drops(pair.server).every((reason) => reason === "stranger") && drops(pair.server).length >= 5);
});

Deno.test("connections without a hello are limited in number and time", () => {
  const wire = server();
  const closed: number[] = [];
  const open = new Set<number>();
  const input = (input: Parameters<Wire["handle"]>[0], nowMs: number) => {
    wire.handle(input, nowMs);
    for (let output; (output = wire.pollOutput());) {
      if (output.kind === "close_stream") closed.push(output.stream), open.delete(output.stream);
    }
  };
  input({ kind: "start" }, 0);
  for (let id = 1; id <= 1000; id++) {
    open.add(id);
    const remote = { hostname: `203.0.113.${id % 50}`, port: id };
    input({ kind: "stream_opened", stream: id, channel: id % 2 === 0 ? 1 : 2, remote }, id / 10);
    assert(open.size <= 64);
  }
  input({ kind: "time" }, 10_000);
  assertEquals(open.size, 0);
  assertEquals(wire.deadlineMs, Infinity);
});

Deno.test("every bad datagram of the peer is dropped with its reason, and the call continues", () => {
  const pair = connectedPair();
  const ascii = (text: string) => new TextEncoder().encode(text);
  const bad: [Uint8Array, string][] = [
    [new Uint8Array(0), "datagram_empty"],
    [ascii("not base64!"), "not_base64"],
    [ascii("bm8ganBlZw=="), "not_jpeg"],
    [readVector("plain/video-000.bin").subarray(0, 4000), "jpeg_truncated"],
  ];
  for (const [bytes] of bad) {
    pair.injectToServer(pair.client.address, bytes, 3);
    pair.input(pair.client, { kind: "datagram", channel: 0, from: SERVER_ADDRESS, bytes });
  }
  assertEquals(drops(pair.server), bad.map(([, reason]) => reason));
  assertEquals(drops(pair.client), bad.map(([, reason]) => reason));
  assertEquals(sendSecond(pair, pair.client, pair.server), ALL);
});

/** Writes raw bytes to the server's text channel as the client in the call would. */
function writeRaw(pair: WirePair, bytes: Uint8Array): void {
  const [stream] = [...pair.server.streams].filter(([, { twinEnd }]) => twinEnd === pair.client).at(-1)!;
  pair.input(pair.server, { kind: "stream_bytes", stream: textStream(pair) ?? stream, bytes });
}

/** The connection on which the server takes texts: the one it does not refuse. */
function textStream(pair: WirePair): number | undefined {
  for (const stream of pair.server.streams.keys()) {
    const before = drops(pair.server).length;
    pair.input(pair.server, { kind: "stream_bytes", stream, bytes: new Uint8Array(0) });
    if (drops(pair.server).length === before) return stream;
  }
}

function lengthPrefix(length: bigint): Uint8Array {
  const prefix = new Uint8Array(8);
  new DataView(prefix.buffer).setBigUint64(0, length, true);
  return prefix;
}

Deno.test("a text length that lies is dropped, and the client can write again on a new connection", () => {
  for (const length of [2n ** 62n, 64n * 1024n * 1024n + 1n]) {
    const pair = connectedPair();
    writeRaw(pair, lengthPrefix(length));
    assertEquals(drops(pair.server).filter((reason) => reason !== "wrong_channel"), ["text_too_long"]);
    pair.runFor(2000);
    pair.input(pair.client, { kind: "text", id: 9, text: "still here" });
    pair.runFor(1000);
    assertEquals(texts(pair.server), ["still here"], pair.toString());
    assertEquals(sendSecond(pair, pair.client, pair.server), ALL);
    assertEquals(kinds(pair.server, "ended") + kinds(pair.client, "ended"), 0);
  }
});

Deno.test("half a text is dropped when its connection is closed", () => {
  const pair = connectedPair();
  const record = encodeTextRecord("never finished")!;
  const stream = textStream(pair)!;
  pair.input(pair.server, { kind: "stream_bytes", stream, bytes: record.subarray(0, 12) });
  pair.runFor(20_000);
  assertEquals(sendSecond(pair, pair.client, pair.server), ALL);
  pair.input(pair.server, { kind: "stream_closed", stream });
  assertEquals(drops(pair.server).filter((reason) => reason !== "wrong_channel"), ["text_truncated"]);
  assertEquals(kinds(pair.server, "ended"), 0);
});

Deno.test("a hostile pickle is dropped and the next text is read", () => {
  const pair = connectedPair();
  const pickle = new TextEncoder().encode("cos\nsystem\n(S'id'\ntR.");
  const message = new Uint8Array(8 + pickle.length);
  message.set(lengthPrefix(BigInt(pickle.length)));
  message.set(pickle, 8);
  writeRaw(pair, message);
  writeRaw(pair, encodeTextRecord("after it")!);
  assertEquals(drops(pair.server).filter((reason) => reason !== "wrong_channel"), ["pickle_unsafe"]);
  assertEquals(texts(pair.server), ["after it"]);
});

Deno.test("a frame over the limit is dropped, and the encoder gets the limit", () => {
  const pair = connectedPair();
  pair.input(pair.client, { kind: "frame", frame: testFrame(1, 0, 40_000) });
  assertEquals(pair.client.eventsOf("dropped").map(({ reason }) => reason), ["frame_too_large"]);
  assertEquals(pair.client.eventsOf("frame_limit").at(-1)?.maxBytes, 49_128);
  pair.runFor(100);
  assertEquals(kinds(pair.server, "frame_received"), 0);
});

Deno.test("a peer without a camera stays in the call as long as its connections do", () => {
  const pair = connectedPair();
  pair.runFor(3_600_000);
  assert(inCall(pair.server) && inCall(pair.client));
});

Deno.test("a line for one peer never goes to the next", () => {
  const pair = connectedPair();
  for (const [stream] of [...pair.server.streams]) {
    pair.input(pair.server, { kind: "stream_closed", stream });
    pair.server.streams.delete(stream);
  }
  pair.client.dead = true;
  pair.input(pair.server, { kind: "text", id: 7, text: "only for you" });
  pair.runFor(6000);
  assertEquals(pair.server.eventsOf("text_lost").map(({ id, reason }) => ({ id, reason })), [{
    id: 7,
    reason: "call_ended",
  }]);
  const next: ClientEnd = pair.addClient(client());
  pair.input(next, { kind: "start" });
  pair.runFor(2000);
  assert(inCall(next));
  assertEquals(texts(next), []);
});

Deno.test("on a bad network the call continues, and what arrives is what was sent", () => {
  const pair = connectedPair({ conditions: { delayMs: 25, jitterMs: 10, lossPercent: 5 } as never });
  const got = sendSecond(pair, pair.server, pair.client);
  assert(got.length > 3 && got.length < 30, `${got.length} of 30 arrived`);
  assertEquals(got, got.toSorted((a, b) => a - b));
  pair.input(pair.client, { kind: "text", id: 1, text: "whole" });
  pair.runFor(10_000);
  assertEquals(texts(pair.server), ["whole"]);
});
