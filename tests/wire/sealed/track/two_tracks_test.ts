/**
 * Whole calls over bad links, with two tracks in each direction: a JPEG camera, and a screen whose frames refer to earlier ones, as
 * with a predictive codec. No frame is given out without its reference, and no keyframe is requested that repair could have
 * avoided.
 */
import { assert, assertEquals } from "@std/assert";
import { Buffer } from "node:buffer";
import type { EncodedFrame, MediaTrack } from "../../../../src/port/encoded_frame.ts";
import { CAPABILITIES } from "../../../../src/wire/sealed/handshake/capabilities.ts";
import { type ClientEnd, type End, type LinkPlan, WirePair } from "../../../fake/wire_pair.ts";
import { Camera, knownPair, picture, sealedClient, sealedServer } from "../sealed_pair.ts";

const SCREEN: MediaTrack = { id: 1, kind: "screen", codec: "jpeg" };
const START_MS = 1000;

/**
 * A predictive encoder. It gives a keyframe if one is requested, and otherwise frames that refer to the one before. No frame refers
 * to every fourth one, so the frame after it refers to the one two before.
 */
class PredictiveScreen {
  readonly made: EncodedFrame[] = [];
  readonly keyframesWantedMs: number[] = [];
  #keyframeNext = true;
  #last = -1;

  constructor(readonly pair: WirePair, readonly end: End | ClientEnd, untilMs: number, fps = 20, bytes = 3000) {
    pair.input(end, { kind: "track", track: SCREEN });
    const before = end.onEvent;
    end.onEvent = (event, nowMs) => {
      before(event, nowMs);
      if (event.kind !== "keyframe_wanted" || event.track !== SCREEN.id) return;
      this.keyframesWantedMs.push(nowMs);
      this.#keyframeNext = true;
    };
    const encode = (atMs: number) => {
      if (atMs > untilMs) return;
      pair.at(atMs, () => {
        this.#encode(bytes);
        encode(atMs + 1000 / fps);
      });
    };
    encode(pair.nowMs + 7);
  }

  #encode(bytes: number): void {
    const sequence = this.made.length;
    const keyframe = this.#keyframeNext;
    this.#keyframeNext = false;
    const size = keyframe ? bytes * 4 : bytes;
    const base = { ...picture(sequence, size, this.pair.nowMs), track: SCREEN.id, keyframe };
    const frame = keyframe ? base : { ...base, dependsOn: this.#last };
    // No frame refers to every fourth one.
    if (keyframe || sequence % 4 !== 3) this.#last = sequence;
    this.made.push(frame);
    this.pair.input(this.end, { kind: "frame", frame });
  }
}

interface Outcome {
  readonly shown: number[];
  readonly made: readonly EncodedFrame[];
  readonly keyframesWantedMs: readonly number[];
  readonly cameraShown: number;
}

/** Runs a call of 20 s, and checks what must be true on any link. */
function run(link: LinkPlan, seed: number, pair = knownPair(link, seed)): { toClient: Outcome; toServer: Outcome } {
  pair.start();
  const inCall = () => [pair.server, pair.client].every((end) => end.eventsOf("connected").length > 0);
  assert(pair.runUntilDone(inCall, 3000), "in a call");
  const untilMs = START_MS + 20_000;
  const outcomes = ([[pair.server, pair.client], [pair.client, pair.server]] as const).map(([from, to]) => {
    new Camera(pair, from, { untilMs, seed, bytes: 6000 });
    return { screen: new PredictiveScreen(pair, from, untilMs), to };
  });
  pair.runUntil(untilMs + 2000);
  const [toClient, toServer] = outcomes.map(({ screen, to }) => {
    const received = to.eventsOf("frame_received");
    const shown = received.filter(({ frame }) => frame.track.id === SCREEN.id).map(({ frame }) => frame);
    const given = new Set<number>();
    let last = -1;
    for (const { sequence, track, bytes, keyframe } of shown) {
      assertEquals(track, SCREEN);
      const made = screen.made[sequence!];
      assert(Buffer.from(bytes).equals(made.bytes), `frame ${sequence} is the one that was sent`);
      assertEquals(keyframe, made.keyframe);
      assert(sequence! > last, "in order");
      assert(made.keyframe || given.has(made.dependsOn!), `frame ${sequence} without its reference`);
      given.add(last = sequence!);
    }
    const numbers = received.map(({ frame }) => frame.n);
    assertEquals(numbers, numbers.map((_, i) => i), "frames are numbered in the order given out");
    return {
      shown: shown.map(({ sequence }) => sequence!),
      made: screen.made,
      keyframesWantedMs: screen.keyframesWantedMs,
      cameraShown: received.length - shown.length,
    };
  });
  return { toClient, toServer };
}

for (const seed of [1, 2, 3]) {
  Deno.test(`a clean link: every frame of both tracks arrives, no keyframe is requested (seed ${seed})`, () => {
    for (const { shown, made, keyframesWantedMs, cameraShown } of Object.values(run({}, seed))) {
      assertEquals(shown, made.map(({ sequence }) => sequence));
      assertEquals(keyframesWantedMs, []);
      assert(cameraShown >= 580, `${cameraShown}`);
    }
  });

  Deno.test(`5 % loss, jitter and reordering: repair is enough, no keyframe is requested (seed ${seed})`, () => {
    const conditions = { delayMs: 20, jitterMs: 3, lossPercent: 5, reorderPercent: 2, dupPercent: 1 };
    for (const { shown, made, keyframesWantedMs, cameraShown } of Object.values(run({ conditions }, seed))) {
      assertEquals(shown.length, made.length);
      assertEquals(keyframesWantedMs, []);
      assert(cameraShown >= 580, `${cameraShown}`);
    }
  });

  Deno.test(`an outage of 2 s: one keyframe brings the picture back (seed ${seed})`, () => {
    const link = {
      conditions: { delayMs: 25 },
      schedule: [{ atMs: 8000, down: true }, { atMs: 10_000, down: false }],
    };
    for (const { shown, made, keyframesWantedMs } of Object.values(run(link, seed))) {
      assert(keyframesWantedMs.length >= 1 && keyframesWantedMs.length <= 60, `${keyframesWantedMs.length}`);
      const back = shown.find((sequence) => made[sequence].captureMs >= 10_000)!;
      assert(made[back].keyframe, "the first after the outage is a keyframe");
      assert(made[back].captureMs <= 10_500, `${made[back].captureMs}`);
      assertEquals(shown.at(-1), made.at(-1)!.sequence);
    }
  });

  Deno.test(`20 % loss in bursts: what cannot be repaired in time costs a keyframe, not the call (seed ${seed})`, () => {
    const conditions = { delayMs: 60, jitterMs: 10, lossPercent: 20, burst: 4 };
    for (const { shown, made, keyframesWantedMs } of Object.values(run({ conditions }, seed))) {
      assert(shown.length > made.length * 0.85, `${shown.length} of ${made.length}`);
      const missing = made.length - shown.length;
      assert(keyframesWantedMs.length <= missing, `${keyframesWantedMs.length} keyframes, ${missing} frames missing`);
      assert(shown.at(-1)! >= made.length - 10);
    }
  });
}

Deno.test("a peer of the version without tracks gets only the camera, as video packets", () => {
  // The capabilities in such a peer's hello. Nothing else of it matters here.
  assertEquals(CAPABILITIES & 0b100, 0b100);
  const withoutTracks = 0b011;
  const pair = new WirePair({
    server: sealedServer(1),
    client: sealedClient(1, { capabilities: withoutTracks }),
    link: { conditions: { delayMs: 5 } },
  });
  pair.start();
  new Camera(pair, pair.server, { untilMs: 3000, bytes: 5000 });
  new PredictiveScreen(pair, pair.server, 3000);
  pair.runUntil(4000);
  const received = pair.client.eventsOf("frame_received");
  assert(received.length >= 55, `${received.length}`);
  assert(received.every(({ frame }) => frame.track.id === 0));
  const refused = pair.server.eventsOf("dropped").filter(({ reason }) => reason === "track_refused");
  assert(refused.length >= 30, `${refused.length}`);
});
