import { assertEquals } from "@std/assert";
import { recognisedName } from "../../../../src/wire/sealed/handshake/peer_name.ts";
import { WirePair } from "../../../fake/wire_pair.ts";
import { KNOWN, sealedClient, sealedServer } from "../sealed_pair.ts";

/** The name that each end of a call with a pair secret shows for the other. */
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

Deno.test("a known peer with a new name cannot be mistaken for another", () => {
  assertEquals(namesOf({ bob: "Bob", calling: "Carol", called: "Dan" }), [
    "Bob (calls itself Carol)",
    "Ada (calls itself Dan)",
  ]);
});

Deno.test("an unknown peer is shown by its own name, and so is a known peer that never gave one", () => {
  assertEquals(recognisedName("Carol", undefined), "Carol");
  assertEquals(recognisedName("Carol", ""), "Carol");
});
