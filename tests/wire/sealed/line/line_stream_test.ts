import { assert, assertEquals } from "@std/assert";
import { Buffer } from "node:buffer";
import { LineStream } from "../../../../src/wire/sealed/line/line_stream.ts";
import { StreamShare } from "../../../../src/wire/sealed/stream/stream_share.ts";
import type { Output } from "../../../../src/wire/wire.ts";
import { segmentPacket } from "../stream/stream_bytes.ts";

const RTT_MS = 50;

/** Lines on a link without pictures. */
function lineStream() {
  const events: Output[] = [];
  const media = { startedMs: -1000, linkFreeMs: 0, capacityKbps: 1000, onStreamsSent: () => {} };
  const lines = new LineStream({
    share: new StreamShare(media),
    send: () => {},
    emit: (output) => events.push(output),
  });
  return { lines, events };
}

Deno.test("a line is sent once its last byte has left, and delivered once the peer has it", () => {
  const { lines, events } = lineStream();
  lines.push(7, new Uint8Array(3000));
  lines.poll(RTT_MS, 1000);
  assertEquals(events, [{ kind: "text_sent", id: 7 }]);
  lines.onAcknowledged(2200, [], 1010);
  assertEquals(events.length, 1);
  lines.onAcknowledged(3004, [], 1020);
  assertEquals(events[1], { kind: "text_delivered", id: 7 });
  lines.push(8, new Uint8Array(10));
  lines.end();
  assertEquals(events[2], { kind: "text_lost", id: 8, reason: "call_ended" });
});

Deno.test("lines that have arrived but wait for their turn are given out when the call ends", () => {
  const { lines, events } = lineStream();
  assert(lines.receive(segmentPacket(0, Buffer.alloc(4 * 350)), 0)); // empty lines, in one packet
  const came = () => events.filter(({ kind }) => kind === "text_received").length;
  assertEquals(came(), 100);
  lines.end();
  assertEquals(came(), 350);
  assertEquals(lines.received, 4 * 350);
});

Deno.test("a line that does not fit into the backlog is lost, and those before it are not", () => {
  const { lines, events } = lineStream();
  for (let id = 0; id < 5; id++) lines.push(id, new Uint8Array(4 * 1024 * 1024));
  for (let id = 5; id < 10_010; id++) lines.push(id, new Uint8Array(0));
  // Three of the longest lines fit into 16 MiB with their length fields. After them, 10,000 lines in all.
  const ids = events.map((event) => event.kind === "text_lost" && event.reason === "too_many_waiting" && event.id);
  assertEquals(ids, [3, 4, ...Array.from({ length: 8 }, (_, i) => 10_002 + i)]);
});
