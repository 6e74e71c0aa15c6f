import { assertEquals } from "@std/assert";
import { originOf } from "../../src/wire/origin.ts";

for (
  const [hostname, host, network] of [
    ["192.0.2.7", "192.0.2.7", "192.0.2"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2", "2001:db8:1"],
    ["2001:0DB8:01::1", "2001:db8:1:0", "2001:db8:1"],
    ["2001:db8::", "2001:db8:0:0", "2001:db8:0"],
    ["::1", "0:0:0:0", "0:0:0"],
    ["::", "0:0:0:0", "0:0:0"],
    ["2001:db8::5:6:7:8:9", "2001:db8:0:5", "2001:db8:0"],
    ["fe80::1%eth0", "fe80::1%eth0", "link-local"],
    ["fe80::2", "fe80::2", "link-local"],
  ]
) {
  Deno.test(`${hostname} is at the host ${host} in ${network}`, () => {
    assertEquals(originOf(hostname), { host, network });
  });
}
