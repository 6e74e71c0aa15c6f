import { assertEquals } from "@std/assert";
import { Buffer } from "node:buffer";
import { MediaReceiver } from "../../../../src/wire/sealed/session/media_receiver.ts";
import { Reception } from "../../../../src/wire/sealed/session/reception.ts";
import { encodeMediaHeader } from "../../../../src/wire/sealed/track/media_packet.ts";

const LINK = { rttMs: 50, jitterMs: 0, loss: 0 };

/** A frame of one packet. */
function packet(track: number, frameNumber: number, dependsOn = frameNumber): Buffer {
  const keyframe = dependsOn === frameNumber;
  const meta = {
    track,
    kind: "camera",
    codec: "jpeg",
    sequence: frameNumber,
    captureMs: 1,
    keyframe,
    dependsOn,
  } as const;
  const shape = { frameBytes: 10, shardBytes: 10, k: 1, m: 0 };
  const header = encodeMediaHeader("media", { frameNumber, index: 0, resent: false, shape, meta });
  return Buffer.concat([header, Buffer.alloc(10, track)]);
}

function receiver() {
  const media = new MediaReceiver(), reception = new Reception(0);
  const receive = (plain: Buffer, nowMs = 1000) => media.receive(plain, reception, nowMs);
  const given = (nowMs: number) => {
    const frames: [track: number, n: number][] = [];
    for (let frame; (frame = media.take(() => undefined, nowMs));) frames.push([frame.track.id, frame.n]);
    return frames;
  };
  return { media, reception, receive, given };
}

Deno.test("frames of several tracks are given out, and numbered together", () => {
  const { receive, given } = receiver();
  for (const track of [0, 7]) assertEquals(receive(packet(track, 0)), undefined);
  assertEquals(given(1000), [[0, 0], [7, 1]]);
});

Deno.test("a track that waits for repair does not delay another", () => {
  const { media, receive, given } = receiver();
  receive(packet(0, 0));
  receive(packet(1, 0));
  given(1000);
  receive(packet(0, 2), 1030); // its frame 1 is missing
  receive(packet(1, 1), 1030);
  assertEquals(given(1060), [[1, 2]]);
  assertEquals([...media.nacks(LINK, 1040)].map(({ track, frameNumber }) => [track, frameNumber]), [[0, 1]]);
});

Deno.test("a fifth track is dropped with its reason, and so is a packet that no sender makes", () => {
  const { receive } = receiver();
  for (let track = 0; track < 4; track++) assertEquals(receive(packet(track, 0)), undefined);
  assertEquals(receive(packet(4, 0)), "track_unknown");
  assertEquals(receive(packet(3, 1)), undefined);
  assertEquals(receive(Buffer.from([4, 1, 2])), "packet_malformed");
});

Deno.test("a track without its keyframe requests one; others do not", () => {
  const { media, receive, given } = receiver();
  receive(packet(0, 0));
  receive(packet(1, 5, 4));
  given(1000);
  assertEquals([...media.keyframesWanted(50, 1000)], [1]);
  assertEquals([...media.keyframesWanted(50, 1001)], []);
  assertEquals([...media.takeLost()], ["reference_missing"]);
  assertEquals([...media.takeLost()], []);
});

Deno.test("only one track measures the link", () => {
  const { reception, receive } = receiver();
  receive(packet(1, 0), 1000);
  for (let n = 1; n < 4; n++) receive(packet(1, n), 1000 + n * 33);
  const { frames } = reception.take(2000);
  for (let n = 0; n < 9; n++) receive(packet(0, n), 2000 + n * 33);
  assertEquals([frames.length > 0, reception.take(3000).frames], [true, []]);
});

Deno.test("copies of a NACK leave apart, and none once the frame is there", () => {
  const { media, receive, given } = receiver();
  const asked = (nowMs: number) =>
    [...media.nacks({ rttMs: 50, jitterMs: 0, loss: 0.2 }, nowMs)].map(({ frameNumber }) => frameNumber);
  receive(packet(0, 0));
  given(1000);
  receive(packet(0, 2), 1030); // its frame 1 is missing
  assertEquals(asked(1040), [1]);
  assertEquals(media.deadlineMs(50), 1054);
  assertEquals(asked(1050), []);
  assertEquals(asked(1054), [1]);
  receive(packet(0, 1), 1060);
  assertEquals([asked(1068), given(1068).length], [[], 2]);
});

Deno.test("where nothing is lost, a NACK leaves once", () => {
  const { media, receive } = receiver();
  receive(packet(0, 0));
  receive(packet(0, 2), 1030);
  assertEquals([...media.nacks(LINK, 1040)].length, 1);
  assertEquals([...media.nacks(LINK, 1070)].length, 0);
});
