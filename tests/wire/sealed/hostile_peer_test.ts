/** What a peer that knows the secret, and means ill, can do to this end: nothing but end its own call. */
import { assert, assertEquals } from "@std/assert";
import { encodeTextAck } from "../../../src/wire/sealed/control_message.ts";
import { SeededRandom } from "../../fake/random.ts";
import { HostilePeer, PEER_ADDRESS } from "./hostile_peer.ts";

Deno.test("the highest packet number there is can be reported", () => {
  const peer = new HostilePeer(new SeededRandom(1), 1000);
  const last = 2 ** 48 - 1;
  assert(peer.session.datagram(peer.seal(encodeTextAck(0, []), last), PEER_ADDRESS, 1000));
  peer.session.time(1200);
  assert(peer.outputs.some((output) => output.kind === "send_datagram"));
  assertEquals(peer.session.over, undefined);
});
