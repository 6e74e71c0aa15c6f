import { assertEquals } from "@std/assert";
import type { EncodedFrame, MediaTrack } from "../../src/port/encoded_frame.ts";
import type { EncodedSound } from "../../src/port/sound.ts";
import { OutputQueue } from "../../src/wire/output_queue.ts";
import type { Session } from "../../src/wire/session.ts";
import { SessionSlot } from "../../src/wire/session_slot.ts";
import type { Output, Peer } from "../../src/wire/wire.ts";
import { testFrame } from "../fake/test_frame.ts";

const TRACK: MediaTrack = { id: 3, kind: "camera", codec: "jpeg" };
const PEER: Peer = { address: { hostname: "192.0.2.1", port: 9699 }, name: "peer", sealed: true };
const utf8 = new TextEncoder();

/** Records its calls as text. */
class FakeSession implements Session {
  readonly peer = PEER;
  readonly given: string[] = [];

  setTrack({ id }: MediaTrack): void {
    this.given.push(`track ${id}`);
  }

  offer({ sequence }: EncodedFrame): void {
    this.given.push(`frame ${sequence}`);
  }

  line(id: number, encoded: Uint8Array): void {
    this.given.push(`line ${id} ${new TextDecoder().decode(encoded)}`);
  }

  keyframeNeeded(track: number): void {
    this.given.push(`keyframe of ${track}`);
  }

  camera(on: boolean): void {
    this.given.push(`camera ${on}`);
  }

  sound({ sequence }: EncodedSound): void {
    this.given.push(`sound ${sequence}`);
  }

  microphone(on: boolean): void {
    this.given.push(`microphone ${on}`);
  }
}

function slotWithQueue() {
  const outputs = new OutputQueue();
  const encodeLine = (text: string) => text.length > 5 ? undefined : utf8.encode(text);
  return { outputs, slot: new SessionSlot<FakeSession>(outputs, { encodeLine, maxWaitingBytes: 8 }) };
}

function taken(outputs: OutputQueue): Output[] {
  return Array.from({ length: 100 }, () => outputs.take()).filter((output) => output !== undefined);
}

Deno.test("without a session, lines wait for one, and a frame is dropped", () => {
  const { outputs, slot } = slotWithQueue();
  slot.handle({ kind: "text", id: 1, text: "one" }, 0);
  slot.handle({ kind: "frame", frame: testFrame(0) }, 0);
  assertEquals(taken(outputs), [{ kind: "dropped", direction: "out", reason: "no_peer" }]);
  const session = new FakeSession();
  slot.begin(session, 1);
  assertEquals(session.given, ["line 1 one"]);
  assertEquals(taken(outputs), [{ kind: "connected", peer: PEER }]);
});

Deno.test("a session is given everything to send, until it is over", () => {
  const { outputs, slot } = slotWithQueue();
  const first = new FakeSession(), second = new FakeSession();
  slot.begin(first, 0);
  slot.handle({ kind: "track", track: TRACK }, 1);
  slot.handle({ kind: "frame", frame: testFrame(7) }, 2);
  slot.handle({ kind: "text", id: 2, text: "two" }, 3);
  slot.handle({ kind: "camera", on: false }, 4);
  slot.handle({ kind: "keyframe_needed", track: 3 }, 4);
  slot.clear();
  slot.handle({ kind: "keyframe_needed", track: 3 }, 5);
  slot.handle({ kind: "text", id: 3, text: "three" }, 5);
  assertEquals(first.given, ["track 3", "frame 7", "line 2 two", "camera false", "keyframe of 3"]);
  taken(outputs);
  slot.begin(second, 6);
  assertEquals(second.given, ["line 3 three"]);
});

Deno.test("tracks, and whether camera and microphone are on, are remembered for the next session", () => {
  const { slot } = slotWithQueue();
  slot.handle({ kind: "track", track: TRACK }, 0);
  slot.handle({ kind: "track", track: { ...TRACK, kind: "screen" } }, 0);
  slot.handle({ kind: "camera", on: false }, 0);
  assertEquals([...slot.tracks], [{ ...TRACK, kind: "screen" }]);
  assertEquals(slot.switches, { cameraOn: false, microphoneOn: true });
  slot.handle({ kind: "microphone", on: false }, 0);
  assertEquals(slot.switches, { cameraOn: false, microphoneOn: false });
});

Deno.test("a line is lost if it is too long, too much waits, or there is no other call", () => {
  const { outputs, slot } = slotWithQueue();
  slot.handle({ kind: "text", id: 1, text: "too long" }, 0);
  slot.handle({ kind: "text", id: 2, text: "12345" }, 0);
  slot.handle({ kind: "text", id: 3, text: "6789" }, 0);
  slot.loseLines();
  assertEquals(taken(outputs), [
    { kind: "text_lost", id: 1, reason: "too_long" },
    { kind: "text_lost", id: 3, reason: "too_many_waiting" },
    { kind: "text_lost", id: 2, reason: "call_ended" },
  ]);
});
