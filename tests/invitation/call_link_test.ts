import { assertEquals } from "@std/assert";
import { formatCallLink, parseCallLink } from "../../src/invitation/call_link.ts";

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
