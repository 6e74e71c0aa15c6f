import { assert, assertEquals } from "@std/assert";
import { fc } from "../../fake/fc.ts";
import { OwnNetworks } from "../../../src/io/discovery/own_networks.ts";
import { ServiceAnnouncer } from "../../../src/io/discovery/service_announcer.ts";
import { ServiceBrowser } from "../../../src/io/discovery/service_browser.ts";
import {
  MAX_SERVICE_NUMBER,
  type MulticastMessage,
  type MulticastSend,
  SERVICE_TYPE,
  type ServiceRecord,
} from "../../../src/io/discovery/service_record.ts";
import { MAX_CODE_NUMBER } from "../../../src/invitation/code_words.ts";
import { LAPTOP } from "../../fake/recorded_interfaces.ts";

const LINK = "wlp2s0";
const SENDER = "192.168.1.99";

/** A browser in virtual time. */
class Bench {
  nowMs = 0;
  readonly browser = new ServiceBrowser(new OwnNetworks(LAPTOP, "linux"), 0);
  readonly sent: (MulticastSend & { atMs: number })[] = [];

  feed(input: Parameters<ServiceBrowser["handle"]>[0]): void {
    const out = this.browser.handle(input, this.nowMs);
    this.sent.push(...out.map((send) => ({ ...send, atMs: this.nowMs })));
  }

  hear(answers: readonly ServiceRecord[], sender = SENDER, link = LINK): void {
    const message: MulticastMessage = { type: "response", questions: [], answers, authorities: [] };
    this.feed({ kind: "message", link, sender, message });
  }

  advance(ms: number): void {
    const endMs = this.nowMs + ms;
    while (this.browser.deadlineMs <= endMs) {
      this.nowMs = Math.max(this.nowMs, this.browser.deadlineMs);
      this.feed({ kind: "time" });
    }
    this.nowMs = endMs;
  }

  take(link = LINK): (MulticastSend & { atMs: number })[] {
    return this.sent.splice(0).filter((send) => send.link === link);
  }

  get names(): string[] {
    return this.browser.servers(this.nowMs).map(({ name }) => name);
  }
}

const pointer = (name: string, ttl = 4500): ServiceRecord => ({
  name: SERVICE_TYPE,
  type: "PTR",
  ttl,
  data: `${name}.${SERVICE_TYPE}`,
});
const location = (name: string, target = "host.local", port = 9699, ttl = 120): ServiceRecord => ({
  name: `${name}.${SERVICE_TYPE}`,
  type: "SRV",
  ttl,
  flush: true,
  data: { port, target },
});
const text = (name: string, ...data: string[]): ServiceRecord => ({
  name: `${name}.${SERVICE_TYPE}`,
  type: "TXT",
  ttl: 4500,
  flush: true,
  data,
});
const address = (data: string, name = "host.local", ttl = 120, flush = true): ServiceRecord => ({
  name,
  type: data.includes(":") ? "AAAA" : "A",
  ttl,
  flush,
  data,
});
const whole = (name: string) => [pointer(name), location(name), address("192.168.1.99")];

Deno.test("it asks immediately, and then at growing intervals, in every network", () => {
  const bench = new Bench();
  bench.advance(300_000);
  const asked = bench.sent.filter(({ link }) => link === "docker0").length;
  const sent = bench.take();
  assertEquals(sent.map(({ atMs }) => atMs / 1000), [0, 1, 3, 7, 15, 31, 63, 123, 183, 243]);
  assertEquals(sent[0].packet.questions, [{ name: "_vchat._udp.local", type: "PTR" }]);
  assertEquals(asked, sent.length);
});

Deno.test("a server is found with name, port, wire, version, number and where to call it, IPv4 first", () => {
  const bench = new Bench();
  bench.hear([
    pointer("Anna's laptop"),
    location("Anna's laptop", "host.local", 12_345),
    text("Anna's laptop", "txtvers=1", "wire=sealed", "version=1.2.3", "number=42"),
    address("fe80::99"),
    address("2001:db8:1::99"),
    address("192.168.1.99"),
  ]);
  assertEquals(bench.browser.servers(bench.nowMs), [{
    key: "anna's laptop._vchat._udp.local",
    name: "Anna's laptop",
    addresses: ["192.168.1.99", "2001:db8:1::99", "fe80::99%wlp2s0"],
    port: 12_345,
    wire: "sealed",
    version: "1.2.3",
    number: 42,
  }]);
});

Deno.test("the records of a packet may come in any order", () => {
  const records = [...whole("Anna"), text("Anna", "wire=plain")];
  fc.assert(fc.property(fc.shuffledSubarray(records, { minLength: 4 }), (shuffled) => {
    const bench = new Bench();
    bench.hear(shuffled);
    const [server] = bench.browser.servers(bench.nowMs);
    assertEquals([server?.name, server?.wire, server?.addresses], ["Anna", "plain", ["192.168.1.99"]]);
  }));
});

Deno.test("records that are missing in the first packet are requested", () => {
  const bench = new Bench();
  bench.advance(10);
  bench.take();
  bench.hear([pointer("Anna")]);
  bench.advance(100);
  assertEquals(bench.take().map(({ packet }) => packet.questions), [[
    { name: "Anna._vchat._udp.local", type: "ANY" },
  ]]);
  bench.hear([location("Anna")]);
  bench.advance(100);
  assertEquals(bench.take().map(({ packet }) => packet.questions), [[{ name: "host.local", type: "ANY" }]]);
  assertEquals(bench.names, []);
  bench.hear([address("192.168.1.99")]);
  assertEquals(bench.names, ["Anna"]);
});

Deno.test("known servers are listed in the question, so that they need not answer", () => {
  const bench = new Bench();
  bench.hear(whole("Anna"));
  bench.take();
  bench.advance(1000);
  const [{ packet }] = bench.take();
  assertEquals(packet.answers, [{ ...pointer("Anna"), ttl: 4499 }]);
});

Deno.test("a goodbye removes a server from the list immediately", () => {
  const bench = new Bench();
  bench.hear([...whole("Anna"), ...whole("Berta")]);
  bench.hear([pointer("ANNA", 0)]);
  assertEquals(bench.names, ["Berta"]);
});

Deno.test("a silent server is removed when its records expire", () => {
  const bench = new Bench();
  bench.hear(whole("Anna"));
  bench.advance(119_000);
  assertEquals(bench.names, ["Anna"]);
  bench.advance(2000);
  assertEquals(bench.names, []);
});

Deno.test("no record lives longer than the standard's lifetime", () => {
  const bench = new Bench();
  bench.hear([
    pointer("Anna", 4_000_000),
    location("Anna", "host.local", 9699, 4_000_000),
    address("192.168.1.99", "host.local", 4_000_000),
  ]);
  bench.advance(4_500_000);
  assertEquals(bench.names, []);
});

Deno.test("a server's new addresses replace the old ones in that network", () => {
  const bench = new Bench();
  bench.hear(whole("Anna"));
  bench.hear([address("192.168.1.50")]);
  assertEquals(bench.browser.servers(0)[0].addresses, ["192.168.1.50"]);
  bench.hear([address("172.17.0.9")], "172.17.0.9", "docker0");
  assertEquals(bench.browser.servers(0)[0].addresses.toSorted(), ["172.17.0.9", "192.168.1.50"]);
});

Deno.test("a server that moves to another host leaves the old host's addresses behind", () => {
  const bench = new Bench();
  bench.hear(whole("Anna"));
  bench.hear([location("Anna", "other.local")]);
  assertEquals(bench.names, []);
  bench.hear([address("192.168.1.50", "other.local")]);
  assertEquals(bench.browser.servers(0)[0].addresses, ["192.168.1.50"]);
});

Deno.test("only servers in this network are listed", () => {
  const cases: Record<string, ServiceRecord[]> = {
    "another service": [{ ...pointer("Anna"), name: "_http._tcp.local" }, location("Anna"), address("192.168.1.99")],
    "a name of another service": [{ name: SERVICE_TYPE, type: "PTR", ttl: 9, data: "Anna._http._tcp.local" }],
    "no name": [pointer(""), location(""), address("192.168.1.99")],
    "a name that is too long": whole("x".repeat(64)),
    "port 0": [pointer("Anna"), location("Anna", "host.local", 0), address("192.168.1.99")],
    "a port that leaves no room for four": [
      pointer("Anna"),
      location("Anna", "host.local", 3),
      address("192.168.1.99"),
    ],
    "a host elsewhere": [
      pointer("Anna"),
      location("Anna", "evil.example.com"),
      address("192.168.1.99", "evil.example.com"),
    ],
    "a foreign address": [pointer("Anna"), location("Anna"), address("8.8.8.8")],
    "a group's address": [pointer("Anna"), location("Anna"), address("224.0.0.251")],
    "this machine's own address": [pointer("Anna"), location("Anna"), address("192.168.1.23")],
    "another host's address": [pointer("Anna"), location("Anna"), address("192.168.1.99", "other.local")],
  };
  for (const [what, records] of Object.entries(cases)) {
    const bench = new Bench();
    bench.hear(records);
    assertEquals(bench.names, [], what);
  }
});

Deno.test("of a text record, only known values are used", () => {
  const bench = new Bench();
  bench.hear([...whole("Anna"), text("Anna", "wire=\x1b[31m", `version=${"9".repeat(99)}`)]);
  const [{ wire, version }] = bench.browser.servers(0);
  assertEquals([wire, version], [undefined, undefined]);
});

Deno.test("the number of a server is from 1 to 999; it may change, and an older server has none", () => {
  const bench = new Bench();
  const told = (...data: string[]) => {
    bench.hear([...whole("Anna"), text("Anna", "wire=sealed", ...data)]);
    return bench.browser.servers(0)[0].number;
  };
  assertEquals([told("number=1"), told("number=999")], [1, MAX_SERVICE_NUMBER]);
  assertEquals(MAX_SERVICE_NUMBER, MAX_CODE_NUMBER);
  for (
    const bad of [
      "number=0",
      "number=07",
      "number=1000",
      "number=-1",
      "number=7 ",
      "number=\x1b[1m",
      "number=",
      "Number=7",
    ]
  ) {
    assertEquals(told(bad), undefined, bad);
  }
  assertEquals([told("number=7"), told()], [7, undefined]);
});

Deno.test("one sender fills no more than its share of the list, and the list is bounded", () => {
  const bench = new Bench();
  for (let n = 0; n < 1000; n++) bench.hear(whole(`fake ${n}`));
  assertEquals(bench.names.length, 8);
  bench.hear(whole("Anna"), "192.168.1.50");
  assert(bench.names.includes("Anna"));
  for (let n = 0; n < 1000; n++) bench.hear(whole(`more ${n}`), `192.168.1.${n % 256}`);
  assertEquals(bench.names.length, 64);
});

Deno.test("a list filled by a few senders has room for others, and no server is replaced by one of the same sender", () => {
  const bench = new Bench();
  for (let n = 0; n < 64; n++) bench.hear(whole(`fake ${n}`), `192.168.1.${100 + n % 8}`);
  assertEquals(bench.names.length, 64);
  bench.hear(whole("Anna"), "192.168.1.50");
  bench.hear(whole("Berta"), "192.168.1.51");
  assertEquals(bench.names.length, 64);
  assertEquals(bench.names.slice(0, 2), ["Anna", "Berta"]);
  for (let n = 0; n < 1000; n++) bench.hear(whole(`more ${n}`), `192.168.1.${100 + n % 8}`);
  assertEquals(bench.names.slice(0, 2), ["Anna", "Berta"]);
});

Deno.test("the number of a server's addresses is bounded", () => {
  const bench = new Bench();
  bench.hear([...whole("Anna"), ...Array.from({ length: 200 }, (_, n) => address(`192.168.1.${n}`))]);
  assert(bench.browser.servers(0)[0].addresses.length <= 16);
});

Deno.test("a flood of incomplete servers does not cause a flood of questions", () => {
  const bench = new Bench();
  for (let n = 0; n < 10_000; n++) {
    bench.hear([pointer(`fake ${n % 100}`)], `192.168.1.${n % 200 + 30}`);
    bench.advance(1);
  }
  const sent = bench.take();
  assert(sent.length <= 110, `${sent.length} packets in 10 s`);
  assert(sent.every(({ packet }) => packet.questions!.length <= 10));
});

Deno.test("a query is not an answer, whatever it contains", () => {
  const bench = new Bench();
  const message: MulticastMessage = { type: "query", questions: [], answers: whole("Anna"), authorities: [] };
  bench.feed({ kind: "message", link: LINK, sender: SENDER, message });
  assertEquals(bench.names, []);
});

Deno.test("an announcer and a browser find each other in virtual time, and say goodbye", () => {
  const bench = new Bench();
  const service = { name: "Anna", port: 9699, wire: "sealed", version: "1.0.0", hostId: "vchat-1" };
  const announcer = new ServiceAnnouncer(service, () => 0.5);
  const link = { name: LINK, addresses: ["192.168.1.99", "2001:db8:1::99"] };
  const carry = (sends: readonly MulticastSend[]) => {
    for (const { packet } of sends) bench.hear([...packet.answers ?? [], ...packet.additionals ?? []]);
  };
  carry(announcer.handle({ kind: "links", links: [link] }, 0));
  for (let ms = 10; ms <= 3000; ms += 10) {
    bench.advance(10);
    for (const { packet } of bench.take()) {
      const message = {
        type: "query",
        questions: packet.questions!,
        answers: packet.answers!,
        authorities: [],
      } as const;
      carry(announcer.handle({ kind: "message", link: LINK, message }, ms));
    }
    carry(announcer.handle({ kind: "time" }, ms));
  }
  assertEquals(bench.browser.servers(3000).map(({ name, addresses }) => ({ name, addresses })), [
    { name: "Anna", addresses: ["192.168.1.99", "2001:db8:1::99"] },
  ]);
  carry(announcer.handle({ kind: "stop" }, 3000));
  assertEquals(bench.names, []);
});
