import { assert } from "@std/assert";
import { Buffer } from "node:buffer";
import { SentPackets } from "../../../../src/wire/sealed/sent_packets.ts";
import { decodeVideo } from "../../../../src/wire/sealed/video/video_payload.ts";
import { VideoSender } from "../../../../src/wire/sealed/video/video_sender.ts";
import { picture } from "../sealed_pair.ts";

Deno.test("a peer that says it lost everything does not choose what parity costs", () => {
  const sender = new VideoSender(new SentPackets(), () => {}, () => {});
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
        units: Array.from({ length: 32 }, () => ({ received: 130, sent: 255 })),
      },
      0,
      nowMs,
    );
    sender.offer(picture(nowMs, 200_000, nowMs));
    for (let packet; (packet = sender.poll(1472, 1, nowMs));) {
      const { unit, shape } = decodeVideo(Buffer.concat([packet.header, packet.shard]))!;
      if (unit === last) continue;
      last = unit;
      pictures++;
      products += shape.m * shape.unitBytes;
    }
  }
  assert(pictures > 30, `${pictures} pictures were sent`);
  assert(products > 16e6 && products <= 16e6 + 60e6, `${products} bytes were multiplied`);
});
