import { assertEquals } from "@std/assert";
import {
  type MulticastPacket,
  type MulticastSend,
  SERVICE_TYPE,
  type ServiceRecord,
} from "../../../src/io/discovery/service_record.ts";
import { AnnouncerBench, CABLE, claim, WIFI } from "./announcer_bench.ts";

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
  const bench = new AnnouncerBench("Anna", "vchat-a", 0, 7);
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
    const bench = new AnnouncerBench("Anna", "vchat-a", 0.5, 7);
    bench.feed({ kind: "links", links: [WIFI] });
    bench.advance(300);
    bench.hear(heard);
    bench.advance(5000);
    assertEquals(bench.announcer.number, 51);
    assertEquals(announcedNumbers(bench.take()), ["number=51", "number=51"]);
  }
});

Deno.test("once announced, the number stays, also after a conflict of names; in another network it is looked for again", () => {
  const bench = new AnnouncerBench("Anna", "vchat-a", 0, 7).start(WIFI);
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
  const bench = new AnnouncerBench("Anna", "vchat-a", 0, 7);
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
    const bench = new AnnouncerBench("Anna", "vchat-a", 0, 7);
    bench.feed({ kind: "links", links: [WIFI] });
    bench.hear(others(...taken));
    bench.advance(5000);
    return bench.announcer.number;
  };
  assertEquals(numberBeside(numbers.slice(0, 99)), 100);
  assertEquals(numberBeside(numbers.filter((one) => one !== 42)), 42);
  assertEquals(numberBeside(numbers), 7);
});
