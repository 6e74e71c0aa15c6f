import { assert, assertEquals } from "@std/assert";
import { Call } from "../../src/call/call.ts";
import { CODE_NOT_ACCEPTED } from "../../src/call/shown_state.ts";
import { createSealedWire } from "../../src/wire/sealed/sealed_wire.ts";
import { FakeDisplay } from "../fake/fake_display.ts";
import { SeededRandom } from "../fake/random.ts";
import { VirtualClock } from "../fake/virtual_clock.ts";
import { VirtualNetwork } from "../fake/virtual_network.ts";

const SERVER = { hostname: "192.0.2.1", port: 9699 };
/** A host that guessed wrong must wait this long before its next guess. */
const PENALTY_MS = 10_000;

/** Two ends that do not know each other, each with a display. */
async function strangers() {
  const clock = new VirtualClock();
  const network = new VirtualNetwork(clock);
  const end = async (role: "server" | "client") => {
    const display = new FakeDisplay();
    const random = new SeededRandom(role === "server" ? 2 : 3);
    const options = { name: role, randomBytes: (n: number) => random.bytes(n), peers: [], remember: false };
    const wire = createSealedWire(role === "server" ? { role, ...options } : { role, server: SERVER, ...options });
    const host = network.host(role === "server" ? SERVER.hostname : "198.51.100.1");
    const where = { hostname: role === "server" ? "" : SERVER.hostname, port: SERVER.port };
    const call = new Call(wire, { clock, network: host, display, onEvent: () => {} }, {
      role,
      ...where,
      name: role,
      once: true,
    });
    await call.start();
    return { call, display, state: () => display.state! };
  };
  return { clock, server: await end("server"), client: await end("client") };
}

Deno.test("for an invalid code, a wrong code and the right code, the end says what to do", async () => {
  const { clock, server, client } = await strangers();
  assertEquals(client.state().phase, "calling");
  await clock.advance(100);
  assertEquals([client.state().phase, client.state().notice], ["needs_code", undefined]);
  client.display.handlers.onCode("apple");
  assertEquals([client.state().phase, client.state().notice], ["needs_code", "a code has 3 words, not 1"]);
  const code = server.state().code!;
  client.display.handlers.onCode(code.startsWith("apple-apple-") ? "zebra-apple-apple" : "apple apple apple");
  assertEquals([client.state().phase, client.state().notice], ["calling", undefined]);
  await clock.advance(1000);
  assertEquals([client.state().phase, client.state().notice], ["needs_code", CODE_NOT_ACCEPTED]);
  const retryAtMs = client.state().codeRetryAtEpochMs!;
  const waitsMs = retryAtMs - clock.epochMs();
  assert(waitsMs > PENALTY_MS - 1000 && waitsMs <= PENALTY_MS, `${waitsMs}`);
  client.display.handlers.onCode(code.toUpperCase());
  await clock.advance(waitsMs - 1);
  const { phase, codeRetryAtEpochMs, notice } = client.state();
  assertEquals([phase, codeRetryAtEpochMs, notice], ["calling", retryAtMs, undefined]);
  await clock.advance(1000);
  assertEquals(client.state().codeRetryAtEpochMs, undefined);
  for (const { state } of [client, server]) {
    assertEquals([state().phase, state().sealed, state().notice], ["in_call", true, undefined]);
  }
});

Deno.test("a code entered when none is needed is not sent as a line", async () => {
  const { clock, server, client } = await strangers();
  await clock.advance(100);
  client.display.handlers.onCode(server.state().code!);
  await clock.advance(1000);
  client.display.handlers.onCode("apple-river-stone");
  server.display.handlers.onCode("apple-river-stone");
  await clock.advance(1000);
  assertEquals([client.display.lines, server.display.lines], [[], []]);
});

Deno.test("what is typed before the server has answered is the code", async () => {
  const { clock, server, client } = await strangers();
  assertEquals(client.call.typed("hello"), { problem: "a code has 3 words, not 1", wanted: "code" });
  assertEquals(client.call.typed(server.state().code!), { problem: undefined, wanted: "code" });
  await clock.advance(1000);
  assertEquals([client.state().phase, server.state().phase], ["in_call", "in_call"]);
});
