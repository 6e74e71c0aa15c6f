import { assertEquals } from "@std/assert";
import { recognisedName } from "../../../../src/wire/sealed/handshake/peer_name.ts";
import { WirePair } from "../../../fake/wire_pair.ts";
import { KNOWN, sealedClient, sealedServer } from "../sealed_pair.ts";

/** What each end of a call by a pair secret takes the other for. */
function namesOf({ bob, calling, called }: { bob: string; calling: string; called: string }) {
  const server = sealedServer(1, { name: called, peers: [{ ...KNOWN, name: bob }] });
  const client = sealedClient(1, { name: calling, peers: [{ ...KNOWN, name: "Ada" }] });
  const pair = new WirePair({ server, client, link: { conditions: { delayMs: 5 } } });
  pair.start();
  pair.runFor(200);
  return [pair.server, pair.client].map((end) => end.eventsOf("connected")[0].peer.name);
}

Deno.test("a known peer is shown by the name it had when the two met", () => {
  assertEquals(namesOf({ bob: "Bob", calling: "Bob", called: "Ada" }), ["Bob", "Ada"]);
});

Deno.test("a known peer that calls itself otherwise cannot be taken for somebody else", () => {
  assertEquals(namesOf({ bob: "Bob", calling: "Carol", called: "Dan" }), [
    "Bob (calls itself Carol)",
    "Ada (calls itself Dan)",
  ]);
});

Deno.test("who is not known has only what it calls itself; who never said has nothing better", () => {
  assertEquals(recognisedName("Carol", undefined), "Carol");
  assertEquals(recognisedName("Carol", ""), "Carol");
});
