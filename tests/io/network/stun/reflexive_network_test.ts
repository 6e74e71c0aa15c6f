import { assertEquals } from "@std/assert";
import { reflexiveNetwork } from "../../../../src/io/network/stun/reflexive_network.ts";
import type { Address } from "../../../../src/port/address.ts";
import type { DatagramListener } from "../../../../src/port/datagram_socket.ts";
import type { Network } from "../../../../src/port/network.ts";
import { VirtualClock } from "../../../fake/virtual_clock.ts";

const SERVER: Address = { hostname: "198.51.100.1", port: 3478 };
const PEER: Address = { hostname: "198.51.100.7", port: 9 };
/** 192.0.2.1:32853, as in RFC 5769, for the transaction of a request. */
const answerTo = (request: Uint8Array) =>
  Uint8Array.of(1, 1, 0, 12, ...request.subarray(4, 20), 0, 0x20, 0, 8, 0, 1, 0xa1, 0x47, 0xe1, 0x12, 0xa6, 0x43);

Deno.test("a socket asks from itself until it is answered, keeps its address fresh, and believes only the server", async () => {
  const clock = new VirtualClock(), sent: Uint8Array[] = [], received: string[] = [], known: Address[] = [];
  let listener: DatagramListener | undefined, seed = 0, isClosed = false;
  const inner = {
    resolve: () => Promise.resolve(["2001:db8::1", SERVER.hostname]),
    bindDatagram: (_: Address, to: DatagramListener) => {
      listener = to;
      return Promise.resolve({
        localPort: 9699,
        pendingCount: 0,
        send: (bytes: Uint8Array, to: Address) => {
          assertEquals(to, SERVER);
          sent.push(bytes);
        },
        takeOverflowCount: () => 0,
        close: () => Promise.resolve(void (isClosed = true)),
      });
    },
  } as unknown as Network;
  const network = reflexiveNetwork(inner, {
    clock,
    server: { host: "stun.example", port: 3478 },
    random: (length) => new Uint8Array(length).fill(++seed),
    onAddress: (address) => known.push(address),
  });
  const socket = await network.bindDatagram({ hostname: "", port: 9699 }, {
    onDatagram: (_, { hostname }) => received.push(hostname),
  });
  await clock.advance(1100);
  assertEquals(sent.length, 3, "asked again while nobody answers");
  listener!.onDatagram(answerTo(sent[2]), PEER); // a stranger
  listener!.onDatagram(answerTo(new Uint8Array(20).fill(0x21)), SERVER); // to nothing that was asked
  listener!.onDatagram(Uint8Array.of(0x40, 1, 2), PEER); // of a call
  assertEquals([received.length, known], [3, []]);
  listener!.onDatagram(answerTo(sent[2]), SERVER);
  assertEquals([received.length, known], [3, [{ hostname: "192.0.2.1", port: 32853 }]]);
  await clock.advance(19_000);
  assertEquals(sent.length, 3);
  await clock.advance(2000);
  assertEquals(sent.length > 3, true, "before a router forgets the port");
  listener!.onDatagram(answerTo(sent.at(-1)!), SERVER);
  assertEquals(known.length, 1, "the same address is told once");
  const asked = sent.length;
  await socket.close();
  await clock.advance(120_000);
  assertEquals([sent.length, isClosed], [asked, true]);
});
