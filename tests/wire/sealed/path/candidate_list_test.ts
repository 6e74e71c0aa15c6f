import { assertEquals } from "@std/assert";
import { Buffer } from "node:buffer";
import type { Address } from "../../../../src/port/address.ts";
import { mayBePeer } from "../../../../src/wire/sealed/path/candidate_list.ts";
import {
  decodeControl,
  encodeCandidates,
  encodeCandidatesReceived,
} from "../../../../src/wire/sealed/session/control_message.ts";
import { SeededRandom } from "../../../fake/random.ts";

const V4: Address = { hostname: "192.0.2.7", port: 9699 }, V6: Address = { hostname: "2001:db8::7", port: 5000 };
// Made by hand from PROTOCOL.md.
const VECTOR = "000c0902" + "04" + "c0000207" + "25e3" + "06" + "20010db8000000000000000000000007" + "1388";

Deno.test("candidates and their acknowledgement match the vectors", () => {
  assertEquals(encodeCandidates(9, [V4, V6]).toString("hex"), VECTOR);
  assertEquals(decodeControl(Buffer.from(VECTOR, "hex")), { kind: "candidates", serial: 9, addresses: [V4, V6] });
  assertEquals(encodeCandidates(0, []).toString("hex"), "000c0000");
  assertEquals(encodeCandidatesReceived(9).toString("hex"), "000d09");
  assertEquals(decodeControl(Buffer.from("000d09", "hex")), { kind: "candidates_received", serial: 9 });
});

Deno.test("of this end's addresses, at most eight are told, and none that has a scope or a carrier", () => {
  const many = Array.from({ length: 12 }, (_, i) => ({ hostname: `192.0.2.${i}`, port: 1 }));
  const untold = [{ hostname: "fe80::1%eth0", port: 1 }, { ...V4, via: "tcp 1" }, { ...V4, port: 0 }];
  untold.push({ hostname: "127.0.0.1", port: 1 }, { hostname: "::1", port: 1 });
  assertEquals(decodeControl(encodeCandidates(1, [...untold, ...many])), {
    kind: "candidates",
    serial: 1,
    addresses: many.slice(0, 8),
  });
});

Deno.test("candidates that are truncated, too long, too many or of an unknown family are malformed", () => {
  const whole = Buffer.from(VECTOR, "hex");
  for (let length = 0; length < whole.length; length++) {
    assertEquals(decodeControl(whole.subarray(0, length)), undefined, `${length} bytes`);
  }
  assertEquals(decodeControl(Buffer.concat([whole, Buffer.alloc(1)])), undefined);
  assertEquals(decodeControl(Buffer.from(VECTOR.replace("000c0902", "000c0909"), "hex")), undefined);
  assertEquals(decodeControl(Buffer.from(VECTOR.replace("0204c0", "0205c0"), "hex")), undefined);
  assertEquals(decodeControl(Buffer.from("000c0109", "hex")), undefined);
  assertEquals(decodeControl(Buffer.from("000d0900", "hex")), undefined);
});

Deno.test("random lists are decoded as they were told, or not at all", () => {
  const random = new SeededRandom(1);
  for (let round = 0; round < 20_000; round++) {
    const bytes = Buffer.from(random.bytes(4 + random.below(160)));
    bytes.set([0, 12, random.below(256), random.below(10)]);
    for (let at = 4; at < bytes.length; at += bytes[at] === 4 ? 7 : 19) bytes[at] = 4 + 2 * random.below(2);
    const message = decodeControl(bytes);
    if (message === undefined) continue;
    if (message.kind !== "candidates") throw new Error(message.kind);
    const told = message.addresses.filter(({ port }) => port !== 0);
    if (told.length === message.addresses.length) assertEquals(encodeCandidates(bytes[2], told), bytes);
  }
});

Deno.test("nothing is sent to addresses at which no peer can be, or only a peer on this machine", () => {
  const refused = ["0.0.0.0", "0.1.2.3", "224.0.0.1", "255.255.255.255", "240.0.0.1", "::", "ff02::1", "fe80::1"];
  refused.push("::ffff:c000:207", "::c000:207", "fe80::1%eth0", "peer.example", "");
  for (const hostname of refused) assertEquals(mayBePeer({ hostname, port: 9 }, V4), false, hostname);
  for (const hostname of ["127.0.0.1", "127.9.9.9", "::1"]) {
    assertEquals(mayBePeer({ hostname, port: 9 }, V4), false, hostname);
    assertEquals(mayBePeer({ hostname, port: 9 }, { hostname: "127.0.0.1", port: 1 }), true, hostname);
  }
  for (const hostname of ["10.0.0.1", "192.168.1.255", "100.64.0.1", "2001:db8::1", "fd00::1"]) {
    assertEquals(mayBePeer({ hostname, port: 9 }, V4), true, hostname);
    assertEquals(mayBePeer({ hostname, port: 0 }, V4), false, hostname);
  }
});
