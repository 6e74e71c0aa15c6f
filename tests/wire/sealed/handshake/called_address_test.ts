import { assertEquals } from "@std/assert";
import { outputsAfter } from "../../../fake/outputs_of.ts";
import { sealedClient } from "../sealed_pair.ts";

Deno.test("a hello is sent once at first, and each repetition of it twice", () => {
  const client = sealedClient(1);
  const sent = (nowMs: number, kind: "start" | "time") =>
    outputsAfter(client, { kind }, nowMs).filter((output) => output.kind === "send_datagram").length;
  assertEquals(sent(1000, "start"), 1);
  assertEquals([1149, 1150, 1299, 1300, 1450].map((nowMs) => sent(nowMs, "time")), [0, 2, 0, 2, 2]);
});
