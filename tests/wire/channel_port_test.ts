import { assertEquals } from "@std/assert";
import { channelPort, channelPorts, DEFAULT_PORT } from "../../src/wire/channel_port.ts";

Deno.test("the four channels match the PyShine programs", () => {
  assertEquals(([0, 1, 2, 3] as const).map((channel) => channelPort(DEFAULT_PORT, channel)), [9699, 9698, 9697, 9696]);
  assertEquals(channelPorts(DEFAULT_PORT), "9696 to 9699");
});
