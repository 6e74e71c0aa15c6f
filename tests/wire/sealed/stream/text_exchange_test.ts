import { assert, assertEquals } from "@std/assert";
import { Buffer } from "node:buffer";
import { SEAL_OVERHEAD } from "../../../../src/wire/sealed/session/sealed_packet.ts";
import { TextExchange } from "../../../../src/wire/sealed/stream/text_exchange.ts";
import type { Output } from "../../../../src/wire/wire.ts";

const RTT_MS = 50;
const CAPACITY_KBPS = 1000;

function exchange({ startedMs, linkFreeMs = 0 }: { startedMs: number; linkFreeMs?: number }) {
  const sent: { atMs: number; bytes: number }[] = [];
  const events: Output[] = [];
  let taken = 0;
  const text = new TextExchange({
    media: { startedMs, linkFreeMs, capacityKbps: CAPACITY_KBPS, onTextSent: (bytes) => taken += bytes },
    send: (plain, atMs) => sent.push({ atMs, bytes: plain.length + SEAL_OVERHEAD }),
    emit: (output) => events.push(output),
  });
  return { text, sent, events, taken: () => taken };
}

const bytesOf = (sent: readonly { bytes: number }[]) => sent.reduce((sum, { bytes }) => sum + bytes, 0);

Deno.test("beside pictures, text keeps to its share from its first packet on", () => {
  const { text, sent, taken } = exchange({ startedMs: 990 });
  text.push(1, new Uint8Array(100_000));
  let nowMs = 1000;
  text.poll(RTT_MS, nowMs);
  assert(bytesOf(sent) > 1000 && bytesOf(sent) < 6000, `${bytesOf(sent)} bytes at once`);
  assertEquals(taken(), bytesOf(sent));
  for (; nowMs < 1400; nowMs++) {
    text.poll(RTT_MS, nowMs);
    text.onAcknowledged(sent.length * 1100, [], nowMs);
  }
  const kbps = bytesOf(sent) * 8 / 400;
  assert(kbps > CAPACITY_KBPS * 0.2 && kbps < CAPACITY_KBPS * 0.35, `${kbps} kbit/s`);
});

Deno.test("without pictures, what a path carries that nothing is known of leaves at once", () => {
  const { text, sent, taken } = exchange({ startedMs: -1000 });
  text.push(1, new Uint8Array(100_000));
  text.poll(RTT_MS, 1000);
  assert(bytesOf(sent) > 11_000 && bytesOf(sent) < 13_000, `${bytesOf(sent)} bytes at once`);
  assertEquals(taken(), 0);
});

Deno.test("a line is sent once its last byte has left, and delivered once the peer has it", () => {
  const { text, events } = exchange({ startedMs: -1000 });
  text.push(7, new Uint8Array(3000));
  text.poll(RTT_MS, 1000);
  assertEquals(events, [{ kind: "text_sent", id: 7 }]);
  text.onAcknowledged(2200, [], 1010);
  assertEquals(events.length, 1);
  text.onAcknowledged(3004, [], 1020);
  assertEquals(events[1], { kind: "text_delivered", id: 7 });
  text.push(8, new Uint8Array(10));
  text.end();
  assertEquals(events[2], { kind: "text_lost", id: 8, reason: "call_ended" });
});

Deno.test("lines that came and wait for those before them are given out when the call ends", () => {
  const { text, events } = exchange({ startedMs: -1000 });
  const header = Buffer.alloc(7);
  header[0] = 3;
  assert(text.receive(Buffer.concat([header, Buffer.alloc(4 * 350)]), 0)); // empty lines, in one packet
  const came = () => events.filter(({ kind }) => kind === "text_received").length;
  assertEquals(came(), 100);
  text.end();
  assertEquals(came(), 350);
  assertEquals(text.received, 4 * 350);
});
