/** A sealed call between two processes over real sockets. The path loses packets, is cut, moves, and is down for ten seconds. */
import { assert, assertEquals } from "@std/assert";
import type { CallProcess } from "../fake/call_process.ts";
import { withEnds } from "../fake/call_process.ts";
import { eventually } from "../fake/eventually.ts";
import { freeBasePort } from "../fake/free_base_port.ts";
import { UdpRelay } from "../fake/udp_relay.ts";

const TEXTS = 1000, A_STAGE = 200;
const OUTAGE_MS = 10_000;
const SMALL_PICTURES = ["--camera", "test", "--width", "160", "--fps", "10"];

const textOf = (end: CallProcess, n: number) => `${n} of the ${end.role}: ${"é".repeat(n % 50)}`;

/** What the end last reported about the link. */
async function linkOf(end: CallProcess): Promise<string> {
  const told = await Promise.all((["connected", "interrupted", "resumed"] as const).map((name) => end.of(name)));
  return told.flat().toSorted((a, b) => a.t - b.t).at(-1)!.event;
}

// On Linux a process can be given a folder of its own for known peers.
if (Deno.build.os === "linux") {
  Deno.test("1,000 texts each way over a path that loses packets, moves, is cut, and is down for 10 s", () =>
    withEnds(async (open) => {
      const port = freeBasePort();
      const relay = new UdpRelay({ hostname: "127.0.0.1", port });
      try {
        const server = open("server", port, SMALL_PICTURES);
        const code = await server.code();
        const client = open("client", relay.address.port, [...SMALL_PICTURES, "--code", code]);
        const ends = [server, client];
        await Promise.all(ends.map((end) => end.expect("connected")));
        let typed = 0;
        const typeStage = async () => {
          const numbers = Array.from({ length: A_STAGE }, () => typed++);
          await Promise.all(ends.map((end) => end.type(numbers.map((n) => `${textOf(end, n)}\n`).join(""))));
        };
        const bothAre = (state: "interrupted" | "resumed") =>
          Promise.all(ends.map((end) => eventually(async () => await linkOf(end) === state)));
        const picturesFlow = () =>
          Promise.all(ends.map(async (end) => end.expect("frame_shown", (await end.of("frame_shown")).length + 5)));

        relay.conditions = { lossPercent: 5, dupPercent: 3, reorderPercent: 3 };
        await typeStage();
        await picturesFlow();

        await typeStage();
        relay.moveClient();
        await picturesFlow();
        relay.moveServer();
        await picturesFlow();

        relay.cut();
        await typeStage();
        await bothAre("interrupted");
        relay.moveServer();
        relay.restore();
        await bothAre("resumed");

        relay.cut();
        await typeStage();
        await bothAre("interrupted");
        await new Promise((resolve) => setTimeout(resolve, OUTAGE_MS));
        for (const end of ends) assertEquals(await linkOf(end), "interrupted");
        relay.moveClient();
        relay.restore();
        await bothAre("resumed");
        assertEquals((await server.of("resumed")).at(-1)!.peer.address, relay.clientAddress);

        await typeStage();
        assertEquals(typed, TEXTS);
        for (const [from, to] of [[server, client], [client, server]]) {
          await eventually(async () => (await from.of("text_delivered")).length >= TEXTS);
          await eventually(async () => (await to.of("text_received")).length >= TEXTS);
          const texts = Array.from({ length: TEXTS }, (_, n) => textOf(from, n));
          assertEquals((await to.of("text_received")).map(({ text }) => text), texts);
          const delivered = (await from.of("text_delivered")).map(({ id }) => id);
          assertEquals(delivered, texts.map((_, n) => n + 1));
          assertEquals((await from.of("text_sent")).map(({ text }) => text), texts);
          assertEquals(await from.of("text_lost"), []);
        }
        await picturesFlow();

        for (const end of ends) {
          assertEquals((await end.of("connected")).length, 1);
          assertEquals(await end.of("ended"), []);
        }
        assertEquals(await client.leave(), 0);
        assert((await server.expect("ended")).reason === "peer_left");
        assertEquals(await server.leave(), 0);
      } finally {
        await relay.close();
      }
    }));
}
