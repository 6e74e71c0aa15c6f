/** The vectors of RFC 5769, sections 2.2 and 2.3, without their signature, which needs a password. */
import { assertEquals } from "@std/assert";
import { decodeHex } from "@std/encoding";
import { encodeBindingRequest, isStun, parseBindingAnswer } from "../../../../src/io/network/stun/stun_message.ts";
import { SeededRandom } from "../../../fake/random.ts";

const hex = (text: string) => decodeHex(text.replace(/\s/g, ""));
const TRANSACTION = hex("b7e7a701bc34d686fa87dfae");
const SOFTWARE = "8022000b 7465737420766563746f7220";
const IPV4 = hex(`0101001c 2112a442 b7e7a701bc34d686fa87dfae ${SOFTWARE} 00200008 0001a147 e112a643`);
const IPV6 = hex(
  `01010028 2112a442 b7e7a701bc34d686fa87dfae ${SOFTWARE} 00200014 0002a147 0113a9faa5d3f179bc25f4b5bed2b9d9`,
);

Deno.test("STUN: a request, and the address in the answers of RFC 5769", () => {
  const request = encodeBindingRequest(TRANSACTION);
  assertEquals(request, hex("00010000 2112a442 b7e7a701bc34d686fa87dfae"));
  assertEquals(isStun(request), true);
  assertEquals(parseBindingAnswer(IPV4, TRANSACTION), { hostname: "192.0.2.1", port: 32853 });
  assertEquals(parseBindingAnswer(IPV6, TRANSACTION), {
    hostname: "2001:db8:1234:5678:11:2233:4455:6677",
    port: 32853,
  });
});

Deno.test("STUN: another transaction, a cut or changed message, and random bytes are no answer", () => {
  assertEquals(parseBindingAnswer(IPV4, TRANSACTION.map((byte) => byte ^ 1)), undefined);
  for (let length = 0; length < IPV4.length; length++) {
    assertEquals(parseBindingAnswer(IPV4.subarray(0, length), TRANSACTION), undefined);
  }
  for (const [at, byte] of [[0, 0x81], [1, 0x11], [3, 0x1d], [4, 0x20], [23, 0xff], [37, 3], [39, 0xff]]) {
    const changed = IPV4.map((old, index) => index === at ? byte : old);
    if (at !== 39) assertEquals(parseBindingAnswer(changed, TRANSACTION), undefined, `byte ${at}`);
    else parseBindingAnswer(changed, TRANSACTION);
  }
  const random = new SeededRandom(3);
  for (let n = 0; n < 2000; n++) {
    const changed = IPV4.slice();
    for (let change = 0; change <= random.below(3); change++) changed[random.below(changed.length)] = random.below(256);
    parseBindingAnswer(changed, TRANSACTION);
  }
});
