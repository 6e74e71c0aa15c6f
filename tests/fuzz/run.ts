/**
 * The long run: `deno task fuzz [seconds] [first seed]`. Seeds count up, and a failing one is printed. Turn every find
 * into a test of the part where it was found, with its bytes.
 */
import { fuzzPeer } from "./peer_fuzz.ts";
import { fuzzFrameHeaders } from "./picture_fuzz.ts";
import { fuzzAssembly, fuzzCall, fuzzDecoders } from "./sealed_fuzz.ts";
import { fuzzPlayout } from "./sound_fuzz.ts";

const ROUNDS = 20_000;
const [seconds = 300, first = 1] = Deno.args.map(Number);
const untilMs = performance.now() + seconds * 1000;
let inputs = 0;
for (let seed = first; performance.now() < untilMs; seed++) {
  for (const fuzz of [fuzzDecoders, fuzzFrameHeaders, fuzzAssembly, fuzzCall, fuzzPeer, fuzzPlayout]) {
    try {
      fuzz(seed, ROUNDS);
    } catch (error) {
      console.error(`${fuzz.name} with seed ${seed}, ${ROUNDS} rounds:`);
      throw error;
    }
    inputs += ROUNDS;
  }
}
console.log(`${inputs} inputs, no find`);
