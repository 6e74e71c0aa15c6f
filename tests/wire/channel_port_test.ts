import { assertEquals } from "@std/assert";
import { channelPort, channelPorts, DEFAULT_PORT, portsOfChannels } from "../../src/wire/channel_port.ts";
import type { ServerChannels } from "../../src/wire/wire.ts";
import { createPlainWire } from "../../src/wire/plain/plain_wire.ts";
import { sealedServer } from "./sealed/sealed_pair.ts";

Deno.test("the four channels match the PyShine programs", () => {
  assertEquals(([0, 1, 2, 3] as const).map((channel) => channelPort(DEFAULT_PORT, channel)), [9699, 9698, 9697, 9696]);
  assertEquals(channelPorts(DEFAULT_PORT), "9696 to 9699");
});

Deno.test("a caller needs all four ports of the plain wire, and one of the sealed wire", () => {
  const needed = (wire: { readonly channels?: ServerChannels }) => portsOfChannels(DEFAULT_PORT, wire.channels!.needed);
  assertEquals(needed(createPlainWire({ role: "server" })), ["9698/tcp", "9697/tcp", "9696/udp", "9699/udp"]);
  assertEquals(needed(sealedServer(1)), ["9699/udp"]);
});
