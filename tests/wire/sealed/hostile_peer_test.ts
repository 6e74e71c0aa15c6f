/** What a peer that knows the secret, and means ill, can do to this end: nothing but end its own call. */
import { assert, assertEquals } from "@std/assert";
import { Buffer } from "node:buffer";
import {
  encodeVideoHeader,
  MAX_UNIT_BYTES,
  STREAM_VIDEO,
  VIDEO_HEADER_BYTES,
} from "../../../src/wire/sealed/video/video_payload.ts";
import { encodeTextAck } from "../../../src/wire/sealed/control_message.ts";
import { SeededRandom } from "../../fake/random.ts";
import { HostilePeer, PEER_ADDRESS } from "./hostile_peer.ts";

Deno.test("the highest packet number there is can be reported", () => {
  const peer = new HostilePeer(new SeededRandom(1), 1000);
  const last = 2 ** 48 - 1;
  assert(peer.session.datagram(peer.seal(encodeTextAck(0, []), last), PEER_ADDRESS, 1000));
  peer.session.time(1200);
  assert(peer.outputs.some((output) => output.kind === "send_datagram"));
  assertEquals(peer.session.over, undefined);
});

Deno.test("a unit in more pieces than any packet size makes of it is not begun", () => {
  const peer = new HostilePeer(new SeededRandom(2), 1000);
  const meta = { sequence: 1, captureMs: 1, keyframe: true, dependsOn: 0 };
  const dropped = (unitBytes: number, shardBytes: number) => {
    const shape = { unitBytes, shardBytes, k: Math.ceil(unitBytes / shardBytes), m: 0 };
    const header = encodeVideoHeader(0, 0, false, shape, meta);
    assertEquals([header.length, header[0]], [VIDEO_HEADER_BYTES, STREAM_VIDEO]);
    const before = peer.outputs.length;
    peer.session.datagram(peer.seal(Buffer.concat([header, new Uint8Array(shardBytes)])), PEER_ADDRESS, 1000);
    return peer.outputs.slice(before).some((output) =>
      output.kind === "dropped" && output.reason === "packet_malformed"
    );
  };
  assert(dropped(65_535, 1));
  assert(dropped(4097, 1));
  assert(!dropped(MAX_UNIT_BYTES, 1141), "the largest unit in packets of 1200 bytes");
});
