import { assert, assertEquals } from "@std/assert";
import { Buffer } from "node:buffer";
import { decodeControl } from "../../../../src/wire/sealed/session/control_message.ts";
import { PathExchange, type PathMessage } from "../../../../src/wire/sealed/path/path_exchange.ts";
import { SEAL_OVERHEAD } from "../../../../src/wire/sealed/session/sealed_packet.ts";
import { SeededRandom } from "../../../fake/random.ts";

const HOME = { hostname: "192.0.2.1", port: 9699 }, ELSEWHERE = { hostname: "192.0.2.2", port: 5000 };
const BYTES = 200;

function exchange() {
  const random = new SeededRandom(1);
  return new PathExchange(HOME, (length) => random.bytes(length), 0);
}

function message(bytes: Uint8Array | undefined): PathMessage {
  return decodeControl(Buffer.from(bytes!)) as PathMessage;
}

Deno.test("the peer moves to an address once that address has answered a challenge", () => {
  const ours = exchange(), theirs = exchange();
  const challenge = message(ours.onNewest(ELSEWHERE, BYTES, 10));
  assertEquals(challenge.kind, "challenge");
  const response = message(theirs.receive(challenge, BYTES, HOME, 20) as Uint8Array);
  assertEquals(ours.receive(response, BYTES, HOME, 30), undefined, "from another address than was challenged");
  assertEquals(ours.address, HOME);
  assertEquals(ours.receive(response, BYTES, ELSEWHERE, 31), "moved");
  assert(ours.isCurrent(ELSEWHERE));
  assertEquals(ours.packetBytes, 1200, "the new path may carry less");
});

Deno.test("a probe is answered with the size that arrived, and the answer makes packets larger", () => {
  const ours = exchange(), theirs = exchange();
  const [probe] = ours.probes(50, ours.deadlineMs);
  assertEquals(probe.length + SEAL_OVERHEAD, 1472);
  const answer = message(theirs.receive(message(probe), probe.length, HOME, 1) as Uint8Array);
  assertEquals(answer, { kind: "probe_answer", size: 1472 });
  ours.receive(answer, 4, HOME, 60);
  assertEquals(ours.packetBytes, 1472);
});
