import { assert, assertEquals } from "@std/assert";
import { ComfortNoise } from "../../../src/media/sound/comfort_noise.ts";

function rmsOf(noise: ComfortNoise): number {
  let sum = 0;
  for (let n = 0; n < 100; n++) for (const sample of noise.next()) sum += sample * sample;
  return Math.sqrt(sum / 48_000);
}

Deno.test("the noise is as loud as the room was, and never disturbs", () => {
  const noise = new ComfortNoise();
  assertEquals(rmsOf(noise), 0);
  noise.setPower(0.0005 ** 2);
  assert(Math.abs(rmsOf(noise) - 0.0005) < 0.00005, `${rmsOf(noise)}`);
  noise.setPower(0.1);
  assert(Math.abs(rmsOf(noise) - 0.0016) < 0.0002, `${rmsOf(noise)}`);
});
