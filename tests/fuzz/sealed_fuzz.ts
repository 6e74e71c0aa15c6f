/**
 * Hostile input for the sealed wire, from a seed. Every function makes `rounds` inputs. It throws if something forbidden
 * happens: an exception, a frame or text that was not sent, memory that grows.
 */
import { assert, assertEquals } from "@std/assert";
import { Buffer } from "node:buffer";
import { parseCallLink } from "../../src/invitation/call_link.ts";
import { parseCode } from "../../src/invitation/code_words.ts";
import { decodeControl } from "../../src/wire/sealed/session/control_message.ts";
import {
  decodeCallProof,
  decodeClientHello,
  decodeFinish,
  decodeRefusal,
  decodeRetry,
  decodeServerHello,
  openIntroduction,
} from "../../src/wire/sealed/handshake/handshake_message.ts";
import { sessionOf } from "../../src/wire/sealed/session/sealed_packet.ts";
import { LineReceiver } from "../../src/wire/sealed/line/line_receiver.ts";
import { ReliableReceiver } from "../../src/wire/sealed/stream/reliable_receiver.ts";
import { SoundReceiver } from "../../src/wire/sealed/session/sound_receiver.ts";
import { encodeSoundPacket } from "../../src/wire/sealed/track/sound_packet.ts";
import { decodeMediaPacket, MediaDecoder } from "../../src/wire/sealed/track/media_packet.ts";
import { JitterBuffer } from "../../src/media/transport/jitter_buffer.ts";
import { SeededRandom } from "../fake/random.ts";
import type { WirePair } from "../fake/wire_pair.ts";
import { Camera, knownPair } from "../wire/sealed/sealed_pair.ts";
import { hostileBytes } from "./hostile_bytes.ts";

/** Tries every decoder with bytes that nobody sealed. */
export function fuzzDecoders(seed: number, rounds: number): void {
  const random = new SeededRandom(seed);
  const seeds: Uint8Array[] = [];
  for (const length of [512, 80, 131, 49, 38, 25]) {
    for (const type of [0x80, 0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87]) {
      const bytes = Buffer.alloc(length);
      bytes[0] = type;
      bytes.set(Buffer.from("vchat"), 1);
      bytes[6] = bytes[7] = 1;
      seeds.push(bytes);
    }
  }
  for (const type of [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]) {
    seeds.push(Buffer.concat([Uint8Array.of(0, type), random.bytes(60)]));
  }
  seeds.push(
    Buffer.concat([Uint8Array.of(1, 1, 1), Buffer.alloc(40, 1)]),
    Buffer.concat([Uint8Array.of(4, 1, 1, 1, 0), Buffer.alloc(40, 1)]),
    Buffer.concat([Uint8Array.of(3), Buffer.alloc(60)]),
    encodeSoundPacket({
      ...{ track: 0, number: 1, captureMs: 1000, sequence: 9 },
      frames: [{ sequence: 9, bytes: new Uint8Array(20) }, { sequence: 8, bytes: new Uint8Array(20) }],
    }),
  );
  const buffer = new JitterBuffer<unknown>();
  const sound = new SoundReceiver();
  let text = new LineReceiver(new ReliableReceiver());
  const key = new Uint8Array(32);
  const decoder = new MediaDecoder();
  for (let i = 0; i < rounds; i++) {
    const bytes = hostileBytes(random, seeds);
    sessionOf(bytes);
    decodeClientHello(bytes);
    decodeServerHello(bytes);
    decodeFinish(bytes, 0x82);
    if (bytes.length === 131) assertEquals(openIntroduction(bytes, key), undefined);
    for (const type of [0x86, 0x87]) decodeCallProof(bytes, type);
    decodeRetry(bytes);
    decodeRefusal(bytes);
    decodeControl(bytes);
    sound.receive(bytes, i);
    sound.takeReception(i);
    const packet = decodeMediaPacket(bytes);
    assertEquals(decoder.decode(bytes), packet);
    if (packet !== undefined) buffer.insert(packet, i);
    buffer.take(i);
    text.receive(bytes, i);
    if (text.broken) text = new LineReceiver(new ReliableReceiver());
    const string = bytes.toString("latin1");
    parseCode(string);
    parseCallLink(`vchat://${string}`, 9699);
  }
}

/** Tries the video decoder and the jitter buffer behind a hostile peer: packets of all kinds, in any order. */
export function fuzzAssembly(seed: number, rounds: number): void {
  const random = new SeededRandom(seed);
  const buffer = new JitterBuffer<number>();
  let frameNumber = 0, last = -1;
  for (let i = 0; i < rounds; i++) {
    if (random.below(4) === 0) frameNumber += random.below(random.below(50) === 0 ? 2 ** 20 : 3);
    const k = 1 + random.below(random.below(20) === 0 ? 200 : 4), m = random.below(4);
    const shardBytes = 1 + random.below(50);
    const frameBytes = (k - 1) * shardBytes + 1 + random.below(shardBytes);
    const index = random.below(k + m);
    const shard = random.bytes(index === k - 1 ? frameBytes - index * shardBytes : shardBytes);
    const number = Math.max(0, frameNumber - random.below(8));
    buffer.insert({
      frameNumber: number,
      index,
      resent: random.below(3) === 0,
      shape: { frameBytes, shardBytes, k, m },
      shard,
      meta: 0,
    }, i);
    let held = 0;
    for (const _ of buffer.incomplete()) held++;
    assert(held <= 64);
    for (let released; (released = buffer.take(i));) {
      assert(released.frameNumber > last);
      last = released.frameNumber;
    }
  }
}

/** A whole call with an attacker between the ends, who changes, replays and misdirects datagrams. */
export function fuzzCall(seed: number, rounds: number): void {
  const random = new SeededRandom(seed);
  let left = rounds;
  for (let calls = 0; left > 0; calls++) {
    const other = recordedCall(seed * 1000 + calls + 500_000);
    const pair = knownPair({ conditions: { delayMs: 5 } }, seed * 1000 + calls, { asks: calls % 4 > 1 });
    acceptCallers(pair);
    const seen: Uint8Array[] = [];
    pair.tamper = (bytes) => {
      if (seen.length < 400) seen.push(Uint8Array.from(bytes));
      return bytes;
    };
    pair.start();
    // An attacker who sees a handshake and injects can prevent it (PROTOCOL.md). Once the call has started, nobody outside can.
    const fromTheStart = calls % 2 === 1;
    if (!fromTheStart) pair.runFor(100);
    const cameras = [new Camera(pair, pair.server, { bytes: 3000 }), new Camera(pair, pair.client, { bytes: 3000 })];
    const said: string[] = [];
    for (let step = 0; step < 100 && left > 0; step++) {
      for (let burst = 0; burst < 100; burst++, left--) {
        const pool = random.below(4) === 0 ? other : seen;
        const bytes = random.below(5) === 0 && pool.length > 0
          ? pool[random.below(pool.length)]
          : hostileBytes(random, pool);
        const stranger = { hostname: `203.0.113.${random.below(4)}`, port: 1000 + random.below(4) };
        const toServer = random.below(2) === 0;
        const from = random.below(2) === 0 ? stranger : toServer ? pair.client.address : pair.server.address;
        const channel = random.below(20) === 0 ? 3 : 0;
        pair.input(toServer ? pair.server : pair.client, { kind: "datagram", channel, from, bytes });
      }
      said.push(`${step}`);
      pair.input(pair.client, { kind: "text", id: step, text: `${step}` });
      pair.runFor(20);
    }
    pair.runFor(1000);
    checkAccepted(pair, said);
    if (!fromTheStart) checkUndisturbed(pair, cameras, said);
  }
}

/** The person of a server that asks accepts each caller, 30 ms later. */
function acceptCallers(pair: WirePair): void {
  pair.server.onEvent = ({ kind }, nowMs) => {
    if (kind === "caller") pair.at(nowMs + 30, () => pair.input(pair.server, { kind: "answer", accept: true }));
  };
}

function recordedCall(seed: number): Uint8Array[] {
  const pair = knownPair({}, seed, { asks: true });
  acceptCallers(pair);
  const seen: Uint8Array[] = [];
  pair.tamper = (bytes) => {
    seen.push(Uint8Array.from(bytes));
    return bytes;
  };
  pair.start();
  new Camera(pair, pair.server, { bytes: 3000 });
  pair.runFor(500);
  return seen;
}

/** Checks that nothing was accepted that was not sent, and nothing twice or out of order. */
function checkAccepted(pair: WirePair, said: string[]): void {
  const heard = pair.server.eventsOf("text_received").map((e) => e.text);
  assertEquals(heard, said.slice(0, heard.length));
  assertEquals(pair.client.eventsOf("text_received"), []);
  for (const end of [pair.client, pair.server]) {
    assert(end.eventsOf("connected").length <= 1);
    let previous = -1;
    for (const { frame } of end.eventsOf("frame_received")) {
      assert(frame.sequence! > previous);
      previous = frame.sequence!;
      assert(frame.bytes.length > 2800);
      for (let at = 0; at < frame.bytes.length; at += 53) {
        assertEquals(frame.bytes[at], (at * 31 + previous * 17 + (at >> 8) * 7) & 0xff);
      }
    }
  }
}

/** Checks that the call went on as it does without the attacker. */
function checkUndisturbed(pair: WirePair, cameras: Camera[], said: string[]): void {
  assertEquals(pair.server.eventsOf("text_received").length, said.length);
  for (const [i, end] of [pair.client, pair.server].entries()) {
    assertEquals(end.eventsOf("connected").length, 1);
    assertEquals(end.eventsOf("interrupted"), []);
    assertEquals(end.eventsOf("ended"), []);
    const shown = end.eventsOf("frame_received").length, made = cameras[i].made.length;
    assert(shown >= made * 0.95, `${shown} of ${made}: ${pair}`);
  }
}
