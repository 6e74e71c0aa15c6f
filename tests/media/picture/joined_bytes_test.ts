import { assertEquals } from "@std/assert";
import { joinedBytes } from "../../../src/media/picture/joined_bytes.ts";

Deno.test("parts are joined in their order, and not shared", () => {
  const first = Uint8Array.of(1, 2);
  const all = joinedBytes([first, new Uint8Array(0), Uint8Array.of(3)]);
  first[0] = 9;
  assertEquals(all, Uint8Array.of(1, 2, 3));
  assertEquals(joinedBytes([]), new Uint8Array(0));
});
