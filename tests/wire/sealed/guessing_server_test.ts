/** A stranger in the place of the server who does not know the code. The client confirms first, so each attempt is a guess. */
import { assert, assertEquals } from "@std/assert";
import { ServerHandshake } from "../../../src/wire/sealed/handshake/handshake.ts";
import {
  decodeClientHello,
  TYPE_CLIENT_FINISH,
  TYPE_CLIENT_HELLO,
} from "../../../src/wire/sealed/handshake/handshake_message.ts";
import type { Output, Wire } from "../../../src/wire/wire.ts";
import { SeededRandom } from "../../fake/random.ts";
import { outputsOf } from "../../fake/outputs_of.ts";
import { SERVER_ADDRESS } from "../../fake/wire_pair.ts";
import { KNOWN, sealedClient } from "./sealed_pair.ts";

/** Calls a server that answers every hello and never confirms. Returns what the client did in a minute. */
function callGuesser(
  client: Wire,
  handshakes: (hello: Uint8Array) => Uint8Array,
): { guesses: number; outputs: Output[] } {
  const outputs: Output[] = [];
  const guessed = new Set<string>();
  let nowMs = 1000;
  const take = (made: Output[]): void => {
    for (const output of made) {
      outputs.push(output);
      if (output.kind !== "send_datagram") continue;
      if (output.bytes[0] === TYPE_CLIENT_FINISH) guessed.add(String(output.bytes.subarray(1, 17)));
      if (output.bytes[0] !== TYPE_CLIENT_HELLO) continue;
      const bytes = handshakes(Uint8Array.from(output.bytes));
      client.handle({ kind: "datagram", channel: 0, from: SERVER_ADDRESS, bytes }, nowMs);
      take(outputsOf(client));
    }
  };
  client.handle({ kind: "start" }, nowMs);
  take(outputsOf(client));
  while (client.deadlineMs < 61_000) {
    nowMs = client.deadlineMs;
    client.handle({ kind: "time" }, nowMs);
    take(outputsOf(client));
  }
  return { guesses: guessed.size, outputs };
}

const random = new SeededRandom(1);
const guess = (hello: Uint8Array) =>
  new ServerHandshake(
    { mode: "code", code: "apple-apple-apple" },
    decodeClientHello(hello)!,
    hello,
    (n) => random.bytes(n),
  ).serverHello;

Deno.test("a server that answers and never confirms gets three guesses at a code; then the user is asked", () => {
  const { guesses, outputs } = callGuesser(sealedClient(1, { code: "tiger-echo-plum", peers: [] }), guess);
  assertEquals(guesses, 3);
  assertEquals(outputs.at(-1), { kind: "code_needed", reason: "not_accepted" });
});

Deno.test("a pair secret cannot be guessed: a known peer is called without limit", () => {
  const { guesses, outputs } = callGuesser(sealedClient(1, { peers: [KNOWN] }), guess);
  assert(guesses > 10);
  assert(outputs.every(({ kind }) => kind !== "code_needed"));
});
