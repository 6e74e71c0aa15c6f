import { assertEquals } from "@std/assert";
import { OutputQueue } from "../../../src/wire/output_queue.ts";
import { encodeJpegDatagram, JPEG_LIMIT_BYTES } from "../../../src/wire/plain/jpeg_datagram.ts";
import { PLAIN_TRACK, PlainSession } from "../../../src/wire/plain/plain_session.ts";
import type { Output, Peer } from "../../../src/wire/wire.ts";
import { testFrame } from "../../fake/test_frame.ts";

const PEER: Peer = { address: { hostname: "192.0.2.1", port: 9699 }, name: "server", sealed: false };
const RECORD = new Uint8Array([1, 2, 3]);

function openSession(stream: { id: number | undefined } = { id: 7 }) {
  const outputs = new OutputQueue(), written: Uint8Array[] = [];
  const video = { channel: 3 as const, to: PEER.address };
  const textStream = () => stream.id, onWritten = (record: Uint8Array) => written.push(record);
  const session = new PlainSession({ peer: PEER, video, textStream, outputs, onWritten });
  const taken = (): Output[] => Array.from({ length: 20 }, () => outputs.take()).filter((one) => one !== undefined);
  return { session, taken, written, stream };
}

Deno.test("a frame is sent as one datagram on the video channel", () => {
  const { session, taken } = openSession();
  const frame = testFrame(4);
  session.offer(frame);
  assertEquals(taken(), [
    { kind: "send_datagram", channel: 3, to: PEER.address, bytes: encodeJpegDatagram(frame.bytes) },
    { kind: "frame_sent", track: 0, sequence: 4, bytes: frame.bytes.length },
  ]);
});

Deno.test("a frame too large for a datagram is dropped, and the encoder gets the limit again", () => {
  const { session, taken } = openSession();
  session.offer({ ...testFrame(0), bytes: new Uint8Array(JPEG_LIMIT_BYTES + 1) });
  assertEquals(taken(), [
    { kind: "dropped", direction: "out", reason: "frame_too_large" },
    { kind: "frame_limit", track: 0, maxBytes: JPEG_LIMIT_BYTES },
  ]);
});

Deno.test("received frames are counted from 0; anything else is dropped with its reason", () => {
  const { session, taken } = openSession();
  const { bytes } = testFrame(1);
  session.receiveFrame(encodeJpegDatagram(bytes));
  session.receiveFrame(new TextEncoder().encode("!"));
  session.receiveFrame(encodeJpegDatagram(bytes));
  const frame = { track: PLAIN_TRACK, bytes, keyframe: true };
  assertEquals(taken(), [
    { kind: "frame_received", frame: { n: 0, ...frame } },
    { kind: "dropped", direction: "in", reason: "not_base64" },
    { kind: "frame_received", frame: { n: 1, ...frame } },
  ]);
  assertEquals(session.framesReceived, 2);
});

Deno.test("a line is sent on the open connection, and waits while there is no connection", () => {
  const { session, taken, written, stream } = openSession();
  session.line(1, RECORD);
  stream.id = undefined;
  session.line(2, RECORD);
  assertEquals(taken(), [{ kind: "write_stream", stream: 7, bytes: RECORD }, { kind: "text_sent", id: 1 }]);
  stream.id = 8;
  session.flushLines();
  assertEquals(taken(), [{ kind: "write_stream", stream: 8, bytes: RECORD }, { kind: "text_sent", id: 2 }]);
  assertEquals(written, [RECORD, RECORD]);
});

Deno.test("lines that waited for a connection are lost when the call ends", () => {
  const { session, taken } = openSession({ id: undefined });
  session.line(1, RECORD);
  session.end();
  assertEquals(taken(), [{ kind: "text_lost", id: 1, reason: "call_ended" }]);
});

Deno.test("only JPEGs of track 0 are sent: this wire has no other tracks", () => {
  const { session, taken } = openSession();
  session.offer({ ...testFrame(0), track: 1 });
  session.setTrack({ ...PLAIN_TRACK, codec: "vp8" });
  session.offer(testFrame(1));
  session.setTrack(PLAIN_TRACK);
  session.offer(testFrame(2));
  assertEquals(taken().map(({ kind }) => kind), ["dropped", "dropped", "send_datagram", "frame_sent"]);
});
