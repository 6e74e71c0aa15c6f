import { assert, assertEquals } from "@std/assert";
import { bestMatch } from "../../../src/media/sound/best_match.ts";
import { SeededRandom } from "../../fake/random.ts";

Deno.test("a piece of noise is found where it is, if it is louder or softer there, too", () => {
  for (let at = 0; at <= 600; at += 7) {
    const gain = 0.1 + at / 200;
    const random = new SeededRandom(at);
    // Like a voice: neighbours are alike.
    let last = 0;
    const samples = Float32Array.from({ length: 1000 }, () => last = last * 0.9 + (random.next() - 0.5) * 0.3);
    const piece = samples.slice(at, at + 240).map((sample) => sample * gain);
    const found = bestMatch(piece, 0, samples, 0, 760, 240);
    assertEquals(found.at, at);
    assert(found.correlation > 0.9999);
  }
});

Deno.test("a voice is found again a period later", () => {
  for (const period of [120, 217, 480, 700]) {
    const samples = Float32Array.from({ length: 2000 }, (_, n) => {
      const phase = 2 * Math.PI * n / period;
      return Math.sin(phase) + Math.sin(2 * phase + 1) / 2 + Math.sin(5 * phase + 2) / 3;
    });
    const found = bestMatch(samples, 0, samples, 100, 720, 240);
    const periods = found.at / period;
    assert(Math.abs(periods - Math.round(periods)) * period <= 1, `${found.at} of ${period}`);
  }
});

Deno.test("silence is like nothing", () => {
  assertEquals(bestMatch(new Float32Array(1000), 0, new Float32Array(1000), 100, 500, 240).correlation, 0);
});
