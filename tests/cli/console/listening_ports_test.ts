import { assertEquals } from "@std/assert";
import { listeningPorts } from "../../../src/cli/console/listening_ports.ts";

Deno.test("one port is named with its transport, several as a range", () => {
  assertEquals(listeningPorts(["9699/udp"]), "port 9699/udp");
  assertEquals(listeningPorts(["9698/tcp", "9697/tcp", "9696/udp", "9699/udp"]), "ports 9696 to 9699");
});
