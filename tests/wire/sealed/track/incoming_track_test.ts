import { assertEquals } from "@std/assert";
import type { Codec } from "../../../../src/port/encoded_frame.ts";
import { packetize } from "../../../../src/media/transport/packetizer.ts";
import { RepairBudget } from "../../../../src/media/transport/repair_budget.ts";
import { IncomingTrack } from "../../../../src/wire/sealed/track/incoming_track.ts";

const AHEAD_MS = 5000, RTT_MS = 60;
const toLocalMs = (remoteMs: number) => remoteMs - AHEAD_MS;
const LINK = { rttMs: RTT_MS, jitterMs: 0, loss: 0 };

/** The packets of a frame of two shards. */
function packetsOf(frameNumber: number, dependsOn = frameNumber, codec: Codec = "jpeg") {
  const shape = packetize(new Uint8Array(150).fill(frameNumber), 100, 0);
  const meta = {
    track: 2,
    kind: "screen",
    codec,
    sequence: frameNumber + 100,
    captureMs: AHEAD_MS + 1000 + frameNumber * 33,
    keyframe: dependsOn === frameNumber,
    dependsOn,
  } as const;
  return shape.shards.map((shard, index) => ({ frameNumber, index, resent: false, shape, shard, meta }));
}

class Receiver {
  readonly track = new IncomingTrack(new RepairBudget());
  nowMs = 1000;

  constructor(readonly codec: Codec = "jpeg") {}

  come(frameNumber: number, dependsOn = frameNumber, only?: number): this {
    for (const packet of packetsOf(frameNumber, dependsOn, this.codec)) {
      if (only === undefined || packet.index === only) this.track.insert(packet, this.nowMs);
    }
    return this;
  }

  /** The sequence numbers of the frames that are given out during `ms`. */
  runFor(ms: number): number[] {
    const given: number[] = [];
    for (const endMs = this.nowMs + ms; this.nowMs < endMs; this.nowMs++) {
      this.track.nacks(LINK, this.nowMs);
      for (let frame; (frame = this.track.take(toLocalMs, this.nowMs));) given.push(frame.sequence!);
    }
    return given;
  }
}

Deno.test("a complete frame is given out with its track, and its capture time in this end's clock", () => {
  const receiver = new Receiver();
  receiver.nowMs = 1040;
  receiver.come(1);
  const frame = receiver.track.take(toLocalMs, receiver.nowMs)!;
  assertEquals({ ...frame, bytes: Uint8Array.from(frame.bytes) }, {
    track: { id: 2, kind: "screen", codec: "jpeg" },
    bytes: new Uint8Array(150).fill(1),
    keyframe: true,
    sequence: 101,
    captureMs: 1033,
  });
});

Deno.test("no capture time is in the future", () => {
  const receiver = new Receiver();
  receiver.come(9);
  assertEquals(receiver.track.take(toLocalMs, 1000)?.captureMs, 1000);
});

Deno.test("a frame waits for its reference as long as that can be repaired", () => {
  const receiver = new Receiver();
  receiver.come(0);
  assertEquals(receiver.runFor(30), [100]);
  receiver.come(1, 0, 0).come(2, 1);
  assertEquals(receiver.runFor(60), []);
  receiver.come(1, 0, 1);
  assertEquals(receiver.runFor(60), [101, 102]);
  assertEquals(receiver.track.wantsKeyframe(RTT_MS, receiver.nowMs), false);
});

Deno.test("if its reference is given up, a frame is dropped and a keyframe is requested", () => {
  const receiver = new Receiver();
  receiver.come(0);
  receiver.runFor(30);
  receiver.come(1, 0, 0).come(2, 1).come(3, 2);
  assertEquals(receiver.runFor(500), []);
  assertEquals(receiver.track.takeLost(), { incomplete: 1, refused: 0, undecodable: 2 });
  assertEquals(receiver.track.takeLost(), { incomplete: 0, refused: 0, undecodable: 0 });
  assertEquals(receiver.track.wantsKeyframe(RTT_MS, receiver.nowMs), true);
  assertEquals(receiver.track.wantsKeyframe(RTT_MS, receiver.nowMs + 59), false);
  assertEquals(receiver.track.wantsKeyframe(RTT_MS, receiver.nowMs + 60), true);
  receiver.come(4).come(5, 4);
  assertEquals(receiver.runFor(60), [104, 105]);
  assertEquals(receiver.track.wantsKeyframe(RTT_MS, receiver.nowMs + 1000), false);
});

Deno.test("a frame that nothing refers to may be lost without a keyframe", () => {
  const receiver = new Receiver();
  receiver.come(0).come(1, 0, 0).come(2, 0);
  assertEquals(receiver.runFor(500), [100, 102]);
  assertEquals(receiver.track.wantsKeyframe(RTT_MS, receiver.nowMs), false);
});

Deno.test("packets that contradict their frame are dropped with their reason", () => {
  const { track } = new Receiver();
  const [first, second] = packetsOf(0);
  assertEquals(track.insert(first, 1000), "taken");
  assertEquals(track.insert({ ...second, shape: { ...second.shape, frameBytes: 149 } }, 1000), "contradictory");
});

Deno.test("where repair fails three times, a keyframe is requested, and what comes first is shown: the keyframe", () => {
  const receiver = new Receiver("vp8");
  receiver.come(0).runFor(33);
  receiver.come(1, 0, 0).come(2, 1);
  assertEquals([receiver.runFor(150), receiver.track.wantsKeyframe(RTT_MS, receiver.nowMs)], [[], false]);
  assertEquals([receiver.runFor(60), receiver.track.wantsKeyframe(RTT_MS, receiver.nowMs)], [[], true]);
  receiver.come(3, 2).come(4);
  assertEquals(receiver.runFor(50), [104]);
  assertEquals(receiver.track.takeLost(), { incomplete: 1, refused: 0, undecodable: 2 });
  assertEquals([receiver.come(5, 4).runFor(50), receiver.track.wantsKeyframe(RTT_MS, receiver.nowMs)], [[105], false]);
});

Deno.test("where repair fails three times, a keyframe is requested, and what comes first is shown: the repair", () => {
  const receiver = new Receiver("vp8");
  receiver.come(0).runFor(33);
  receiver.come(1, 0, 0).come(2, 1);
  receiver.runFor(400);
  assertEquals(receiver.come(1, 0, 1).runFor(50), [101, 102]);
  assertEquals(receiver.track.takeLost(), { incomplete: 0, refused: 0, undecodable: 0 });
});
