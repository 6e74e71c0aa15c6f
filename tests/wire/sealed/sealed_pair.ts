import { createSealedWire } from "../../../src/wire/sealed/sealed_wire.ts";
import type { SealedClientOptions } from "../../../src/wire/sealed/sealed_client.ts";
import type { SealedServerOptions } from "../../../src/wire/sealed/sealed_server.ts";
import type { OpenCarrier } from "../../../src/wire/sealed/path/path_carrier.ts";
import { peerId } from "../../../src/wire/sealed/handshake/key_schedule.ts";
import { frameLimitBytes } from "../../../src/media/rate/target_rate.ts";
import type { EncodedFrame, MediaTrack } from "../../../src/port/encoded_frame.ts";
import type { KnownPeer } from "../../../src/wire/wire.ts";
import { SeededRandom } from "../../fake/random.ts";
import { ClientEnd, End, type LinkPlan, SERVER_ADDRESS, WirePair } from "../../fake/wire_pair.ts";

const SECRET = new SeededRandom(99).bytes(32);
export const KNOWN: KnownPeer = { id: peerId(SECRET), name: "other", secret: SECRET };

export function sealedServer(
  seed: number,
  more: Partial<SealedServerOptions> = {},
  carriers: readonly OpenCarrier[] = [],
) {
  const random = new SeededRandom(seed * 7 + 1);
  const randomBytes = (length: number) => random.bytes(length);
  const options = { role: "server", name: "server", randomBytes, peers: [KNOWN], remember: true, ...more } as const;
  return createSealedWire(options, carriers);
}

export function sealedClient(
  seed: number,
  more: Partial<SealedClientOptions> = {},
  carriers: readonly OpenCarrier[] = [],
) {
  const random = new SeededRandom(seed * 7 + 2);
  const randomBytes = (length: number) => random.bytes(length);
  return createSealedWire({
    role: "client",
    server: SERVER_ADDRESS,
    name: "client",
    randomBytes,
    peers: [KNOWN],
    remember: true,
    ...more,
  }, carriers);
}

export function knownPair(link: LinkPlan, seed = 1, server: Partial<SealedServerOptions> = {}): WirePair {
  return new WirePair({ server: sealedServer(seed, server), client: sealedClient(seed), link, seed });
}

export const CAMERA_TRACK: MediaTrack = { id: 0, kind: "camera", codec: "jpeg" };

/** Gives an end pictures at a fixed rate. With `adapts` their size follows the end's `track_target`. */
export class Camera {
  readonly sent: { sequence: number; captureMs: number }[] = [];
  readonly made: { sequence: number; captureMs: number }[] = [];
  #sequence = 0;
  #maxBytes = Infinity;
  readonly #random: SeededRandom;

  constructor(
    readonly pair: WirePair,
    readonly end: End | ClientEnd,
    { fps = 30, bytes = 19_500, untilMs = Infinity, adapts = false, seed = 5, startMs = pair.nowMs } = {},
  ) {
    this.#random = new SeededRandom(seed);
    pair.input(end, { kind: "track", track: CAMERA_TRACK });
    const shoot = (atMs: number) => {
      if (atMs > untilMs) return;
      pair.at(atMs, () => {
        const size = Math.floor(Math.min(this.#maxBytes, bytes) * (0.97 + 0.06 * this.#random.next()));
        const frame = picture(this.#sequence++, size, pair.nowMs);
        this.made.push({ sequence: frame.sequence, captureMs: frame.captureMs });
        pair.input(end, { kind: "frame", frame });
        shoot(atMs + 1000 / fps);
      });
    };
    shoot(startMs);
    const before = end.onEvent;
    end.onEvent = (event, nowMs) => {
      before(event, nowMs);
      if (event.kind === "frame_sent") this.sent.push({ sequence: event.sequence, captureMs: nowMs });
      if (adapts && event.kind === "track_target") {
        pair.at(nowMs + 150, () => this.#maxBytes = frameLimitBytes(event.kbps));
      }
    };
  }
}

/** Bytes that show everywhere which picture they belong to. */
export function picture(sequence: number, size: number, captureMs: number): EncodedFrame {
  const bytes = new Uint8Array(size);
  for (let i = 0; i < size; i++) bytes[i] = (i * 31 + sequence * 17 + (i >> 8) * 7) & 0xff;
  return { track: CAMERA_TRACK.id, bytes, sequence, captureMs, keyframe: true };
}

export interface Shown {
  readonly shownShare: number;
  readonly fps: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly maxGapMs: number;
  readonly sent: number;
  readonly count: number;
}

/** Which of a camera's pictures reached an end, of those captured from `fromMs` to `untilMs`. */
export function shownOf(camera: Camera, end: End, fromMs: number, untilMs: number): Shown {
  const captured = new Map(camera.made.map((frameNumber) => [frameNumber.sequence, frameNumber.captureMs]));
  const within = (sequence: number) => captured.get(sequence)! >= fromMs && captured.get(sequence)! < untilMs;
  const sent = camera.sent.filter((frameNumber) => within(frameNumber.sequence)).length;
  const delays: number[] = [];
  let last = -1, maxGapMs = 0;
  for (const { atMs, frame } of end.eventsOf("frame_received")) {
    if (!within(frame.sequence!)) continue;
    delays.push(atMs - captured.get(frame.sequence!)!);
    if (last >= 0) maxGapMs = Math.max(maxGapMs, atMs - last);
    last = atMs;
  }
  delays.sort((a, b) => a - b);
  const at = (q: number) => delays[Math.min(delays.length - 1, Math.floor(delays.length * q))] ?? Infinity;
  const seconds = (untilMs - fromMs) / 1000;
  return {
    shownShare: delays.length / sent,
    fps: delays.length / seconds,
    p50Ms: at(0.5),
    p95Ms: at(0.95),
    maxGapMs,
    sent,
    count: delays.length,
  };
}
