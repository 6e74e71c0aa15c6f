import { assertEquals } from "@std/assert";
import { parseHolder } from "../../../../src/cli/commands/doctor/port_holder.ts";

Deno.test("Linux: ss shows name and process", () => {
  const printed = 'UNCONN 0 0 0.0.0.0:9699 0.0.0.0:* users:(("deno",pid=1234,fd=21),("deno",pid=1235,fd=3))\n';
  assertEquals(parseHolder("linux", printed, 9699), "deno, process 1234");
  assertEquals(parseHolder("linux", "UNCONN 0 0 0.0.0.0:9699 0.0.0.0:*\n", 9699), undefined, "another user's");
  assertEquals(parseHolder("linux", "", 9699), undefined);
});

Deno.test("macOS: lsof's fields", () => {
  assertEquals(parseHolder("darwin", "p812\ncCaller Service\nf12\n", 9699), "Caller Service, process 812");
  assertEquals(parseHolder("darwin", "p812\ng812\ncvchat\nf12\np900\ncother\n", 9699), "vchat, process 812");
  assertEquals(parseHolder("darwin", "", 9699), undefined);
});

Deno.test("Windows: the last column of netstat, from the line with exactly this port", () => {
  const printed = [
    "",
    "Aktive Verbindungen",
    "",
    "  Proto  Lokale Adresse         Remoteadresse          Status           PID",
    "  TCP    0.0.0.0:19698          0.0.0.0:0              ABHÖREN         11",
    "  TCP    [::]:9698              [::]:0                 ABHÖREN         4711",
    "  UDP    0.0.0.0:9699           *:*                                    4712",
  ].join("\r\n");
  assertEquals(parseHolder("windows", printed, 9698), "process 4711");
  assertEquals(parseHolder("windows", printed, 9699), "process 4712");
  assertEquals(parseHolder("windows", printed, 9697), undefined);
});
