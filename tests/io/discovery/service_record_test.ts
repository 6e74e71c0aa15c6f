import { assert, assertEquals } from "@std/assert";
import { Buffer } from "node:buffer";
import dnsPacket from "dns-packet";
import { fc } from "../../fake/fc.ts";
import { OwnNetworks } from "../../../src/io/discovery/own_networks.ts";
import { instanceName, ownRecords } from "../../../src/io/discovery/own_service.ts";
import { ServiceAnnouncer } from "../../../src/io/discovery/service_announcer.ts";
import { ServiceBrowser } from "../../../src/io/discovery/service_browser.ts";
import { readMessage } from "../../../src/io/discovery/service_record.ts";
import { LAPTOP } from "../../fake/recorded_interfaces.ts";

const SERVICE = { name: "Büro 你好", port: 9699, wire: "sealed", version: "1.2.3", hostId: "vchat-0123456789abcdef" };
const LINK = { name: "wlp2s0", addresses: ["192.168.1.99", "2001:db8:1::99", "fe80::99"] };

/** Encodes and decodes with npm:dns-packet itself. `undefined` if the bytes cannot be decoded. */
const { encode } = dnsPacket as { encode(message: object): Uint8Array };
function decode(bytes: Uint8Array): unknown {
  try {
    return dnsPacket.decode(Buffer.from(bytes));
  } catch {
    return undefined;
  }
}

const { service, instance, host } = ownRecords(SERVICE, LINK);
const messages = [
  { type: "response", answers: [service, ...instance, ...host] },
  { type: "response", answers: [service], additionals: [...instance, ...host] },
  { type: "query", questions: [{ name: instanceName(SERVICE), type: "ANY" }], authorities: instance },
];
const packets: Uint8Array[] = [];
for (const message of messages) packets.push(encode(message));

Deno.test("records are the same after encoding and decoding", () => {
  const message = readMessage(decode(packets[0]))!;
  const own = ownRecords(SERVICE, LINK);
  assertEquals(message.type, "response");
  assertEquals(
    message.answers.map(({ type, name, ttl, data }) => ({ type, name, ttl, data: type === "SRV" ? data.port : data })),
    [own.service, ...own.instance, ...own.host].map(({ type, name, ttl, data }) => ({
      type,
      name,
      ttl,
      data: type === "SRV" ? data.port : data,
    })),
  );
  const probe = readMessage(decode(packets[2]))!;
  assertEquals(probe.questions, [{ name: "Büro 你好._vchat._udp.local", type: "ANY" }]);
  assertEquals(probe.authorities.map(({ type }) => type), ["SRV", "TXT"]);
});

Deno.test("reading any decoded packet does not throw, and respects the limits", () => {
  fc.assert(fc.property(fc.anything(), (value) => void readMessage(value)));
  const record = fc.record({
    type: fc.constantFrom("PTR", "SRV", "TXT", "A", "AAAA", "OPT", "toString"),
    name: fc.oneof(fc.string(), fc.anything()),
    ttl: fc.oneof(fc.integer(), fc.anything()),
    data: fc.anything(),
  });
  const packet = fc.record({
    type: fc.constantFrom("query", "response"),
    questions: fc.oneof(fc.anything(), fc.array(fc.anything())),
    answers: fc.array(record),
    additionals: fc.array(record),
    authorities: fc.array(record),
  });
  fc.assert(fc.property(packet, (value) => {
    const message = readMessage(value)!;
    assert(message.answers.every(({ name, ttl }) => name.length <= 255 && ttl >= 0));
  }));
  const many = { type: "response", answers: Array(10_000).fill(service) };
  assertEquals(readMessage(many)!.answers.length, 128);
});

Deno.test("no bytes that a stranger made or changed cause an exception or a hang, in the package or after it", () => {
  const mutated = fc.tuple(
    fc.constantFrom(...packets),
    fc.array(fc.tuple(fc.nat(600), fc.nat(255)), { maxLength: 12 }),
    fc.nat(700),
  ).map(([packet, changes, length]) => {
    const bytes = packet.slice(0, length);
    for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
    return bytes;
  });
  const bytes = fc.oneof({ weight: 4, arbitrary: mutated }, fc.uint8Array({ maxLength: 600 }));
  const browser = new ServiceBrowser(new OwnNetworks(LAPTOP), 0);
  const announcer = new ServiceAnnouncer({ ...SERVICE, hostId: "vchat-other" }, () => 0.5);
  announcer.handle({ kind: "links", links: [LINK] }, 0);
  let nowMs = 0;
  fc.assert(
    fc.property(bytes, (packet) => {
      const message = readMessage(decode(packet));
      if (message === undefined) return;
      nowMs += 5;
      browser.handle({ kind: "message", link: LINK.name, sender: "192.168.1.99", message }, nowMs);
      announcer.handle({ kind: "message", link: LINK.name, message }, nowMs);
      for (const { name, addresses, port } of browser.servers(nowMs)) {
        assert(new TextEncoder().encode(name).length <= 63 && port >= 4 && addresses.length > 0);
      }
    }),
    { numRuns: 5000, seed: 7 },
  );
});
