import { assertEquals } from "@std/assert";
import { similarName } from "../../../src/cli/options/similar_name.ts";

Deno.test("a shorter form, a longer form and a typing error are recognised; another word is not", () => {
  const names = ["port", "host", "quality", "no-window"];
  for (const [word, name] of [["qual", "quality"], ["ports", "port"], ["prot", "port"], ["qaulty", "quality"]]) {
    assertEquals(similarName(word, names), name);
  }
  for (const word of ["", "p", "banana", "x".repeat(1000)]) assertEquals(similarName(word, names), undefined);
});
