import { assertEquals } from "@std/assert";
import { canonicalIp, isLinkLocalIpv6, mapped, unmapped } from "../../../src/io/network/host_name.ts";

Deno.test("an IPv4 peer of a socket for both IP versions has its IPv4 address", () => {
  assertEquals(unmapped("::ffff:192.0.2.1"), "192.0.2.1");
  assertEquals(unmapped("192.0.2.1"), "192.0.2.1");
  assertEquals(unmapped("2001:db8::1"), "2001:db8::1");
  assertEquals(unmapped("::ffff:1"), "::ffff:1", "no mapped address");
});

Deno.test("an IPv4 address is mapped for a socket for IPv6, and back", () => {
  assertEquals(mapped("192.0.2.1"), "::ffff:192.0.2.1");
  assertEquals(mapped("2001:db8::1"), "2001:db8::1");
  assertEquals(unmapped(mapped("192.0.2.1")), "192.0.2.1");
});

Deno.test("a literal is written in the way in which the system reports it", () => {
  assertEquals(canonicalIp("2001:DB8:0::1"), "2001:db8::1");
  assertEquals(canonicalIp("::ffff:192.0.2.1"), "192.0.2.1");
  assertEquals(canonicalIp("::ffff:c000:201"), "192.0.2.1");
  assertEquals(canonicalIp("192.0.2.1"), "192.0.2.1");
  assertEquals(canonicalIp("FE80::1%eth0"), "fe80::1%eth0");
  assertEquals(canonicalIp("fe80::1%12"), "fe80::1%12");
});

Deno.test("other texts have no bytes", () => {
  const names = [
    "",
    "localhost",
    "example.com",
    "999.1.1.1",
    "1.2.3",
    "192.0.2.1%eth0",
    "fe80::1%",
    "fe80::1%a b",
    "%eth0",
  ];
  for (const name of names) assertEquals(canonicalIp(name), undefined, JSON.stringify(name));
});

Deno.test("only fe80::/10 is link-local", () => {
  for (const address of ["fe80::1", "FE80::1", "febf::1", "fe80::1%eth0"]) assertEquals(isLinkLocalIpv6(address), true);
  for (const address of ["fec0::1", "fd00::1", "2001:db8::fe80", "169.254.1.1", "fe8::1"]) {
    assertEquals(isLinkLocalIpv6(address), false, address);
  }
});
