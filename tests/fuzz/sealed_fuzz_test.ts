/** The short run; `deno task fuzz` is the long one. */
import { fuzzPeer } from "./peer_fuzz.ts";
import { fuzzAssembly, fuzzCall, fuzzDecoders } from "./sealed_fuzz.ts";

Deno.test("decoders of the sealed wire take any bytes", () => fuzzDecoders(1, 10_000));
Deno.test("the jitter buffer takes packets of any shape in any order", () => fuzzAssembly(1, 10_000));
Deno.test("an attacker between the ends does not disturb a call", () => fuzzCall(1, 10_000));
Deno.test("a session accepts whatever a hostile peer seals", () => fuzzPeer(1, 4000));
