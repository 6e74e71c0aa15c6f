import { assertEquals } from "@std/assert";
import { fc } from "../fake/fc.ts";
import { formatIp, parseIp, samePrefix } from "../../src/port/ip_address.ts";

Deno.test("addresses are written as in RFC 5952, however they were written before", () => {
  const written = [
    ["0.0.0.0", "0.0.0.0"],
    ["255.255.255.255", "255.255.255.255"],
    ["::", "::"],
    ["0:0:0:0:0:0:0:1", "::1"],
    ["2001:0DB8::0001", "2001:db8::1"],
    ["1::", "1::"],
    ["2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"],
    ["2001:0:0:1:0:0:0:1", "2001:0:0:1::1"],
    ["2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"],
    ["::ffff:192.0.2.1", "::ffff:c000:201"],
    ["64:ff9b::192.0.2.33", "64:ff9b::c000:221"],
  ];
  for (const [text, canonical] of written) assertEquals(formatIp(parseIp(text)!), canonical, text);
});

Deno.test("other texts are not addresses", () => {
  const wrong = [
    ...["", "1.2.3", "1.2.3.4.5", "256.0.0.1", "01.2.3.4", "1.2.3.-4", "1.2.3.4 ", "a.b.c.d", "1.2.3.4:80"],
    ...[":", ":::", "1::2::3", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7::8", "12345::", "g::", "::1.2.3"],
    ...["1.2.3.4::", "::1.2.3.4:5", "fe80::1%eth0", "[::1]", "::\n"],
  ];
  for (const text of wrong) assertEquals(parseIp(text), undefined, JSON.stringify(text));
});

Deno.test("every address is the same after writing and reading", () => {
  const address = fc.oneof(
    fc.uint8Array({ minLength: 4, maxLength: 4 }),
    fc.uint8Array({ minLength: 16, maxLength: 16 }),
    fc.array(fc.constantFrom(0, 0, 0, 1, 255), { minLength: 16, maxLength: 16 }).map((bytes) => Uint8Array.from(bytes)),
  );
  fc.assert(fc.property(address, (bytes) => assertEquals(parseIp(formatIp(bytes)), bytes)));
});

Deno.test("an address is written as in the URL standard", () => {
  fc.assert(fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
    const text = formatIp(bytes);
    assertEquals(new URL(`http://[${text}]/`).hostname, `[${text}]`);
  }));
});

Deno.test("a prefix is compared bit by bit, and only within one IP version", () => {
  const same = (a: string, b: string, length: number) => samePrefix(parseIp(a)!, parseIp(b)!, length);
  assertEquals(same("192.0.2.1", "192.0.2.254", 24), true);
  assertEquals(same("192.0.2.1", "192.0.3.1", 24), false);
  assertEquals(same("192.0.2.1", "192.0.3.1", 23), true);
  assertEquals(same("10.0.0.0", "10.127.0.0", 9), true);
  assertEquals(same("10.0.0.0", "10.128.0.0", 9), false);
  assertEquals(same("1.2.3.4", "5.6.7.8", 0), true);
  assertEquals(same("1.2.3.4", "1.2.3.5", 32), false);
  assertEquals(same("fd00::1", "fd00::ffff", 64), true);
  assertEquals(same("fd00::1", "fd00:0:0:1::1", 64), false);
  assertEquals(same("1.2.3.4", "::1.2.3.4", 0), false);
});
