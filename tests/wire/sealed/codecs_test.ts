/** Which codecs are sent in a call: those that the peer's hello says it decodes. */
import { assert, assertEquals } from "@std/assert";
import type { Codec, MediaTrack } from "../../../src/port/encoded_frame.ts";
import { capabilitiesFor } from "../../../src/wire/sealed/handshake/capabilities.ts";
import { WirePair } from "../../fake/wire_pair.ts";
import { picture, sealedClient, sealedServer } from "./sealed_pair.ts";

const track = (codec: Codec): MediaTrack => ({ id: 0, kind: "camera", codec });

function connect(clientCodecs: readonly Codec[]): WirePair {
  const client = sealedClient(1, { capabilities: capabilitiesFor(clientCodecs) });
  const pair = new WirePair({ server: sealedServer(1), client, link: { conditions: { delayMs: 5 } } });
  pair.start();
  assert(pair.runUntilDone(() => pair.server.eventsOf("connected").length > 0, 3000));
  pair.runFor(100);
  return pair;
}

function sendFrame(pair: WirePair, sequence: number, keyframe = true): void {
  const frame = { ...picture(sequence, 3000, pair.nowMs), keyframe };
  pair.input(pair.server, { kind: "frame", frame: keyframe ? frame : { ...frame, dependsOn: sequence - 1 } });
  pair.runFor(50);
}

Deno.test("each end learns what the other decodes", () => {
  const pair = connect(["vp8"]);
  assertEquals(pair.server.eventsOf("connected")[0].peer.codecs, ["jpeg", "vp8"]);
  assertEquals(pair.client.eventsOf("connected")[0].peer.codecs, ["jpeg", "vp8", "vp9", "av1", "h264"]);
});

Deno.test("an end says in later handshakes what it has found out to decode; a call that has begun continues as before", () => {
  const server = sealedServer(1, { capabilities: capabilitiesFor(["vp8"]) });
  const client = sealedClient(1, { capabilities: capabilitiesFor([]) });
  const pair = new WirePair({ server, client, link: { conditions: { delayMs: 5 } } });
  pair.input(pair.server, { kind: "decodes", codecs: ["jpeg", "vp8", "av1"] });
  pair.input(pair.client, { kind: "decodes", codecs: ["jpeg", "vp9"] });
  pair.start();
  assert(pair.runUntilDone(() => pair.server.eventsOf("connected").length > 0, 3000));
  pair.runFor(100);
  assertEquals(pair.client.eventsOf("connected")[0].peer.codecs, ["jpeg", "vp8", "av1"]);
  assertEquals(pair.server.eventsOf("connected")[0].peer.codecs, ["jpeg", "vp9"]);
  pair.input(pair.client, { kind: "decodes", codecs: ["jpeg"] });
  pair.input(pair.server, { kind: "track", track: track("vp9") });
  sendFrame(pair, 0);
  assertEquals(pair.client.eventsOf("frame_received").length, 1);
});

Deno.test("frames name their codec; those that the peer does not decode are dropped with their reason", () => {
  const pair = connect(["vp8"]);
  pair.input(pair.server, { kind: "track", track: track("vp8") });
  sendFrame(pair, 0);
  sendFrame(pair, 1, false);
  pair.input(pair.server, { kind: "track", track: track("av1") });
  sendFrame(pair, 2);
  const received = pair.client.eventsOf("frame_received");
  assertEquals(received.map(({ frame }) => [frame.track.codec, frame.sequence, frame.keyframe]), [
    ["vp8", 0, true],
    ["vp8", 1, false],
  ]);
  assertEquals(pair.server.eventsOf("dropped").map(({ reason }) => reason), ["codec_refused"]);
});

Deno.test("after a change of codec no frame refers to an earlier one", () => {
  const pair = connect(["vp8", "vp9"]);
  pair.input(pair.server, { kind: "track", track: track("vp8") });
  sendFrame(pair, 0);
  pair.input(pair.server, { kind: "track", track: track("vp9") });
  sendFrame(pair, 1, false);
  sendFrame(pair, 2);
  assertEquals(pair.client.eventsOf("frame_received").map(({ frame }) => frame.sequence), [0, 2]);
  assertEquals(pair.server.eventsOf("dropped").map(({ reason }) => reason), ["reference_missing"]);
});

Deno.test("a display that needs a keyframe gets one: the peer's encoder is asked, at most once a round trip", () => {
  const pair = connect(["vp8"]);
  pair.input(pair.server, { kind: "track", track: track("vp8") });
  sendFrame(pair, 0);
  for (let i = 0; i < 20; i++) pair.input(pair.client, { kind: "keyframe_needed", track: 0 });
  pair.runFor(30);
  const asked = () => pair.server.eventsOf("keyframe_wanted").map((event) => event.track);
  assertEquals(asked(), [0]);
  sendFrame(pair, 1);
  pair.runFor(500);
  assertEquals(asked(), [0]);
  pair.input(pair.client, { kind: "keyframe_needed", track: 77 }); // no such track exists
  pair.runFor(500);
  assertEquals(asked(), [0]);
});
