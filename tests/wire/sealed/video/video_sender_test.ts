import { assertEquals } from "@std/assert";
import { SentPackets } from "../../../../src/wire/sealed/sent_packets.ts";
import { VideoSender } from "../../../../src/wire/sealed/video/video_sender.ts";

const PACKET_BYTES = 1200, RTT_MS = 20;

function start() {
  const dropped: string[] = [];
  const sender = new VideoSender(new SentPackets(), (reason) => dropped.push(reason), () => {});
  const offer = (sequence: number, bytes: number, nowMs: number) =>
    sender.offer({ bytes: new Uint8Array(bytes), codec: "jpeg", keyframe: true, sequence, captureMs: nowMs });
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
    sender.onNack(0, [], RTT_MS, 1000); // of what left of the first
    assertEquals(leave(1000), { packets: 0, finished: [] });
    offer(3, 1000, 2000);
    assertEquals(leave(2000).finished, [3]);
    assertEquals(dropped.length, 2);
  });
}
