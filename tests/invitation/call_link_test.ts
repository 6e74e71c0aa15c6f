import { assert, assertEquals } from "@std/assert";
import { formatCallLink, type HostPort, MAX_OTHERS, parseCallLink } from "../../src/invitation/call_link.ts";
import { SeededRandom } from "../fake/random.ts";

const CODE = "plaza-needle-studio";
const FIRST = { host: "203.0.113.5", port: 40_001 };
const OTHERS: HostPort[] = [{ host: "192.168.1.23", port: 9699 }, { host: "2001:db8::7", port: 9699 }];
const LINK = "vchat://203.0.113.5:40001/?or=192.168.1.23:9699&or=[2001:db8::7]:9699#plaza-needle-studio";

Deno.test("a link has several addresses, each with its own port", () => {
  assertEquals(formatCallLink({ ...FIRST, others: OTHERS, code: CODE }), LINK);
  assertEquals(parseCallLink(LINK, 9699), { ...FIRST, others: OTHERS, code: CODE });
  assertEquals(parseCallLink("vchat://anna.example?or=b.example:5000", 9699), {
    host: "anna.example",
    port: 9699,
    others: [{ host: "b.example", port: 5000 }],
  });
  // as a messenger or a mail program passes it on
  assertEquals(parseCallLink(LINK.replaceAll("[", "%5B").replaceAll("]", "%5D"), 9699)?.others, OTHERS);
});

Deno.test("what a newer vchat adds to the query is passed over; a wrong or endless list is refused", () => {
  const more = "vchat://203.0.113.5:40001/?x=1&or=192.168.1.23:9699&later";
  assertEquals(parseCallLink(more, 9699)?.others, [OTHERS[0]]);
  const list = (count: number) => "vchat://a.example/?" + Array.from({ length: count }, (_, n) => `or=b${n}`).join("&");
  assertEquals(parseCallLink(list(MAX_OTHERS), 9699)?.others?.length, MAX_OTHERS);
  for (
    const wrong of [
      list(MAX_OTHERS + 1),
      `vchat://a.example/?${"x&".repeat(17)}`,
      "vchat://a.example/?or=",
      "vchat://a.example/?or=b:99999",
      "vchat://a.example/?or=b:3",
      "vchat://a.example/?or=%",
      "vchat://a.example/?or=a b",
      "vchat://a.example/?or=[::1",
      "vchat://a.example/x?or=b",
      "vchat://?or=b",
    ]
  ) assertEquals(parseCallLink(wrong, 9699), undefined, wrong);
});

Deno.test("a link that is cut or changed anywhere is refused or names hosts that can be called", () => {
  const random = new SeededRandom(11);
  const check = (text: string) => {
    const read = parseCallLink(text, 9699);
    for (const { host, port } of read === undefined ? [] : [read, ...read.others ?? []]) {
      assert(port >= 4 && port <= 65_535 && /^[0-9A-Za-z:._-]{1,253}$/.test(host), text);
    }
  };
  for (let at = 0; at < LINK.length; at++) check(LINK.slice(0, at));
  const signs = "&?=/#[]:%.or25\u0000\n ";
  for (let n = 0; n < 3000; n++) {
    const at = random.below(LINK.length);
    check(LINK.slice(0, at) + signs[random.below(signs.length)] + LINK.slice(at + random.below(3)));
  }
});

Deno.test("a link has the zone of a link-local address, written either way", () => {
  const host = "fe80::1%eth0.7", port = 9699;
  assertEquals(formatCallLink({ host, port }), "vchat://[fe80::1%25eth0.7]:9699");
  for (const zone of ["%25eth0.7", "%eth0.7"]) {
    assertEquals(parseCallLink(`vchat://[fe80::1${zone}]`, port), { host, port });
  }
  for (const zone of ["%", "%a b", "%a/b", "%a%b", `%${"a".repeat(65)}`]) {
    assertEquals(parseCallLink(`vchat://[fe80::1${zone}]`, port), undefined);
  }
});
