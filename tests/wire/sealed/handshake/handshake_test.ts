import { assert, assertEquals } from "@std/assert";
import { Buffer } from "node:buffer";
import { ClientHandshake, type Secret, ServerHandshake } from "../../../../src/wire/sealed/handshake/handshake.ts";
import {
  decodeClientHello,
  decodeFinish,
  openIntroduction,
} from "../../../../src/wire/sealed/handshake/handshake_message.ts";
import { pairHint } from "../../../../src/wire/sealed/handshake/key_schedule.ts";
import { SeededRandom } from "../../../fake/random.ts";

const CODE: Secret = { mode: "code", code: "tiger-echo-plum" };
const ME = { name: "me", remember: true, busy: false };

function randomOf(seed: number) {
  const random = new SeededRandom(seed);
  return (length: number) => random.bytes(length);
}

function serverFor(hello: Uint8Array, secret: Secret = CODE, seed = 2): ServerHandshake | undefined {
  const decoded = decodeClientHello(hello);
  return decoded && new ServerHandshake(secret, decoded, hello, randomOf(seed));
}

function flipped(bytes: Uint8Array, bit: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[bit >> 3] ^= 1 << (bit & 7);
  return copy;
}

Deno.test("both ends get the same keys, with the code and with a pair secret", () => {
  for (const secret of [CODE, { mode: "known", pairSecret: new Uint8Array(32).fill(9) } as const]) {
    const client = new ClientHandshake(secret, randomOf(1)), server = serverFor(client.hello, secret)!;
    const finish = client.answer(server.serverHello, ME)!;
    assertEquals(server.confirm(finish), ME);
    assertEquals(client.confirm(server.finish({ ...ME, name: "you", busy: true })), { ...ME, name: "you", busy: true });
    assertEquals(client.keys!.session, server.keys!.session);
    assertEquals(client.keys!.pairSecret, server.keys!.pairSecret);
    assertEquals(client.keys!.trafficSecret("client"), server.keys!.trafficSecret("client"));
    assert(Buffer.compare(client.keys!.trafficSecret("client"), client.keys!.trafficSecret("server")) !== 0);
  }
});

Deno.test("another code, another mode or another pair secret is refused", () => {
  const client = new ClientHandshake(CODE, randomOf(1));
  for (
    const secret of [{ mode: "code", code: "tiger-echo-plums" }, {
      mode: "known",
      pairSecret: new Uint8Array(32),
    }] as const
  ) {
    const server = serverFor(client.hello, secret)!;
    const client2 = new ClientHandshake(CODE, randomOf(1));
    assertEquals(server.confirm(client2.answer(server.serverHello, ME)!), undefined);
  }
});

Deno.test("any flipped bit of client_hello ends the handshake", () => {
  const client = new ClientHandshake(CODE, randomOf(1));
  const untouched = serverFor(client.hello)!;
  assert(untouched.confirm(new ClientHandshake(CODE, randomOf(1)).answer(untouched.serverHello, ME)!) !== undefined);
  // All of its fields and some of its zeros. The same code checks all zeros.
  for (let bit = 0; bit < 100 * 8; bit++) {
    const server = serverFor(flipped(client.hello, bit));
    const finish = server && client.answer(server.serverHello, ME);
    if (server !== undefined && finish !== undefined) assertEquals(server.confirm(finish), undefined, `bit ${bit}`);
  }
  for (let bit = 100 * 8; bit < client.hello.length * 8; bit++) {
    assertEquals(decodeClientHello(flipped(client.hello, bit)), undefined);
  }
});

Deno.test("any flipped bit of server_hello ends the handshake", () => {
  const client = new ClientHandshake(CODE, randomOf(1)), server = serverFor(client.hello)!;
  for (let bit = 0; bit < server.serverHello.length * 8; bit++) {
    const finish = client.answer(flipped(server.serverHello, bit), ME);
    if (finish !== undefined) assertEquals(server.confirm(finish), undefined, `bit ${bit}`);
  }
});

Deno.test("any flipped bit of client_finish or server_finish ends the handshake", () => {
  const client = new ClientHandshake(CODE, randomOf(1)), server = serverFor(client.hello)!;
  const clientFinish = client.answer(server.serverHello, ME)!, serverFinish = server.finish(ME);
  for (let bit = 0; bit < clientFinish.length * 8; bit++) {
    assertEquals(server.confirm(flipped(clientFinish, bit)), undefined, `client bit ${bit}`);
    assertEquals(client.confirm(flipped(serverFinish, bit)), undefined, `server bit ${bit}`);
  }
  // A message of one end is not valid for the other.
  const reflected = Buffer.from(clientFinish);
  reflected[0] = 0x83;
  assertEquals(client.confirm(reflected), undefined);
});

Deno.test("names of up to 64 bytes are sent in full, longer ones are cut between characters", () => {
  for (
    const [name, carried] of [["", ""], ["é".repeat(40), "é".repeat(32)], ["x".repeat(64), "x".repeat(64)], [
      "\ud800",
      "\ufffd",
    ]]
  ) {
    const client = new ClientHandshake(CODE, randomOf(1)), server = serverFor(client.hello)!;
    assertEquals(server.confirm(client.answer(server.serverHello, { ...ME, name })!)!.name, carried);
  }
});

Deno.test("a hint is different every time", () => {
  const secret = new Uint8Array(32).fill(3);
  const hints = new Set(
    [1, 2, 3].map((n) => Buffer.from(pairHint(secret, new Uint8Array(16).fill(n))).toString("hex")),
  );
  assertEquals(hints.size, 3);
  assertEquals(decodeFinish(new Uint8Array(131), 0x82), undefined);
  assertEquals(openIntroduction(new Uint8Array(131), new Uint8Array(32)), undefined);
});
