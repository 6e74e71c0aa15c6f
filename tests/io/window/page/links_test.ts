import { assertEquals } from "@std/assert";
import { linksIn } from "../../../../src/io/window/page/links.js";

const links = (text: string) => [...linksIn(text)].map(({ link }) => link);

Deno.test("a link ends before the punctuation that follows it", () => {
  const found: Record<string, string[]> = {
    "https://en.wikipedia.org/wiki/Stubbs_(cat)": ["https://en.wikipedia.org/wiki/Stubbs_(cat)"],
    "(https://en.wikipedia.org/wiki/Stubbs_(cat))": ["https://en.wikipedia.org/wiki/Stubbs_(cat)"],
    "(see https://example.org/a).": ["https://example.org/a"],
    "(https://a.example/1),(https://b.example/2)": ["https://a.example/1", "https://b.example/2"],
    "[https://example.org/a[1]]": ["https://example.org/a[1]"],
    "http://[2001:db8::7]:80/x, https://example.org/?q=(a)&b=[c]!": [
      "http://[2001:db8::7]:80/x",
      "https://example.org/?q=(a)&b=[c]",
    ],
    "https://example.org/a)b stays": ["https://example.org/a)b"],
    "\u8bbf\u95eehttps://example.com/docs\u3002\u8c22\u8c22": ["https://example.com/docs"],
    "\uff08https://example.com/a\uff09": ["https://example.com/a"],
    "\u300chttps://example.com/a\u300d\u3068\u3001https://example.com/b\uff01": [
      "https://example.com/a",
      "https://example.com/b",
    ],
    "\u3010https://example.com/a\u3011\u300ahttps://example.com/b\u300b\uff0chttps://example.com/c\uff1b": [
      "https://example.com/a",
      "https://example.com/b",
      "https://example.com/c",
    ],
    "https://zh.wikipedia.org/wiki/\u732b\u79d1\u3005": ["https://zh.wikipedia.org/wiki/\u732b\u79d1\u3005"],
    "https://x.example/O'Brien": ["https://x.example/O'Brien"],
    "'https://x.example/O'Brien'": ["https://x.example/O'Brien"],
    "\u2018https://x.example/a\u2019 \u201chttps://x.example/b\u201d \u00abhttps://x.example/c\u00bb": [
      "https://x.example/a",
      "https://x.example/b",
      "https://x.example/c",
    ],
    "https://x.example/Michelson\u2013Morley \u2014 https://x.example/b\u2026": [
      "https://x.example/Michelson\u2013Morley",
      "https://x.example/b",
    ],
    "is it https://example.org/?a=1?! **https://example.org/b**": ["https://example.org/?a=1", "https://example.org/b"],
    "HTTPS://EXAMPLE.ORG/A": ["HTTPS://EXAMPLE.ORG/A"],
    "https://youtu.be/a_b- and https://example.org/a/": ["https://youtu.be/a_b-", "https://example.org/a/"],
    "https:// http://). xhttps://example.org javascript:alert(1)": [],
  };
  for (const [text, expected] of Object.entries(found)) assertEquals(links(text), expected, text);
});

Deno.test("the position of a link is found, however long the text is", () => {
  const text = "(".repeat(8000) + "https://example.org/" + "()".repeat(4000) + ")".repeat(8000);
  assertEquals([...linksIn(text)], [{ link: "https://example.org/" + "()".repeat(4000), index: 8000 }]);
});
