import { assert, assertEquals } from "@std/assert";
import { Buffer } from "node:buffer";
import { SentPackets } from "../../../../src/wire/sealed/session/sent_packets.ts";
import { decodeMediaPacket, writeMediaPacket } from "../../../../src/wire/sealed/track/media_packet.ts";
import { picture } from "../sealed_pair.ts";
import { MediaSender } from "../../../../src/wire/sealed/session/media_sender.ts";

const PACKET_BYTES = 1200, RTT_MS = 20;

function start() {
  const dropped: string[] = [];
  const sender = new MediaSender({
    sent: new SentPackets(),
    format: "media",
    codecs: ["jpeg", "vp8"],
    emit: (output) => {
      if (output.kind === "dropped") dropped.push(output.reason);
    },
  });
  sender.setTrack({ id: 0, kind: "camera", codec: "jpeg" });
  const offer = (sequence: number, bytes: number, nowMs: number) =>
    sender.offer({ track: 0, bytes: new Uint8Array(bytes), keyframe: true, sequence, captureMs: nowMs }, nowMs);
  /** What leaves by then: packets, and frames with their last packet. */
  const leave = (nowMs: number) => {
    let packets = 0;
    const finished: number[] = [];
    for (let packet; (packet = sender.poll(PACKET_BYTES, RTT_MS, nowMs)) !== undefined; packets++) {
      if (packet.finishes) finished.push(packet.finishes.sequence);
    }
    return { packets, finished };
  };
  return { sender, dropped, offer, leave };
}

for (const reason of ["camera_off", "call_ended", "link_interrupted"] as const) {
  Deno.test(`what had begun to leave and what waited behind it are dropped once each, and leave no more: ${reason}`, () => {
    const { sender, dropped, offer, leave } = start();
    offer(1, 200_000, 0);
    const { packets, finished } = leave(0);
    assertEquals([packets > 0, finished], [true, []]);
    offer(2, 200_000, 33);
    leave(33);
    sender.stop(reason);
    assertEquals(dropped, [reason, reason]);
    sender.onNack(0, 0, [], RTT_MS, 1000); // of what left of the first
    assertEquals(leave(1000), { packets: 0, finished: [] });
    offer(3, 1000, 2000);
    assertEquals(leave(2000).finished, [3]);
    assertEquals(dropped.length, 2);
  });
}

Deno.test("a peer that says it lost everything does not choose what parity costs", () => {
  const { sender } = start();
  let products = 0, pictures = 0, last = -1;
  for (let nowMs = 0; nowMs < 1000; nowMs += 10) {
    sender.onReport(
      {
        sendMs: nowMs,
        echoMs: undefined,
        echoHeldMs: 0,
        highestNumber: -1,
        highestArrivalMs: 0,
        receivedPackets: 0,
        jitterMs: 0,
        receivedKbps: 4e9,
        trainBytes: 4e9,
        trainMs: 1,
        textAcknowledged: 0,
        cameraOn: true,
        microphoneOn: true,
        frames: Array.from({ length: 32 }, () => ({ received: 130, sent: 255 })),
      },
      0,
      nowMs,
    );
    sender.offer(picture(nowMs, 200_000, nowMs), nowMs);
    for (let packet; (packet = sender.poll(1472, 1, nowMs));) {
      const plain = Buffer.alloc(packet.header.length + packet.shard.length);
      writeMediaPacket(plain, 0, packet);
      const { frameNumber, shape } = decodeMediaPacket(plain)!;
      if (frameNumber === last) continue;
      last = frameNumber;
      pictures++;
      products += shape.m * shape.frameBytes;
    }
  }
  assert(pictures > 30, `${pictures} pictures were sent`);
  assert(products > 16e6 && products <= 16e6 + 60e6, `${products} bytes were multiplied`);
});

Deno.test("where packets are lost, what is resent leaves twice, some time apart", () => {
  for (const received of [1, 0]) {
    const { sender, offer, leave } = start();
    offer(0, 1000, 0);
    assertEquals(leave(0).packets, 1);
    const switches = { cameraOn: true, microphoneOn: true };
    const report = { sendMs: 20, echoMs: undefined, echoHeldMs: 0, textAcknowledged: 0, ...switches };
    const measured = { highestNumber: 0, highestArrivalMs: 20, receivedPackets: 1, jitterMs: 0, receivedKbps: 100 };
    const frames = Array.from({ length: 10 }, (_, n) => ({ received: n === 0 ? received : 1, sent: 1 }));
    sender.onReport({ ...report, ...measured, trainBytes: 0, trainMs: 0, frames }, undefined, 20);
    sender.onNack(0, 0, [0], 100, 200);
    assertEquals([leave(200).packets, leave(230).packets], [1, 0]);
    assertEquals(leave(235).packets, received === 1 ? 0 : 1);
  }
});
