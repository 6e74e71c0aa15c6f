import { assertEquals, assertMatch } from "@std/assert";
import type { CallEventBody } from "../../../src/call/call_event.ts";
import { parseArgs } from "../../../src/cli/options/parse_args.ts";
import { type ForwardPort, ServerPresence } from "../../../src/cli/presence/server_presence.ts";
import type { AnnounceOptions } from "../../../src/io/discovery/announce_server.ts";
import { eventually } from "../../fake/eventually.ts";

const LISTENING: CallEventBody = { event: "listening", address: { hostname: "", port: 9699 }, ports: ["9699/udp"] };
const CONNECTED: CallEventBody = {
  event: "connected",
  peer: { name: "Anna", address: { hostname: "192.0.2.9", port: 9 }, sealed: true },
};
const ENDED: CallEventBody = { event: "ended", reason: "peer_left", final: false };
/** Longer than a server waits before it announces itself. */
const LONG_MS = 600;

function open(args: readonly string[] = [], announce?: () => Promise<never>) {
  const invocation = parseArgs(["--role", "server", ...args]);
  if (!("options" in invocation)) throw new Error("no call");
  const said: string[] = [], announced: AnnounceOptions[] = [];
  const forwarded: { readonly port: number; readonly onChange: Parameters<ForwardPort>[1] }[] = [];
  let stops = 0;
  const presence = new ServerPresence(
    invocation.options,
    (line) => said.push(line),
    {
      announceServer: announce ?? ((options) => {
        announced.push(options);
        return Promise.resolve({ stop: () => Promise.resolve(void stops++) });
      }),
      forwardPort: (port, onChange) => {
        forwarded.push({ port, onChange });
        return { stop: () => Promise.resolve(void stops++) };
      },
      random: () => 0.5,
    },
  );
  const happens = (...events: CallEventBody[]) => events.forEach((event) => presence.on({ t: 0, ...event }));
  return { presence, happens, said, announced, forwarded, stops: () => stops };
}

const pause = () => new Promise((resolve) => setTimeout(resolve, LONG_MS));

Deno.test("a server says how to call it, is announced once for all its calls, and withdraws it at the end", async () => {
  const { presence, happens, said, announced, stops } = open(["--name", "Anna", "--port", "5000", "--wire", "plain"]);
  happens(LISTENING);
  assertMatch(said[0], /^others can call {2}vchat \S+ --port 5000 --wire plain|nobody can call/);
  assertEquals(announced, [], "not before it has come to rest");
  await eventually(() => announced.length === 1);
  const [{ name, host, port, wire }] = announced;
  assertEquals({ name, host, port, wire }, { name: "Anna", host: "", port: 5000, wire: "plain" });
  happens(CONNECTED, ENDED);
  await pause();
  assertEquals(announced.length, 1);
  await presence.stop();
  assertEquals(stops(), 1);
});

Deno.test("the announcement waits for the end of a call that started at once", async () => {
  const { presence, happens, announced } = open();
  happens(LISTENING, CONNECTED);
  await pause();
  assertEquals(announced.length, 0);
  happens(ENDED);
  await eventually(() => announced.length === 1);
  await presence.stop();
});

Deno.test("--no-announce, a server on loopback, and one that has ended: none is announced", async () => {
  for (const args of [["--no-announce"], ["--host", "127.0.0.1"], ["--host", "::1"], ["--host", "localhost"]]) {
    const { presence, happens, announced } = open(args);
    happens(LISTENING);
    await pause();
    assertEquals([announced.length, presence.codeNumber], [0, undefined], args.join(" "));
    await presence.stop();
  }
  const { presence, happens, announced } = open();
  happens(LISTENING);
  await presence.stop();
  happens(ENDED);
  await pause();
  assertEquals(announced.length, 0);
});

Deno.test("the name on the network is reported, also when it changes", async () => {
  const { presence, happens, said, announced } = open();
  happens(LISTENING);
  await eventually(() => announced.length === 1);
  announced[0].onName!("Anna");
  announced[0].onName!("Anna (2)");
  assertEquals(said.slice(-2), [
    'this network sees this server as "Anna"',
    'its name on this network is now "Anna (2)"',
  ]);
  await presence.stop();
});

Deno.test("if announcing fails, one line says so and nothing else happens", async () => {
  const { presence, happens, said } = open([], () => Promise.reject(new Error("no such module")));
  happens(LISTENING);
  assertEquals(presence.codeNumber, 50);
  const numbers: (number | undefined)[] = [];
  presence.onCodeNumber = (number) => numbers.push(number);
  await eventually(() => said.at(-1)!.endsWith("without its address: no such module"));
  assertEquals([numbers, presence.codeNumber], [[undefined], undefined]);
  await presence.stop();
});

Deno.test("its codes begin with a number that it announces; on the plain wire, without codes, there is none", async () => {
  const { presence, happens, announced } = open();
  const numbers: (number | undefined)[] = [];
  presence.onCodeNumber = (number) => numbers.push(number);
  assertEquals(presence.codeNumber, 50);
  happens(LISTENING);
  await eventually(() => announced.length === 1);
  assertEquals(announced[0].number, 50);
  announced[0].onNumber!(51);
  assertEquals([numbers, presence.codeNumber], [[51], 51]);
  await presence.stop();
  assertEquals(open(["--wire", "plain"]).presence.codeNumber, undefined);
});

const MAPPING = {
  protocol: "PCP",
  externalAddress: "203.0.113.5",
  externalPort: 40_001,
  lifetimeSeconds: 3600,
} as const;

Deno.test("the port that the router forwards is told, becomes a candidate, and is taken back at the end", async () => {
  const { presence, happens, said, forwarded, stops } = open(["--no-announce"]);
  let changes = 0;
  presence.onCandidates = () => changes++;
  happens(LISTENING, CONNECTED, ENDED);
  assertEquals([forwarded.map(({ port }) => port), changes], [[9699], 1], "asked for once, for all calls");
  forwarded[0].onChange(MAPPING);
  assertEquals(
    said.at(-1),
    "from elsewhere  vchat 203.0.113.5 --port 40001  (the router forwards this port: PCP)",
  );
  const mapped = { host: "203.0.113.5", port: 40_001, kind: "mapped" } as const;
  assertEquals(presence.candidates().filter(({ kind }) => kind === "mapped"), [mapped]);
  forwarded[0].onChange({ ...MAPPING, externalAddress: "10.64.0.3" });
  assertMatch(said.at(-1)!, /10\.64\.0\.3, is a private one: another router is in front/);
  assertEquals(presence.candidates().filter(({ kind }) => kind === "mapped"), []);
  forwarded[0].onChange(undefined);
  assertMatch(said.at(-1)!, /no longer forwards/);
  assertEquals(changes, 4);
  await presence.stop();
  assertEquals(stops(), 1);
});

Deno.test("the router is not asked on request, for one address only, or for the plain wire", () => {
  for (const args of [["--no-map"], ["--host", "127.0.0.1"], ["--wire", "plain"]]) {
    const { happens, forwarded } = open(["--no-announce", ...args]);
    happens(LISTENING);
    assertEquals(forwarded, [], args.join(" "));
  }
});
