import { assertEquals } from "@std/assert";
import { Call } from "../../src/call/call.ts";
import type { CallEvent } from "../../src/call/call_event.ts";
import { createSealedWire } from "../../src/wire/sealed/sealed_wire.ts";
import { FakeDisplay } from "../fake/fake_display.ts";
import { SeededRandom } from "../fake/random.ts";
import { VirtualClock } from "../fake/virtual_clock.ts";
import { VirtualNetwork } from "../fake/virtual_network.ts";

const SERVER = { hostname: "192.0.2.1", port: 9699 };

/** A server that asks, and a client that calls it with its code; about whom the server's person is asked now. */
async function asked() {
  const clock = new VirtualClock();
  const network = new VirtualNetwork(clock);
  const end = async (role: "server" | "client", code?: string) => {
    const display = new FakeDisplay();
    const events: CallEvent[] = [];
    const random = new SeededRandom(role === "server" ? 2 : 3);
    const options = { name: role, randomBytes: (n: number) => random.bytes(n), peers: [], remember: false };
    const wire = createSealedWire(
      role === "server" ? { role, asks: true, ...options } : { role, server: SERVER, code, ...options },
    );
    const host = network.host(role === "server" ? SERVER.hostname : "198.51.100.1");
    const ports = { clock, network: host, display, onEvent: (event: CallEvent) => void events.push(event) };
    const hostname = role === "server" ? "" : SERVER.hostname;
    const call = new Call(wire, ports, { role, hostname, port: SERVER.port, name: role, once: false });
    await call.start();
    const of = (name: CallEvent["event"]) => events.filter(({ event }) => event === name);
    return { call, display, of, state: () => display.state! };
  };
  const server = await end("server");
  const client = await end("client", server.state().code);
  await clock.advance(1000);
  return { clock, server, client };
}

Deno.test("who calls is shown and told; the caller sees that it rings; y answers", async () => {
  const { clock, server, client } = await asked();
  const { phase, caller } = server.state();
  assertEquals([phase, caller?.name, caller?.isKnown], ["waiting", "client", false]);
  assertEquals(caller?.address.split(":")[0], "198.51.100.1");
  assertEquals(server.of("caller").map((event) => "known" in event && event.known), [false]);
  assertEquals([client.state().phase, client.state().ringing, client.of("ringing").length], ["calling", true, 1]);
  const { problem } = server.call.typed("hello?");
  assertEquals([problem, server.state().caller], ["somebody calls: type y to answer, or n to decline", caller]);
  assertEquals(server.call.typed(" Y ").problem, undefined);
  await clock.advance(1000);
  for (const { state } of [server, client]) {
    assertEquals([state().phase, state().caller, state().ringing], ["in_call", undefined, undefined]);
  }
  assertEquals(server.call.typed("y").lineId !== undefined, true, "in the call it is a line");
});

Deno.test("n, and the window, decline: the client ends, the server waits on", async () => {
  for (const decline of ["typed", "window"] as const) {
    const { clock, server, client } = await asked();
    if (decline === "typed") server.call.typed("no");
    else server.display.handlers.onAnswer(false);
    await clock.advance(1000);
    assertEquals([client.state().phase, client.state().ended], ["ended", "declined"]);
    assertEquals([server.state().phase, server.state().caller], ["waiting", undefined]);
    assertEquals(server.of("caller_gone").map((event) => "reason" in event && event.reason), ["declined"]);
    server.display.handlers.onAnswer(true);
    await clock.advance(1000);
    assertEquals(server.of("connected"), [], "there is nobody to answer");
  }
});

Deno.test("a caller that leaves is no longer asked about", async () => {
  const { clock, server, client } = await asked();
  client.call.hangUp();
  await clock.advance(100);
  assertEquals(server.state().caller, undefined);
  assertEquals(server.of("caller_gone").map((event) => "reason" in event && event.reason), ["gave_up"]);
});
