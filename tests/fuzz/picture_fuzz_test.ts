/** The short run; `deno task fuzz` is the long one. */
import { fuzzFrameHeaders } from "./picture_fuzz.ts";

Deno.test("header parsers take any bytes", () => fuzzFrameHeaders(1, 5000));
