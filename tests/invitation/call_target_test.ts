import { assert, assertEquals } from "@std/assert";
import { parseTarget } from "../../src/invitation/call_target.ts";
import { parseCode } from "../../src/invitation/code_words.ts";
import { WORD_LIST } from "../../src/invitation/word_list.ts";
import { SeededRandom } from "../fake/random.ts";

const PORT = 9699;
const read = (text: string) => parseTarget(text, PORT);
const problem = (text: string) => {
  const target = read(text);
  assert(target.kind === "problem", `${text}: ${JSON.stringify(target)}`);
  assert(target.hint.length > 0);
  return target.problem;
};

Deno.test("a link is read with its address and its words", () => {
  const link = { kind: "link" as const, host: "192.0.2.7", port: PORT, code: "plaza-needle-studio" };
  assertEquals(read("vchat://192.0.2.7#plaza-needle-studio"), link);
  assertEquals(read("  VCHAT://192.0.2.7:9699/#7-plaza-needle-studio\n"), link);
  assertEquals(read("vchat vchat://192.0.2.7#plaza-needle-studio"), link);
  assertEquals(read("vchat://[2001:db8::1]:5000"), { kind: "link", host: "2001:db8::1", port: 5000 });
  assertEquals(problem("vchat://"), "the link names no address that can be called: vchat://");
  assertEquals(
    problem("vchat://a#plaza-needel-studio"),
    "the code in the link: 'needel' is not one of the words: did you mean needle?",
  );
  assertEquals(problem("https://192.0.2.7"), "this is not a link of vchat: it begins with vchat://");
});

Deno.test("an address is read with or without a port", () => {
  const address = (host: string, port = PORT) => ({ kind: "address" as const, host, port });
  for (
    const host of ["192.0.2.7", "anna", "annas-laptop.local", "münchen.example", "3com", "2001:db8::1", "fe80::1%eth0"]
  ) {
    assertEquals(read(host), address(host));
    assertEquals(read(` ${host} `), address(host));
  }
  assertEquals(read("192.0.2.7:9700"), address("192.0.2.7", 9700));
  assertEquals(read("anna:4"), address("anna", 4));
  assertEquals(read("[2001:db8::1]:9700"), address("2001:db8::1", 9700));
  assertEquals(read("[2001:db8::1]"), address("2001:db8::1"));
  assertEquals(read("vchat 192.0.2.7:9700"), address("192.0.2.7", 9700));
  assertEquals(problem("anna:3"), "a port is from 4 to 65535, not 3");
  assertEquals(problem("anna:70000"), "a port is from 4 to 65535, not 70000");
  assert(problem("fe80::1").includes("interface"));
  for (const text of ["anna:", ":9699", "[anna]:5000", "a/b", "-x", "anna@home", "a\u001b[2Jb", "\u202ea", "::1]:5"]) {
    assertEquals(problem(text), "this is no link, no address and no code", text);
  }
  assertEquals(problem("  "), "nothing was typed");
  assertEquals(problem("x".repeat(1200)), "this is too long for a link, an address or a code");
});

Deno.test("a code is read in all the ways in which people type one", () => {
  const words = { kind: "code" as const, code: "plaza-needle-studio" }, seven = { ...words, number: 7 };
  for (
    const text of [
      "plaza-needle-studio",
      "Plaza Needle Studio",
      "plaza, needle, studio",
      "plaza.needle.studio",
      "plaz-need-stud",
    ]
  ) {
    assertEquals(read(text), words, text);
  }
  for (
    const text of [
      "7-plaza-needle-studio",
      "7 plaza needle studio",
      "7plaza-needle-studio",
      "7plaza needle studio",
      "#7 plaza needle studio",
    ]
      .concat([
        "07-plaz-need-stud",
        " 7, plaza, needle, studio",
        "7.plaza.needle.studio",
        "7\u2013plaza\u2013needle\u2013studio",
      ])
  ) assertEquals(read(text), seven, text);
  assertEquals(read("vchat 7-plaza-needle-studio"), seven);
  const random = new SeededRandom(3);
  for (let n = 0; n < 100; n++) {
    const code = [0, 0, 0].map(() => WORD_LIST[random.below(512)]).join("-");
    assertEquals(read(`${n + 1}-${code}`), { kind: "code", code, number: n + 1 });
  }
});

Deno.test("what is nearly a code is told as one, and the wrong word is named", () => {
  assertEquals(problem("plaza-needel-studio"), "'needel' is not one of the words: did you mean needle?");
  assertEquals(problem("7-plaza-needel-studio"), "'needel' is not one of the words: did you mean needle?");
  assertEquals(problem("plaza needle qqqq"), "'qqqq' is not one of the words that codes are made of");
  assertEquals(problem("plaza needle s"), "'s' may be saddle, sailor, salad, salmon: type more of it");
  assertEquals(problem("plaza needle"), "a code has 3 words, not 2");
  assertEquals(problem("7-plaza-needle"), "a code has 3 words after its number, not 2");
  assertEquals(problem("plaza-needle-studio-zone"), "a code has 3 words, not 4");
  assertEquals(problem("7"), "the three words after the 7 are missing");
  assertEquals(problem("0-plaza-needle-studio"), "the number of a code is from 1 to 999");
  assertEquals(problem("99999999999999999999 plaza needle studio"), "the number of a code is from 1 to 999");
  assertEquals(problem("plaza needle x\u001b0\u0007"), "word 3 is not one of the words that codes are made of");
});

Deno.test("a host name that shares words with the list stays one", () => {
  for (
    const host of [
      "plaza",
      "plaza-needle",
      "river-stone-nas",
      "blue-zzz-box",
      "radio.garden.example",
      "my-home-server",
      "3-musketeers",
    ]
  ) {
    assertEquals(read(host).kind, "address", host);
  }
});

Deno.test("any text gives a target or a problem, and a code is always three words of the list", () => {
  const random = new SeededRandom(5);
  const pieces = [
    "plaza",
    "7",
    "-",
    " ",
    ".",
    ":",
    "[",
    "]",
    "vchat://",
    "#",
    "%",
    "\u001b",
    "\u0000",
    "é",
    "9699",
    "::",
    "a",
  ];
  for (let n = 0; n < 3000; n++) {
    const text = Array.from({ length: random.below(10) }, () => pieces[random.below(pieces.length)]).join(
      "",
    );
    const target = read(text);
    if (target.kind === "code") assertEquals(parseCode(target.code), { code: target.code });
    if (target.kind === "address" || target.kind === "link") {
      // deno-lint-ignore no-control-regex
      assert(!/[\s\u0000-\u001f]/.test(target.host) && target.port >= 4 && target.port <= 65535, text);
    }
  }
});
