import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { createPlainWire } from "../../src/wire/plain/plain_wire.ts";
import { createSealedWire } from "../../src/wire/sealed/sealed_wire.ts";
import { decodeClientHello } from "../../src/wire/sealed/handshake/handshake_message.ts";
import { isSealedHello, plainWireRefusal, SEALED_NOTICE } from "../../src/wire/wire_mismatch.ts";
import { SeededRandom } from "../fake/random.ts";
import { SERVER_ADDRESS, WirePair } from "../fake/wire_pair.ts";

const random = new SeededRandom(4);
const sealedEnd = { name: "end", randomBytes: (n: number) => random.bytes(n), peers: [], remember: false };
const sealedServer = () => createSealedWire({ role: "server", ...sealedEnd });
const sealedClient = () =>
  createSealedWire({ role: "client", server: SERVER_ADDRESS, code: "plaza-needle-studio", ...sealedEnd });
const plainServer = () => createPlainWire({ role: "server" });
const plainClient = () => createPlainWire({ role: "client", server: SERVER_ADDRESS });

Deno.test("a sealed client that calls a plain server is told which option to use", () => {
  const pair = new WirePair({ server: plainServer(), client: sealedClient() });
  pair.start();
  pair.runFor(1000);
  const [ended] = pair.client.eventsOf("ended");
  assertEquals(ended?.reason, "refused", pair.toString());
  assertStringIncludes(ended.message!, "--wire plain");
  assertEquals(pair.client.eventsOf("connected"), []);
  assertEquals(pair.server.eventsOf("connected"), []);
  assert(pair.server.eventsOf("dropped").some(({ reason }) => reason === "sealed_caller"));
});

Deno.test("a plain client that calls a sealed server is told which option to use, and nothing else", () => {
  const pair = new WirePair({ server: sealedServer(), client: plainClient() });
  pair.start();
  pair.runFor(1000);
  const [ended] = pair.client.eventsOf("ended");
  assertEquals(ended?.reason, "refused", pair.toString());
  assertStringIncludes(ended.message!, "--wire sealed");
  assertEquals(pair.client.eventsOf("text_received"), []);
  assertEquals(pair.server.eventsOf("connected"), []);
  assert(pair.server.eventsOf("dropped").some(({ reason }) => reason === "plain_caller"));
});

Deno.test("a plain server answers only a sealed hello, with fewer bytes", () => {
  const hellos: Uint8Array[] = [];
  const pair = new WirePair({ server: plainServer(), client: sealedClient() });
  pair.tamper = (bytes, direction) => {
    if (direction === "to_server") hellos.push(bytes);
    return bytes;
  };
  pair.start();
  pair.runFor(10);
  const [hello] = hellos;
  assert(isSealedHello(hello) && decodeClientHello(hello) !== undefined);
  assert(plainWireRefusal(hello).length < hello.length);
  assert(!isSealedHello(hello.subarray(1)) && !isSealedHello(new Uint8Array(512)));
});

Deno.test("the notice has no effect when it is typed in a plain call", () => {
  const pair = new WirePair({ server: plainServer(), client: plainClient() });
  pair.start();
  pair.runFor(100);
  assertEquals(pair.server.eventsOf("connected").length, 1);
  pair.input(pair.client, { kind: "text", id: 1, text: SEALED_NOTICE });
  pair.runFor(100);
  assertEquals(pair.server.eventsOf("text_received").map(({ text }) => text), [SEALED_NOTICE]);
});
