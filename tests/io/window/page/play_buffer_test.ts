import { assert, assertEquals } from "@std/assert";
import { PlayBuffer } from "../../../../src/io/window/page/play_buffer.js";

const FRAME = 480, QUANTUM = 128, PERIOD = 96;

/** A browser that takes pieces, and a vchat that answers after `delay` of them. */
class Loop {
  readonly buffer = new PlayBuffer();
  readonly heard: number[] = [];
  /** When frames were asked for, in quanta. */
  readonly #asked: number[] = [];
  #now = 0;
  #sent = 0;

  run(quanta: number, delay: number): void {
    for (let n = 0; n < quanta; n++, this.#now++) {
      while (this.#asked.length > 0 && this.#asked[0] + delay <= this.#now) {
        this.#asked.shift();
        this.buffer.add(this.#frame());
      }
      const out = new Float32Array(QUANTUM);
      this.buffer.take(out);
      this.heard.push(...out);
      for (let k = this.buffer.want(); k > 0; k--) this.#asked.push(this.#now);
    }
  }

  /** All that was asked for is lost. */
  lose(): void {
    this.#asked.length = 0;
  }

  #frame(): Float32Array {
    return Float32Array.from({ length: FRAME }, () => Math.sin(2 * Math.PI * this.#sent++ / PERIOD));
  }
}

/** The largest step between two samples. A sine of 500 Hz has none of more than 0.066. */
function largestStep(samples: readonly number[]): number {
  return samples.reduce((largest, sample, n) => Math.max(largest, Math.abs(sample - (samples[n - 1] ?? 0))), 0);
}

const isSine = (samples: readonly number[]) =>
  samples.slice(PERIOD / 2).every((sample, n) => Math.abs(sample + samples[n]) < 1e-5);

Deno.test("what is sent is played whole and in order, once it has begun", () => {
  const loop = new Loop();
  loop.run(2000, 3);
  const begin = loop.heard.findIndex((sample) => sample !== 0);
  assert(begin < 1000, String(begin));
  assert(isSine(loop.heard.slice(begin + FRAME)));
  assert(largestStep(loop.heard) < 0.07);
});

Deno.test("there is never more than the target, and it stays short while nothing is late", () => {
  const loop = new Loop();
  for (let n = 0; n < 20_000; n++) {
    loop.run(1, 3);
    assert(loop.buffer.buffered <= loop.buffer.target);
  }
  assertEquals(loop.buffer.target, 3 * FRAME);
});

Deno.test("a gap makes no click, and the delay is the same after it", () => {
  const loop = new Loop();
  loop.run(1000, 3);
  loop.run(40, 1000); // nothing comes
  loop.run(2000, 3);
  assert(loop.heard.slice(128_000 + 2000, 128_000 + 5000).every((sample) => Math.abs(sample) < 1e-3), "silence");
  assert(largestStep(loop.heard) < 0.07);
  assert(isSine(loop.heard.slice(-QUANTUM * 1000)));
  assertEquals(loop.buffer.target, 3 * FRAME);
});

Deno.test("gaps that come again and again make the target longer, and calm makes it shorter again", () => {
  const loop = new Loop();
  // An answer takes 40 ms, which is more than the first target.
  loop.run(4000, 15);
  assert(loop.buffer.target >= 5 * FRAME, String(loop.buffer.target));
  const longest = loop.buffer.target;
  assert(isSine(loop.heard.slice(-QUANTUM * 400)));
  loop.run(48_000, 3);
  assertEquals(loop.buffer.target, 3 * FRAME);
  assert(longest <= 12 * FRAME);
});

Deno.test("frames that were lost are asked for again", () => {
  const loop = new Loop();
  loop.run(1000, 3);
  loop.run(20, 1000);
  loop.lose();
  loop.run(2000, 3);
  assert(isSine(loop.heard.slice(-QUANTUM * 1000)));
});

Deno.test("of more than was asked for, the newest is played, and the delay is bounded", () => {
  const buffer = new PlayBuffer();
  for (let n = 1; n <= 100; n++) buffer.add(new Float32Array(FRAME).fill(n / 100));
  assert(buffer.buffered <= 12 * FRAME);
  const out = new Float32Array(FRAME);
  buffer.take(out);
  assert(out[FRAME - 1] > 0.85);
});

Deno.test("a frame that is asked for is heard after what is there and what was asked for before", () => {
  const buffer = new PlayBuffer();
  assertEquals([buffer.lead, buffer.want(), buffer.lead, buffer.want()], [0, 3, 3 * FRAME, 0]);
  buffer.add(new Float32Array(FRAME));
  assertEquals([buffer.buffered, buffer.lead], [FRAME, 3 * FRAME]);
});
