import { assertEquals } from "@std/assert";
import { HELLO } from "../../../src/wire/plain/plain_constants.ts";
import { createPlainWire } from "../../../src/wire/plain/plain_wire.ts";
import { outputsAfter } from "../../fake/outputs_of.ts";

Deno.test("a client that connects within half a minute after its only hello is answered", () => {
  for (const [laterMs, answered] of [[20_000, true], [31_000, false]] as const) {
    const wire = createPlainWire({ role: "server" });
    const from = { hostname: "198.51.100.1", port: 40_000 };
    const outputs = [
      ...outputsAfter(wire, { kind: "start" }, 1000),
      ...outputsAfter(wire, { kind: "datagram", channel: 0, from, bytes: HELLO }, 1000),
      ...outputsAfter(wire, { kind: "time" }, 7000),
    ];
    for (const channel of [1, 2] as const) {
      const remote = { ...from, port: 50_000 + channel };
      outputs.push(
        ...outputsAfter(wire, { kind: "stream_opened", stream: channel, channel, remote }, 1000 + laterMs + channel),
      );
    }
    assertEquals(outputs.some(({ kind }) => kind === "connected"), answered, `after ${laterMs} ms`);
  }
});
