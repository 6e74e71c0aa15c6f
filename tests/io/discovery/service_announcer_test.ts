import { assert, assertEquals } from "@std/assert";
import {
  type MulticastPacket,
  SERVICE_TYPE,
  SERVICE_TYPES,
  type ServiceRecord,
} from "../../../src/io/discovery/service_record.ts";
import { AnnouncerBench, CABLE, claim, WIFI } from "./announcer_bench.ts";

function ask(name: string, type: string, answers: ServiceRecord[] = []): MulticastPacket {
  return { type: "query", questions: [{ name, type }], answers };
}

const names = (records: readonly ServiceRecord[] = []) => records.map(({ type, name }) => `${type} ${name}`);

Deno.test("a name is probed for three times before it is announced twice", () => {
  const bench = new AnnouncerBench();
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
  const bench = new AnnouncerBench().start(WIFI, CABLE);
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
  const bench = new AnnouncerBench().start(WIFI);
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
    const bench = new AnnouncerBench().start(WIFI);
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
    const bench = new AnnouncerBench().start(WIFI);
    bench.take();
    bench.hear(ask(SERVICE_TYPE, "PTR", [known(ttl)]));
    bench.advance(200);
    assertEquals(bench.take().length, expected, String(ttl));
  }
});

Deno.test("a flood of questions gets one answer a second in each network", () => {
  const bench = new AnnouncerBench().start(WIFI, CABLE);
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
  const bench = new AnnouncerBench();
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
  const owner = new AnnouncerBench("Anna", "vchat-a").start(WIFI);
  owner.take();
  const answers = owner.hear({
    ...ask("Anna._vchat._udp.local", "ANY"),
    authorities: [claim("Anna", "vchat-z.local")],
  });
  assertEquals(answers.flatMap(({ packet }) => names(packet.answers)).slice(0, 1), ["SRV Anna._vchat._udp.local"]);
  assertEquals(owner.announcer.name, "Anna");
});

Deno.test("own packets that come back from the network are not a conflict", () => {
  const bench = new AnnouncerBench();
  bench.feed({ kind: "links", links: [WIFI] });
  for (let n = 0; n < 30; n++) {
    for (const { packet } of bench.take()) bench.hear(packet);
    bench.advance(100);
  }
  assertEquals(bench.announcer.name, "Anna");
  assert(bench.announcer.announced);
});

/** Runs several announcers on one network: each packet reaches all of them. */
function settle(benches: readonly AnnouncerBench[], ms: number): void {
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
    const benches = order.map((hostId, at) => new AnnouncerBench("Anna", hostId, at / 10));
    for (const bench of benches) bench.feed({ kind: "links", links: [WIFI] });
    settle(benches, 8000);
    assert(benches.every(({ announcer }) => announcer.announced));
    const byHost = Object.fromEntries(benches.map(({ announcer }, at) => [order[at], announcer.name]));
    assertEquals(byHost, { "vchat-a": "Anna (2)", "vchat-b": "Anna" }, "the later in order wins the tie");
  }
});

Deno.test("five servers with one name, on networks joined late, get five names", () => {
  const benches = [0, 1, 2, 3, 4].map((at) => new AnnouncerBench("Anna", `vchat-${at}`, at / 5).start(WIFI));
  assertEquals(new Set(benches.map(({ announcer }) => announcer.name)).size, 1);
  benches.forEach((bench) => bench.take());
  for (const bench of benches) bench.hear(ask(SERVICE_TYPE, "PTR")); // all answer, and receive each other's answers
  settle(benches, 60_000);
  assertEquals(new Set(benches.map(({ announcer }) => announcer.name)).size, 5);
  assert(benches.every(({ announcer }) => announcer.announced));
});

Deno.test("a host that claims every name costs little: after 15 conflicts, a probe in five seconds", () => {
  const bench = new AnnouncerBench();
  bench.feed({ kind: "links", links: [WIFI] });
  for (let n = 0; n < 6000; n++) {
    bench.hear({ type: "response", answers: [claim(bench.announcer.name, "evil.local")] });
    bench.advance(10);
  }
  assert(bench.take().length < 100, "in a minute");
  assert(new TextEncoder().encode(bench.announcer.name).length <= 63);
});

Deno.test("goodbye: all records with lifetime 0, once, and then silence", () => {
  const bench = new AnnouncerBench().start(WIFI, CABLE);
  bench.take();
  const goodbyes = bench.feed({ kind: "stop" });
  assertEquals(goodbyes.map(({ link }) => link), ["wlan0", "eth0"]);
  assert(goodbyes.every(({ packet }) => packet.answers!.length >= 4 && packet.answers!.every(({ ttl }) => ttl === 0)));
  assertEquals(bench.hear(ask(SERVICE_TYPE, "PTR")), []);
  assertEquals(bench.feed({ kind: "stop" }), []);
  assertEquals(bench.announcer.deadlineMs, Infinity);
});

Deno.test("no goodbye is sent for a name that it never owned", () => {
  const bench = new AnnouncerBench();
  bench.feed({ kind: "links", links: [WIFI] });
  bench.advance(300);
  assertEquals(bench.feed({ kind: "stop" }), []);
});

Deno.test("without a network it waits; in a new one it probes again", () => {
  const bench = new AnnouncerBench();
  bench.feed({ kind: "links", links: [] });
  assertEquals(bench.announcer.deadlineMs, Infinity);
  bench.start(CABLE);
  assertEquals(bench.take().map(({ link }) => link), Array(5).fill("eth0"));
  bench.start(CABLE, WIFI);
  const sent = bench.take().filter(({ link }) => link === "wlan0");
  assertEquals(sent.map(({ packet }) => packet.type), ["query", "query", "query", "response", "response"]);
});

Deno.test("a message from a network that has disappeared is ignored", () => {
  const bench = new AnnouncerBench().start(WIFI);
  bench.take();
  bench.hear(ask(SERVICE_TYPE, "PTR"), "gone0");
  bench.advance(2000);
  assertEquals(bench.take(), []);
});
