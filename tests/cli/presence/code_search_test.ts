import { assert, assertEquals } from "@std/assert";
import { type CodeSearchState, searchForCode } from "../../../src/cli/presence/code_search.ts";
import type { FoundServer } from "../../../src/io/discovery/found_server.ts";
import { VirtualClock } from "../../fake/virtual_clock.ts";

const server = (name: string, number?: number, wire: FoundServer["wire"] = "sealed"): FoundServer => ({
  key: `${name}._vchat._udp.local`,
  name,
  addresses: ["192.168.1.9"],
  port: 9699,
  ...{ wire, number },
});
const anna = server("Anna", 7), berta = server("Berta", 8), clara = server("Clara", 7), old = server("Old");
const plain = server("Plain", undefined, "plain");

/** A search on a clock that stands still, and what it said: the found or offered servers, by name. */
function searching(number?: number) {
  const clock = new VirtualClock(), states: CodeSearchState[] = [];
  let onServers: (servers: readonly FoundServer[]) => void, closed = 0;
  const search = searchForCode(number, {
    clock,
    browse: (target) => {
      onServers = target.onServers;
      return { close: () => Promise.resolve(void closed++) };
    },
    onState: (state) => states.push(state),
    onFailure: () => {},
  });
  const told = () =>
    states.map((state) => {
      if (state.kind === "found") return `found ${state.server.name}`;
      return state.kind === "choose" ? `choose ${state.servers.map(({ name }) => name)}` : state.kind;
    });
  return { clock, states, told, search, see: (...servers: FoundServer[]) => onServers(servers), closed: () => closed };
}

Deno.test("with a number exactly the server that announces it is found", async () => {
  const { clock, told, see, closed } = searching(7);
  await clock.advance(100);
  see(berta);
  see(berta, old, anna, plain);
  assertEquals(told(), ["looking"]);
  await clock.advance(1000);
  assertEquals(told(), ["looking", "found Anna"]);
  assertEquals(closed(), 1);
  see(anna, clara);
  await clock.advance(10_000);
  assertEquals(told(), ["looking", "found Anna"]);
});

Deno.test("no other server is given the code: one with another number or with none is never found", async () => {
  const { clock, told, states, see, closed } = searching(7);
  see(berta, old, plain);
  await clock.advance(3_600_000);
  assertEquals(told(), ["looking", "nobody"]);
  const [, nobody] = states;
  assert(nobody.kind === "nobody");
  assertEquals(
    nobody.message,
    "no server with the number 7 was found in this network (those here have others); still looking",
  );
  assert(nobody.hint.includes("the link or the address"));
  assertEquals(closed(), 0);
});

Deno.test("it goes on looking, and finds a server that starts later", async () => {
  const { clock, told, see } = searching(7);
  await clock.advance(60_000);
  see(anna);
  await clock.advance(1000);
  assertEquals(told(), ["looking", "nobody", "looking", "found Anna"]);
});

Deno.test("of two servers with the same number a person chooses, also if the second answers a little later", async () => {
  const { clock, told, states, see } = searching(7);
  see(anna);
  await clock.advance(150);
  see(anna, berta, clara);
  await clock.advance(60_000);
  assertEquals(told(), ["looking", "choose Anna,Clara"]);
  assertEquals(
    states[1].kind === "choose" && states[1].message,
    "2 servers in this network have the number 7: choose one",
  );
  see(clara, berta);
  await clock.advance(1000);
  assertEquals(told(), ["looking", "choose Anna,Clara", "found Clara"]);
});

Deno.test("without a number the only server is found, once others would have answered", async () => {
  const { clock, told, see } = searching();
  await clock.advance(100);
  see(anna, plain);
  await clock.advance(1300);
  assertEquals(told(), ["looking"]);
  await clock.advance(200);
  assertEquals(told(), ["looking", "found Anna"]);
});

Deno.test("without a number, of several servers none is given the code: a person chooses", async () => {
  const { clock, told, states, see } = searching();
  see(old);
  await clock.advance(1100); // the repeated question
  see(old, berta);
  await clock.advance(60_000);
  assertEquals(told(), ["looking", "choose Old,Berta"]);
  assert(states[1].kind === "choose" && states[1].message.includes("with its number"));
});

Deno.test("a search that is closed says nothing more", async () => {
  const { clock, told, see, search, closed } = searching(7);
  await search.close();
  see(anna);
  await clock.advance(60_000);
  await search.close();
  assertEquals([told(), closed()], [["looking"], 1]);
});
