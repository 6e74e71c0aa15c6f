import { assert, assertEquals } from "@std/assert";
import { OutgoingSound } from "../../../src/media/sound/outgoing_sound.ts";
import type { EncodedSound } from "../../../src/port/sound.ts";

/** An encoder that gives a byte for each 10 ms, or nothing for silence. */
class FakeEncoder {
  delayMs = 0;
  readonly orders: string[] = [];

  encode(samples: Float32Array): Uint8Array | undefined {
    return samples.every((sample) => sample === 0) ? undefined : new Uint8Array(samples.length / 480).fill(1);
  }

  setBitrate(bitsPerSecond: number): void {
    this.orders.push(`${bitsPerSecond} bit/s`);
  }

  setLoss(percent: number): void {
    this.orders.push(`${percent} % lost`);
  }
}

function outgoing(cleanDelayMs = 0) {
  const sent: EncodedSound[] = [];
  const encoder = new FakeEncoder();
  const out = new OutgoingSound({
    encoder,
    clean: ({ samples }) => samples,
    cleanDelayMs: () => cleanDelayMs,
    onSound: (sound) => void sent.push(sound),
  });
  /** Gives frames of 10 ms from `fromMs` on. */
  const speak = (frames: number, fromMs: number, loudness = 0.5) => {
    for (let n = 0; n < frames; n++) {
      out.add({ samples: new Float32Array(480).fill(loudness), captureMs: fromMs + n * 10 });
    }
  };
  const taken = () => sent.splice(0).map(({ sequence, captureMs, bytes }) => [sequence, captureMs, bytes.length]);
  return { out, encoder, speak, taken };
}

Deno.test("outside a call nothing is sent, but the level is measured", () => {
  const { out, speak, taken } = outgoing();
  speak(10, 0);
  assertEquals(taken(), []);
  assert(out.level.peakDbfs > -7);
  out.inCall(true);
  speak(1, 100);
  assertEquals(taken(), [[10, 100, 1]], "counted since the microphone started");
});

Deno.test("a narrow link gets frames of 20 ms, and the encoder its rate and loss", () => {
  const { out, encoder, speak, taken } = outgoing();
  out.inCall(true);
  out.setTarget({ kbps: 16, frameMs: 20, loss: 0.05 });
  assertEquals(encoder.orders, ["16000 bit/s", "5 % lost"]);
  speak(4, 0);
  assertEquals(taken(), [[0, 0, 2], [2, 20, 2]]);
});

Deno.test("silence is told three times, as packets are lost, and then nothing is sent until somebody speaks", () => {
  const { out, speak, taken } = outgoing();
  out.inCall(true);
  speak(1, 0);
  speak(50, 10, 0);
  speak(1, 510);
  assertEquals(taken(), [[0, 0, 1], [1, 10, 0], [6, 60, 0], [11, 110, 0], [51, 510, 1]]);
});

Deno.test("nothing of a muted microphone leaves, and the peer is told that silence begins", () => {
  const { out, speak, taken } = outgoing();
  out.inCall(true);
  speak(2, 0);
  out.mute(true);
  speak(50, 20);
  assert(out.isSpeaking, "so that a person can be told");
  out.mute(false);
  speak(1, 520);
  assertEquals(taken(), [[0, 0, 1], [1, 10, 1], [2, 20, 0], [7, 70, 0], [12, 120, 0], [52, 520, 1]]);
});

Deno.test("half a frame from before muting, or before the call, is never sent", () => {
  const { out, speak, taken } = outgoing();
  out.inCall(true);
  out.setTarget({ kbps: 16, frameMs: 20, loss: 0 });
  speak(1, 0);
  out.mute(true);
  out.mute(false);
  speak(2, 10);
  assertEquals(taken(), [[1, 10, 2]]);
});

Deno.test("sequence numbers follow the microphone's clock, whatever its time stamps, and skip what it left out", () => {
  const { out, speak, taken } = outgoing();
  out.inCall(true);
  for (const captureMs of [0, 13, 18, 31, 42]) speak(1, captureMs);
  assertEquals(taken().map(([sequence]) => sequence), [0, 1, 2, 3, 4]);
  speak(1, 552); // 500 ms are missing
  assertEquals(taken().map(([sequence]) => sequence), [55]);
});

Deno.test("a sound is sent with the time when it was captured, although cleaning and encoding delay it", () => {
  const { out, encoder, speak, taken } = outgoing(15);
  encoder.delayMs = 6.5;
  out.inCall(true);
  speak(1, 100);
  assertEquals(taken(), [[0, 100 - 21.5, 1]]);
});
