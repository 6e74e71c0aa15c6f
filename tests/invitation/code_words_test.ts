import { assert, assertEquals } from "@std/assert";
import { completeCode, completions, generateCode, parseCode, shownCode } from "../../src/invitation/code_words.ts";
import { formatCallLink, parseCallLink } from "../../src/invitation/call_link.ts";
import { WORD_LIST } from "../../src/invitation/word_list.ts";
import { SeededRandom } from "../fake/random.ts";

Deno.test("the list has 512 words of letters that differ in their first four", () => {
  assertEquals(WORD_LIST.length, 512);
  assertEquals(new Set(WORD_LIST.map((word) => word.slice(0, 4))).size, 512);
  for (const word of WORD_LIST) assert(/^[a-z]{3,8}$/.test(word), word);
});

Deno.test("a code is read however people type it", () => {
  const random = new SeededRandom(1);
  for (let i = 0; i < 200; i++) {
    const code = generateCode(random.bytes(4));
    const words = code.split("-");
    assertEquals(parseCode(code), { code });
    assertEquals(parseCode(`  ${words.join("  ").toUpperCase()}\n`), { code });
    assertEquals(parseCode(words.map((word) => word.slice(0, 4)).join(", ")), { code });
    for (const typed of [`7-${code}`, `7${code}`, ` #7, ${words.join(" ")}`, `07.${words.join(".")}`]) {
      assertEquals(parseCode(typed), { code, number: 7 }, typed);
    }
    assertEquals(parseCode(shownCode(code, i + 1)), { code, number: i + 1 });
    assertEquals(shownCode(code, undefined), code);
    const link = { host: "192.0.2.1", port: 9699, code };
    assertEquals(formatCallLink({ ...link, code: `7-${code}` }), formatCallLink(link));
    assertEquals(parseCallLink(formatCallLink(link), 1), link);
  }
});

Deno.test("text that is not a code is refused with a reason", () => {
  assert("problem" in parseCode(""));
  assert("problem" in parseCode("tiger tiger"));
  assert("problem" in parseCode("tiger tiger qqqq"));
  assert("problem" in parseCode("t t t"));
  const problem = (typed: string) => (parseCode(typed) as { problem?: string }).problem;
  assertEquals(problem("plaza-needel-studio"), "'needel' is not one of the words: did you mean needle?");
  assertEquals(problem("7 tiger tiger"), "a code has 3 words after its number, not 2");
  assertEquals(problem("plaza-7-needle"), "'7' is not one of the words that codes are made of");
  assertEquals(problem("1000-plaza-needle-studio"), "the number of a code is from 1 to 999");
  assertEquals(problem("a\x1b[2J-needle-studio"), "word 1 is not one of the words that codes are made of");
  assertEquals(completions("zzz"), []);
});

Deno.test("Tab completes the last word as far as it is certain, and lists the possible words", () => {
  for (const [i, word] of WORD_LIST.entries()) {
    assertEquals(completeCode(word.slice(0, 4)), { rest: `${word.slice(4)}-`, words: [word] });
    const last = `${WORD_LIST[(i + 7) % 512]}, ${WORD_LIST[(i + 9) % 512].toUpperCase()} ${word.slice(0, 4)}`;
    assertEquals(completeCode(last), { rest: word.slice(4), words: [word] });
    assertEquals(completeCode(`7-${word.slice(0, 4)}`), { rest: `${word.slice(4)}-`, words: [word] });
    assertEquals(completeCode(`12${last}`), { rest: word.slice(4), words: [word] });
    const { rest, words } = completeCode(word[0]);
    assert(words.includes(word) && words.every((other) => other.startsWith(word[0] + rest.replace("-", ""))));
  }
  for (const nothing of ["", "  ", "7", "7-", "plaza-", "zzz", "plaza-zzz"]) {
    assertEquals(completeCode(nothing), { rest: "", words: [] });
  }
});

Deno.test("links have hosts, ports and codes; other text is not a link", () => {
  assertEquals(parseCallLink("vchat://example.org", 9699), { host: "example.org", port: 9699 });
  assertEquals(parseCallLink("vchat://[2001:db8::1]:5000", 9699), { host: "2001:db8::1", port: 5000 });
  assertEquals(formatCallLink({ host: "2001:db8::1", port: 5000 }), "vchat://[2001:db8::1]:5000");
  for (
    const bad of [
      "",
      "http://a",
      "vchat://",
      "vchat://a:0",
      "vchat://a:70000",
      "vchat://a b",
      "vchat://a#%",
      "vchat://a#x",
    ]
  ) {
    assertEquals(parseCallLink(bad, 9699), undefined, bad);
  }
});
