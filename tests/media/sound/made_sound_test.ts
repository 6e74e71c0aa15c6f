import { assert, assertEquals } from "@std/assert";
import { makeSound } from "../../../src/media/sound/made_sound.ts";

for (const name of ["ring", "joined", "left", "test"] as const) {
  Deno.test(`the sound "${name}" is heard, is not loud, and does not click`, () => {
    const samples = makeSound(name);
    assertEquals(samples.length % 480, 0);
    const most = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
    assert(most > 0.05 && most < 0.25, `${most}`);
    assertEquals([samples[0], samples.at(-1)], [0, 0]);
    let roughest = 0;
    for (let n = 2; n < samples.length; n++) {
      roughest = Math.max(roughest, Math.abs(samples[n] - 2 * samples[n - 1] + samples[n - 2]));
    }
    // The curvature of the highest tone, 880 Hz, is 0.013 of its amplitude.
    assert(roughest < 0.004, `${roughest}`);
  });
}

Deno.test("an answer goes up, and the end goes down", () => {
  const crossings = (samples: Float32Array) =>
    samples.reduce((n, sample, at) => n + Number(sample > 0 !== samples[at - 1] > 0), 0);
  const early = (name: "joined" | "left") => crossings(makeSound(name).subarray(480, 5280));
  assert(early("left") > early("joined") * 1.3);
});
