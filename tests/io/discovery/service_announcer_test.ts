import { assert, assertEquals } from "@std/assert";
import type { OwnService } from "../../../src/io/discovery/own_service.ts";
import { ServiceAnnouncer } from "../../../src/io/discovery/service_announcer.ts";
import {
  type MulticastLink,
  type MulticastMessage,
  type MulticastPacket,
  type MulticastSend,
  SERVICE_TYPE,
  SERVICE_TYPES,
  type ServiceRecord,
} from "../../../src/io/discovery/service_record.ts";

const WIFI: MulticastLink = { name: "wlan0", addresses: ["192.168.1.7", "fe80::7"] };
const CABLE: MulticastLink = { name: "eth0", addresses: ["10.0.0.7"] };

function service(name: string, hostId: string, number?: number): OwnService {
  return { name, port: 9699, wire: "sealed", version: "1.2.3", hostId, number };
}

/** An announcer in virtual time. */
class Bench {
  nowMs = 0;
  readonly announcer: ServiceAnnouncer;
  readonly sent: (MulticastSend & { atMs: number })[] = [];

  constructor(name = "Anna", hostId = "vchat-a", random = 0, number?: number) {
    this.announcer = new ServiceAnnouncer(service(name, hostId, number), () => random);
  }

  feed(input: Parameters<ServiceAnnouncer["handle"]>[0]): MulticastSend[] {
    const out = this.announcer.handle(input, this.nowMs);
    this.sent.push(...out.map((send) => ({ ...send, atMs: this.nowMs })));
    return out;
  }

  hear(packet: MulticastPacket, link = WIFI.name): MulticastSend[] {
    return this.feed({ kind: "message", link, message: messageOf(packet) });
  }

  /** Lets `ms` pass, and calls the announcer at each deadline. */
  advance(ms: number): void {
    const endMs = this.nowMs + ms;
    while (this.announcer.deadlineMs <= endMs) {
      this.nowMs = Math.max(this.nowMs, this.announcer.deadlineMs);
      this.feed({ kind: "time" });
    }
    this.nowMs = endMs;
  }

  start(...links: MulticastLink[]): this {
    this.feed({ kind: "links", links });
    this.advance(5000);
    return this;
  }

  take(): (MulticastSend & { atMs: number })[] {
    return this.sent.splice(0);
  }
}

/** A packet as another machine receives it. */
function messageOf({ type, questions = [], answers = [], additionals = [], authorities = [] }: MulticastPacket) {
  return { type, questions, answers: [...answers, ...additionals], authorities } satisfies MulticastMessage;
}

function ask(name: string, type: string, answers: ServiceRecord[] = []): MulticastPacket {
  return { type: "query", questions: [{ name, type }], answers };
}

function claim(name: string, target: string, port = 9699): ServiceRecord {
  return { name: `${name}.${SERVICE_TYPE}`, type: "SRV", ttl: 120, flush: true, data: { port, target } };
}

const names = (records: readonly ServiceRecord[] = []) => records.map(({ type, name }) => `${type} ${name}`);

Deno.test("a name is probed for three times before it is announced twice", () => {
  const bench = new Bench();
  bench.start(WIFI);
  const sent = bench.take();
  assertEquals(sent.map(({ atMs, packet }) => [atMs, packet.type]), [
    [0, "query"],
    [250, "query"],
    [500, "query"],
    [750, "response"],
    [1750, "response"],
  ]);
  assertEquals(sent[0].packet.questions, [{ name: "Anna._vchat._udp.local", type: "ANY" }]);
  assertEquals(names(sent[0].packet.authorities), ["SRV Anna._vchat._udp.local", "TXT Anna._vchat._udp.local"]);
  assert(bench.announcer.announced);
  assertEquals(bench.announcer.deadlineMs, Infinity);
});

Deno.test("the announcement has the port and the addresses in that network, and nothing secret", () => {
  const bench = new Bench().start(WIFI, CABLE);
  const announced = bench.take().filter(({ packet }) => packet.type === "response");
  const [wifi, cable] = ["wlan0", "eth0"].map((link) => announced.find((send) => send.link === link)!.packet.answers!);
  assertEquals(wifi, [
    { name: "_vchat._udp.local", type: "PTR", ttl: 4500, data: "Anna._vchat._udp.local" },
    {
      name: "Anna._vchat._udp.local",
      type: "SRV",
      ttl: 120,
      flush: true,
      data: { port: 9699, target: "vchat-a.local" },
    },
    {
      name: "Anna._vchat._udp.local",
      type: "TXT",
      ttl: 4500,
      flush: true,
      data: ["txtvers=1", "wire=sealed", "version=1.2.3"],
    },
    { name: "vchat-a.local", type: "A", ttl: 120, flush: true, data: "192.168.1.7" },
    { name: "vchat-a.local", type: "AAAA", ttl: 120, flush: true, data: "fe80::7" },
  ]);
  assertEquals(cable.filter(({ type }) => type === "A").map(({ data }) => data), ["10.0.0.7"]);
});

Deno.test("a question for servers is answered with everything that a call needs", () => {
  const bench = new Bench().start(WIFI);
  bench.take();
  assertEquals(bench.hear(ask(SERVICE_TYPE, "PTR")), [], "not at once: others may answer as well");
  bench.advance(200);
  const [{ packet, atMs }] = bench.take();
  assertEquals(atMs, 5020);
  assertEquals(names(packet.answers), ["PTR _vchat._udp.local"]);
  assertEquals(names(packet.additionals), [
    "SRV Anna._vchat._udp.local",
    "TXT Anna._vchat._udp.local",
    "A vchat-a.local",
    "AAAA vchat-a.local",
  ]);
});

Deno.test("questions for each own name are answered, in upper and lower case; those for other names are not", () => {
  const answers = (name: string, type: string) => {
    const bench = new Bench().start(WIFI);
    bench.take();
    bench.hear(ask(name, type));
    bench.advance(200);
    return bench.take().flatMap(({ packet }) => names(packet.answers));
  };
  assertEquals(answers("_VCHAT._udp.LOCAL", "ANY"), ["PTR _vchat._udp.local"]);
  assertEquals(answers("anna._vchat._udp.local", "SRV").length, 2);
  assertEquals(answers("VCHAT-A.local", "A"), ["A vchat-a.local", "AAAA vchat-a.local"]);
  assertEquals(answers(SERVICE_TYPES, "PTR"), ["PTR _services._dns-sd._udp.local"]);
  assertEquals(answers("Berta._vchat._udp.local", "SRV"), []);
  assertEquals(answers("_http._tcp.local", "PTR"), []);
  assertEquals(answers(SERVICE_TYPE, "A"), []);
});

Deno.test("a known answer is not repeated, unless half its lifetime has passed", () => {
  const known = (ttl: number): ServiceRecord => ({
    name: SERVICE_TYPE,
    type: "PTR",
    ttl,
    data: "anna._vchat._udp.local",
  });
  for (const [ttl, expected] of [[4500, 0], [2250, 0], [2249, 1]]) {
    const bench = new Bench().start(WIFI);
    bench.take();
    bench.hear(ask(SERVICE_TYPE, "PTR", [known(ttl)]));
    bench.advance(200);
    assertEquals(bench.take().length, expected, String(ttl));
  }
});

Deno.test("a flood of questions gets one answer a second in each network", () => {
  const bench = new Bench().start(WIFI, CABLE);
  bench.take();
  for (let n = 0; n < 1000; n++) {
    bench.hear(ask(SERVICE_TYPE, "PTR"), n % 2 ? WIFI.name : CABLE.name);
    bench.hear(ask("anna._vchat._udp.local", "ANY"));
    bench.advance(10);
  }
  const sent = bench.take();
  for (const link of [WIFI.name, CABLE.name]) {
    const count = sent.filter((send) => send.link === link).length;
    assert(count >= 9 && count <= 11, `${count} answers in 10 s`);
  }
});

Deno.test("a name that another server has is not used", () => {
  const bench = new Bench();
  bench.feed({ kind: "links", links: [WIFI] });
  bench.advance(100);
  bench.hear({ type: "response", answers: [claim("ANNA", "other.local")] });
  assertEquals(bench.announcer.name, "Anna (2)");
  bench.advance(100);
  bench.hear({ type: "response", answers: [claim("Anna (2)", "another.local")] });
  bench.advance(5000);
  assertEquals(bench.announcer.name, "Anna (3)");
  assert(bench.announcer.announced);
  const announced = bench.take().filter(({ packet }) => packet.type === "response");
  assert(announced.every(({ packet }) => names(packet.answers).includes("SRV Anna (3)._vchat._udp.local")));
});

Deno.test("an owner defends its name immediately against a probe", () => {
  const owner = new Bench("Anna", "vchat-a").start(WIFI);
  owner.take();
  const answers = owner.hear({
    ...ask("Anna._vchat._udp.local", "ANY"),
    authorities: [claim("Anna", "vchat-z.local")],
  });
  assertEquals(answers.flatMap(({ packet }) => names(packet.answers)).slice(0, 1), ["SRV Anna._vchat._udp.local"]);
  assertEquals(owner.announcer.name, "Anna");
});

Deno.test("own packets that come back from the network are not a conflict", () => {
  const bench = new Bench();
  bench.feed({ kind: "links", links: [WIFI] });
  for (let n = 0; n < 30; n++) {
    for (const { packet } of bench.take()) bench.hear(packet);
    bench.advance(100);
  }
  assertEquals(bench.announcer.name, "Anna");
  assert(bench.announcer.announced);
});

/** Runs several announcers on one network: each packet reaches all of them. */
function settle(benches: readonly Bench[], ms: number): void {
  for (let passed = 0; passed < ms; passed += 10) {
    for (const bench of benches) bench.advance(10);
    for (let sends = benches.flatMap((bench) => bench.take()); sends.length > 0;) {
      for (const { packet } of sends) for (const bench of benches) bench.hear(packet);
      sends = benches.flatMap((bench) => bench.take());
    }
  }
}

Deno.test("two servers that start together with one name get two names", () => {
  for (const order of [["vchat-a", "vchat-b"], ["vchat-b", "vchat-a"]]) {
    const benches = order.map((hostId, at) => new Bench("Anna", hostId, at / 10));
    for (const bench of benches) bench.feed({ kind: "links", links: [WIFI] });
    settle(benches, 8000);
    assert(benches.every(({ announcer }) => announcer.announced));
    const byHost = Object.fromEntries(benches.map(({ announcer }, at) => [order[at], announcer.name]));
    assertEquals(byHost, { "vchat-a": "Anna (2)", "vchat-b": "Anna" }, "the later in order wins the tie");
  }
});

Deno.test("five servers with one name, on networks joined late, get five names", () => {
  const benches = [0, 1, 2, 3, 4].map((at) => new Bench("Anna", `vchat-${at}`, at / 5).start(WIFI));
  assertEquals(new Set(benches.map(({ announcer }) => announcer.name)).size, 1);
  benches.forEach((bench) => bench.take());
  for (const bench of benches) bench.hear(ask(SERVICE_TYPE, "PTR")); // all answer, and receive each other's answers
  settle(benches, 60_000);
  assertEquals(new Set(benches.map(({ announcer }) => announcer.name)).size, 5);
  assert(benches.every(({ announcer }) => announcer.announced));
});

Deno.test("a host that claims every name costs little: after 15 conflicts, a probe in five seconds", () => {
  const bench = new Bench();
  bench.feed({ kind: "links", links: [WIFI] });
  for (let n = 0; n < 6000; n++) {
    bench.hear({ type: "response", answers: [claim(bench.announcer.name, "evil.local")] });
    bench.advance(10);
  }
  assert(bench.take().length < 100, "in a minute");
  assert(new TextEncoder().encode(bench.announcer.name).length <= 63);
});

Deno.test("goodbye: all records with lifetime 0, once, and then silence", () => {
  const bench = new Bench().start(WIFI, CABLE);
  bench.take();
  const goodbyes = bench.feed({ kind: "stop" });
  assertEquals(goodbyes.map(({ link }) => link), ["wlan0", "eth0"]);
  assert(goodbyes.every(({ packet }) => packet.answers!.length >= 4 && packet.answers!.every(({ ttl }) => ttl === 0)));
  assertEquals(bench.hear(ask(SERVICE_TYPE, "PTR")), []);
  assertEquals(bench.feed({ kind: "stop" }), []);
  assertEquals(bench.announcer.deadlineMs, Infinity);
});

Deno.test("no goodbye is sent for a name that it never owned", () => {
  const bench = new Bench();
  bench.feed({ kind: "links", links: [WIFI] });
  bench.advance(300);
  assertEquals(bench.feed({ kind: "stop" }), []);
});

Deno.test("without a network it waits; in a new one it probes again", () => {
  const bench = new Bench();
  bench.feed({ kind: "links", links: [] });
  assertEquals(bench.announcer.deadlineMs, Infinity);
  bench.start(CABLE);
  assertEquals(bench.take().map(({ link }) => link), Array(5).fill("eth0"));
  bench.start(CABLE, WIFI);
  const sent = bench.take().filter(({ link }) => link === "wlan0");
  assertEquals(sent.map(({ packet }) => packet.type), ["query", "query", "query", "response", "response"]);
});

Deno.test("a message from a network that has disappeared is ignored", () => {
  const bench = new Bench().start(WIFI);
  bench.take();
  bench.hear(ask(SERVICE_TYPE, "PTR"), "gone0");
  bench.advance(2000);
  assertEquals(bench.take(), []);
});

/** What another server announces: its records, with this number. */
const othersText = (name: string, number: number, ttl = 4500): ServiceRecord => ({
  name: `${name}.${SERVICE_TYPE}`,
  type: "TXT",
  ttl,
  flush: true,
  data: ["txtvers=1", "wire=sealed", `number=${number}`],
});
const others = (...numbers: number[]): MulticastPacket => ({
  type: "response",
  answers: numbers.map((number) => othersText(`other ${number}`, number)),
});
/** The number in everything that was announced. */
const announcedNumbers = (sent: readonly MulticastSend[]) =>
  sent.filter(({ packet }) => packet.type === "response").flatMap(({ packet }) =>
    packet.answers!.flatMap(({ type, data }) => type === "TXT" ? [...data].filter((text) => /^number=/.test(text)) : [])
  );

Deno.test("it looks for other servers before it announces its number, which it keeps if none of them has it", () => {
  const bench = new Bench("Anna", "vchat-a", 0, 7);
  bench.feed({ kind: "links", links: [WIFI] });
  bench.advance(600);
  const asked = bench.take().filter(({ packet }) => packet.questions?.some(({ name }) => name === SERVICE_TYPE));
  assertEquals(asked.map(({ atMs }) => atMs), [0, 250]);
  bench.hear(others(6, 8));
  bench.advance(5000);
  assertEquals(announcedNumbers(bench.take()), ["number=7", "number=7"]);
  assertEquals(bench.announcer.number, 7);
});

Deno.test("a number that another server announces, or is about to, is not used", () => {
  for (const heard of [others(7), { type: "query" as const, authorities: [othersText("other", 7)] }]) {
    const bench = new Bench("Anna", "vchat-a", 0.5, 7);
    bench.feed({ kind: "links", links: [WIFI] });
    bench.advance(300);
    bench.hear(heard);
    bench.advance(5000);
    assertEquals(bench.announcer.number, 51);
    assertEquals(announcedNumbers(bench.take()), ["number=51", "number=51"]);
  }
});

Deno.test("once announced, the number stays, also after a conflict of names; in another network it is looked for again", () => {
  const bench = new Bench("Anna", "vchat-a", 0, 7).start(WIFI);
  bench.hear(others(7));
  bench.hear({ type: "response", answers: [claim("Anna", "vchat-z.local", 9999), othersText("Anna", 7)] });
  bench.advance(100);
  bench.hear({ type: "response", answers: [claim("Anna", "vchat-z.local", 9999), othersText("Anna", 7)] });
  bench.advance(60_000);
  assertEquals([bench.announcer.name, bench.announcer.number], ["Anna (2)", 7]);
  bench.start(CABLE);
  assertEquals(bench.announcer.number, 7);
  bench.feed({ kind: "links", links: [WIFI] });
  bench.hear(others(1, 7));
  bench.advance(5000);
  assertEquals(bench.announcer.number, 2);
});

Deno.test("own packets that come back do not take the number away, and a goodbye frees one", () => {
  const bench = new Bench("Anna", "vchat-a", 0, 7);
  bench.feed({ kind: "links", links: [WIFI] });
  for (let n = 0; n < 50; n++) {
    bench.advance(100);
    for (const { packet } of bench.take()) bench.hear(packet);
  }
  assertEquals(bench.announcer.number, 7);
  bench.feed({ kind: "links", links: [WIFI] });
  bench.hear({ type: "response", answers: [othersText("other", 7), othersText("other", 7, 0)] });
  bench.advance(5000);
  assertEquals(bench.announcer.number, 7);
});

Deno.test("if all short numbers are taken it has a longer one, and if all are, it keeps its own", () => {
  const numbers = Array.from({ length: 999 }, (_, at) => at + 1);
  const numberBeside = (taken: readonly number[]) => {
    const bench = new Bench("Anna", "vchat-a", 0, 7);
    bench.feed({ kind: "links", links: [WIFI] });
    bench.hear(others(...taken));
    bench.advance(5000);
    return bench.announcer.number;
  };
  assertEquals(numberBeside(numbers.slice(0, 99)), 100);
  assertEquals(numberBeside(numbers.filter((one) => one !== 42)), 42);
  assertEquals(numberBeside(numbers), 7);
});
