/** A handshake between two complete wires in which one bit is flipped on the way, every time it is sent. */
import { assert, assertEquals } from "@std/assert";
import {
  TYPE_CLIENT_FINISH,
  TYPE_CLIENT_HELLO,
  TYPE_RETRY,
  TYPE_SERVER_FINISH,
  TYPE_SERVER_HELLO,
} from "../../../../src/wire/sealed/handshake/handshake_message.ts";
import { SeededRandom } from "../../../fake/random.ts";
import { WirePair } from "../../../fake/wire_pair.ts";
import { sealedClient, sealedServer } from "../sealed_pair.ts";

/** Longer than the handshake takes, and shorter than until the client starts another. */
const HANDSHAKE_MS = 100;

/** A call by code. `tamper` changes messages. Under load the server asks for a cookie first. */
function call(underLoad: boolean, tamper: WirePair["tamper"]): WirePair {
  const pair = new WirePair({ server: sealedServer(1, { peers: [] }) });
  pair.start();
  if (underLoad) knock(pair);
  const { code } = pair.server.eventsOf("code_changed")[0];
  pair.tamper = tamper;
  pair.input(pair.addClient(sealedClient(1, { peers: [], code })), { kind: "start" });
  pair.runFor(HANDSHAKE_MS);
  return pair;
}

/** Sends enough hellos to make the server ask for cookies. */
function knock(pair: WirePair): void {
  const hellos: Uint8Array[] = [];
  const stranger = new WirePair({ server: sealedServer(2), client: sealedClient(2) });
  stranger.tamper = (bytes) => {
    hellos.push(Uint8Array.from(bytes));
    return undefined;
  };
  stranger.start();
  for (let n = 0; n < 4; n++) {
    const hello = hellos[0].with(13, n); // another nonce
    pair.injectToServer({ hostname: `203.0.113.${n}`, port: 9 }, hello);
  }
}

const MESSAGES = {
  client_hello: TYPE_CLIENT_HELLO,
  retry: TYPE_RETRY,
  server_hello: TYPE_SERVER_HELLO,
  client_finish: TYPE_CLIENT_FINISH,
  server_finish: TYPE_SERVER_FINISH,
};
const BITS = 40;

for (const [name, type] of Object.entries(MESSAGES)) {
  Deno.test(`no call follows from a ${name} with any bit flipped`, () => {
    const underLoad = name === "retry";
    let length = 0;
    const untouched = call(underLoad, (bytes) => {
      if (bytes[0] === type) length = bytes.length;
      return bytes;
    });
    assertEquals(untouched.client.eventsOf("connected").length, 1, untouched.toString());
    assert(length > 0);
    const random = new SeededRandom(type);
    for (let n = 0; n < BITS; n++) {
      // After the fields of a client_hello there are only zeros, so one check covers them all.
      const bit = random.below(Math.min(length, 96) * 8);
      const pair = call(underLoad, (bytes) => {
        if (bytes[0] !== type) return bytes;
        const flipped = Uint8Array.from(bytes);
        flipped[bit >> 3] ^= 1 << (bit & 7);
        return flipped;
      });
      assertEquals(pair.client.eventsOf("connected"), [], `bit ${bit}`);
      assertEquals(pair.client.eventsOf("peer_remembered"), []);
      // The server has finished its part before its finish is sent.
      if (type !== TYPE_SERVER_FINISH) assertEquals(pair.server.eventsOf("connected"), [], `bit ${bit}`);
    }
  });
}
