import { assert, assertEquals } from "@std/assert";
import { Concealment } from "../../../src/media/sound/concealment.ts";
import { SampleBuffer } from "../../../src/media/sound/sample_buffer.ts";

Deno.test("concealed sound is whole for 60 ms, silent after 100, and the decoder is not asked for more", () => {
  let asked = 0;
  const conceal = (samples: number) => {
    asked++;
    return new Float32Array(samples).fill(1);
  };
  const concealment = new Concealment({
    decode: () => new Float32Array(0),
    decodeFec: () => new Float32Array(0),
    conceal,
  });
  const buffer = new SampleBuffer(), out = new Float32Array(480);
  const ends: number[] = [];
  for (let n = 0; n < 14; n++) {
    concealment.addTo(buffer);
    buffer.take(out);
    ends.push(out[479]);
    assert(out.every((sample, at) => at === 0 || sample <= out[at - 1]));
  }
  assertEquals(ends, [1, 1, 1, 1, 1, 1, 0.75, 0.5, 0.25, 0, 0, 0, 0, 0]);
  assertEquals([asked, concealment.isSilent, concealment.hasFaded], [10, true, true]);
  concealment.stop();
  assertEquals([concealment.isRunning, concealment.isSilent], [false, false]);
});

Deno.test("a decoder that gives too little is replaced by silence", () => {
  const short = () => new Float32Array(7).fill(1);
  const concealment = new Concealment({ decode: short, decodeFec: short, conceal: short });
  const buffer = new SampleBuffer(), out = new Float32Array(480).fill(1);
  concealment.addTo(buffer);
  buffer.take(out);
  assertEquals(out, new Float32Array(480));
});
