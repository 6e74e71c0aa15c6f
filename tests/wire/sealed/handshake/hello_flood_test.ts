import { assert, assertEquals } from "@std/assert";
import { peerId } from "../../../../src/wire/sealed/handshake/key_schedule.ts";
import { HelloFlood } from "../../../fake/hello_flood.ts";
import { SeededRandom } from "../../../fake/random.ts";
import { WirePair } from "../../../fake/wire_pair.ts";
import { KNOWN, sealedClient, sealedServer } from "../sealed_pair.ts";

for (const [whose, proven] of [["from forged addresses", false], ["with cookies", true]] as const) {
  Deno.test(`10,000 hellos a second ${whose} keep no known peer out, of a thousand`, () => {
    const random = new SeededRandom(6);
    const others = Array.from({ length: 999 }, () => random.bytes(32)).map((secret) => ({
      id: peerId(secret),
      name: "",
      secret,
      side: "B" as const,
    }));
    const pair = new WirePair({ server: sealedServer(1, { peers: [...others, { ...KNOWN, side: "B" }] }) });
    pair.start();
    const flood = new HelloFlood(pair, { proven });
    flood.run(400);
    const client = pair.addClient(sealedClient(2, { peers: [{ ...KNOWN, side: "A" }] }), {
      conditions: { delayMs: 20 },
    });
    pair.input(client, { kind: "start" });
    flood.run(600);
    assert(flood.sent === 10_000);
    assertEquals([pair.server, client].map((end) => end.eventsOf("connected").length), [1, 1]);
  });
}
