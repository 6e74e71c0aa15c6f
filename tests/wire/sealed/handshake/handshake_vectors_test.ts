/**
 * The test vectors of PROTOCOL.md: a handshake with the code "tiger-echo-plum". The client's random bytes count up from 0,
 * the server's from 128 (modulo 256), in the order in which they are used (client: nonce, scalar, hint; server: scalar,
 * nonce). The client's name is "Ada", the server's "Grace", and both remember. Then the client's first packet, a text
 * segment with the line "hi". The vectors change only with the version of the protocol.
 */
import { assertEquals } from "@std/assert";
import { Buffer } from "node:buffer";
import { ClientHandshake, ServerHandshake } from "../../../../src/wire/sealed/handshake/handshake.ts";
import {
  decodeCallProof,
  decodeClientHello,
  TYPE_CANCELLED,
  TYPE_RINGING,
} from "../../../../src/wire/sealed/handshake/handshake_message.ts";
import { PacketSealer } from "../../../../src/wire/sealed/session/sealed_packet.ts";

const VECTORS = {
  // Without its trailing zeros.
  clientHello: "80766368617401010000000003000102030405060708090a0b0c0d0e0f505152535455565758595a5b5c5d5e5fde1db5028a" +
    "50edefed78145d24eebac19a588c6f68ccc23b6e4619e764c1e15f00000000000000000000000000000000",
  serverHello: "8176636861740100000003000102030405060708090a0b0c0d0e0fc0c1c2c3c4c5c6c7c8c9cacbcccdcecf8af539f09884e4" +
    "5afdc63671b96eb47d33bd3e93fee0f75c777059edfc0384600000000000",
  clientFinish: "82000102030405060708090a0b0c0d0e0f86a6c7f1802355273c57a2100191804a27f828b961fc8b89491af4ecf7200db442" +
    "4e136c247d94f035e7c09e6a891149e8a72553d655ccf4328ee65b8984ec5a5ddfb3a0a00d9d86e9f1c940217a4f7bd81fae" +
    "0e4c93882425ac44e732ea90a14078d40c81dce5ddfa1fc97fc7c02d847f96",
  serverFinish: "83000102030405060708090a0b0c0d0e0feab031ae3fa7cf4785497c732753b631ae34c1f91eb8331e8899f48b1c22018c05" +
    "6219e27df2ccad8c9111663b502ea4287aeef1b8833120fbf89c9d12308490ac92c4c60c692298c5d2f26c8a3a1584c05396" +
    "92004cb107f737e4a464910b26d8134c12d07311f5a9eac7eb1e259cc8f6b3",
  session: "3a78321d",
  pairSecret: "8ccc8b440febe60498fd583be78f041061f8dbc711575b0ff912ef2e0fe180a6",
  clientTraffic: "8794dd309418510d54b978961cd754aec3dbba3fd35a336190ad43aabafb6270",
  serverTraffic: "2cb5d06e23e78b55acbe50f7534e822f8ce6a0181ab81ccf62f746753f84befa",
  firstPacket: "c03a78321d000000000000a7ddaa2ed1501a4d4bc71f0473629cc414696e56676e3360eea66a1a5c",
};

/**
 * Of the same handshake, made with Python's hmac and cryptography from its ISK: the server asks a person, the client leaves, and the
 * server declines.
 */
const ASKING_VECTORS = {
  ringing: "86000102030405060708090a0b0c0d0e0fc4f44878dae0e3da21f849e2f58a2e93eef768c8014c80038a8891a6b1df917c",
  cancelled: "87000102030405060708090a0b0c0d0e0fbc43290b7fcbb59ddeb2b6c143e6ad5e5be65bf34f86ec7edf1555d7b3218b6f",
  declined: "83000102030405060708090a0b0c0d0e0feab031ae3fa7cf4785497c732753b631ae34c1f91eb8331e8899f48b1c22018c02" +
    "675e901c91a9ad8c9111663b502ea4287aeef1b8833120fbf89c9d12308490ac92c4c60c692298c5d2f26c8a3a1584c05396" +
    "92004cb107f737e4a464910b26d8133b314ae01faf729d9209d67ce0b476df",
};

/** The capabilities that the vectors were made with: JPEG and parity. */
const WITHOUT_TRACKS = 0b11;

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

function countingFrom(first: number) {
  let next = first;
  return (length: number) => Uint8Array.from({ length }, () => next++ & 0xff);
}

/** Both ends after the client's finish. */
function bothEnds() {
  const secret = { mode: "code", code: "tiger-echo-plum" } as const;
  const client = new ClientHandshake(secret, countingFrom(0), WITHOUT_TRACKS);
  const hello = decodeClientHello(client.hello)!;
  const server = new ServerHandshake(secret, hello, client.hello, countingFrom(128), WITHOUT_TRACKS);
  const clientFinish = client.answer(server.serverHello, { name: "Ada", remember: true, busy: false })!;
  return { client, server, clientFinish };
}

Deno.test("a complete handshake matches the vectors", () => {
  const { client, server, clientFinish } = bothEnds();
  const serverFinish = server.finish({ name: "Grace", remember: true, busy: false });
  const keys = client.keys!;
  const segment = Buffer.from("03000000000000" + "00000002" + "6869", "hex");
  assertEquals(client.hello.subarray(93), Buffer.alloc(419));
  assertEquals({
    clientHello: hex(client.hello.subarray(0, 93)),
    serverHello: hex(server.serverHello),
    clientFinish: hex(clientFinish),
    serverFinish: hex(serverFinish),
    session: keys.session.toString(16),
    pairSecret: hex(keys.pairSecret),
    clientTraffic: hex(keys.trafficSecret("client")),
    serverTraffic: hex(keys.trafficSecret("server")),
    firstPacket: hex(new PacketSealer(keys.trafficSecret("client"), keys.session).seal(segment)),
  }, VECTORS);
});

Deno.test("ringing, cancelled and a declining server_finish match the vectors; truncated or changed ones are not accepted", () => {
  const { client, server } = bothEnds();
  const declining = server.finish({ name: "", remember: false, busy: true, declined: true });
  const messages = { ringing: server.ringing(), cancelled: client.cancelled(), declined: declining };
  assertEquals(Object.fromEntries(Object.entries(messages).map(([name, bytes]) => [name, hex(bytes)])), ASKING_VECTORS);
  const { ringing, cancelled, declined } = messages;
  assertEquals([client.isRinging(ringing), server.isCancelled(cancelled)], [true, true]);
  assertEquals(client.confirm(declined), { name: "", remember: false, busy: true, declined: true });
  for (let at = 0; at < ringing.length; at++) {
    for (const [bytes, type] of [[ringing, TYPE_RINGING], [cancelled, TYPE_CANCELLED]] as const) {
      assertEquals(decodeCallProof(bytes.subarray(0, at), type), undefined);
      const changed = Uint8Array.from(bytes);
      changed[at] ^= 4;
      assertEquals(client.isRinging(changed) || server.isCancelled(changed), false);
    }
  }
  assertEquals([client.isRinging(cancelled), server.isCancelled(ringing)], [false, false]);
});
