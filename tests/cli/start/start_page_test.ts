import { assertEquals } from "@std/assert";
import { type StartOutput, StartPage, type StartPageOptions } from "../../../src/cli/start/start_page.ts";
import { parseTarget } from "../../../src/invitation/call_target.ts";
import type { FoundServer } from "../../../src/io/discovery/found_server.ts";

const DEFAULT_PORT = 9699;
const BOB: FoundServer = { key: "bob", name: "Bob", addresses: ["192.0.2.7", "fe80::7%eth0"], port: 9699, number: 7 };
const CYD: FoundServer = { key: "cyd", name: "Cyd", addresses: ["2001:db8::9"], port: 9799, wire: "plain" };

function open(options: Partial<StartPageOptions> = {}) {
  const page = new StartPage({
    name: "Ada",
    camera: { state: "starting" },
    defaultPort: DEFAULT_PORT,
    readTarget: (text) => parseTarget(text, DEFAULT_PORT),
    ...options,
  });
  /** What came out since the last time, except for what is shown. */
  const outputs = (): StartOutput[] => {
    const all: StartOutput[] = [];
    for (let output = page.takeOutput(); output !== undefined; output = page.takeOutput()) {
      if (output.kind !== "show") all.push(output);
    }
    return all;
  };
  return { page, outputs };
}

const called = (callee: object) => [{ kind: "decided", decision: { kind: "call", callee } }];

Deno.test("start page: who waits or leaves has decided, once", () => {
  for (const kind of ["wait", "leave"] as const) {
    const { page, outputs } = open();
    page[kind]();
    assertEquals(outputs(), [{ kind: "decided", decision: { kind } }]);
    page.wait();
    page.call("192.0.2.7");
    page.camera({ state: "running" });
    assertEquals(page.takeOutput(), undefined);
  }
});

Deno.test("start page: a link and an address are called once they are looked up", () => {
  const { page, outputs } = open();
  page.call("vchat://198.51.100.4:9800#apple-river-stone");
  assertEquals(outputs(), [{ kind: "resolve", turn: 1, hosts: [{ host: "198.51.100.4", port: 9800 }] }]);
  assertEquals(page.state.looking, "198.51.100.4");
  page.resolved(1);
  assertEquals(outputs(), called({ host: "198.51.100.4", port: 9800, code: "apple-river-stone" }) as StartOutput[]);

  const other = open();
  other.page.call(" anna.example:9700 ");
  other.outputs();
  other.page.resolved(1);
  assertEquals(other.outputs(), called({ host: "anna.example", port: 9700 }) as StartOutput[]);
});

Deno.test("start page: mistakes are said in sentences, until something else is called", () => {
  const { page, outputs } = open();
  page.call("no/such/place");
  assertEquals(outputs(), []);
  assertEquals(
    page.state.problem,
    "This is no link, no address and no code.\nType the link, the address or the code that the other vchat shows.",
  );
  page.call("nobody.invalid");
  assertEquals([page.state.problem, page.state.looking], [undefined, "nobody.invalid"]);
  assertEquals(outputs(), [{ kind: "resolve", turn: 2, hosts: [{ host: "nobody.invalid", port: 9699 }] }]);
  page.resolved(1); // of an earlier turn
  assertEquals(page.state.looking, "nobody.invalid");
  page.resolved(2, { message: "no address is known for nobody.invalid", hint: "check the spelling" });
  assertEquals(page.state.looking, undefined);
  assertEquals(page.state.problem, "No address is known for nobody.invalid.\nCheck the spelling.");
  assertEquals(outputs(), []);
});

Deno.test("start page: a search is cancelled, and its answer is not used", () => {
  const { page, outputs } = open();
  page.call("7-apple-river-stone");
  assertEquals(outputs(), [{ kind: "search", turn: 1, number: 7 }]);
  assertEquals(page.state.looking, "the server of the code 7-\u2026");
  page.cancel();
  assertEquals(outputs(), [{ kind: "stop_looking" }]);
  assertEquals(page.state.looking, undefined);
  page.searched(1, { kind: "found", server: BOB });
  assertEquals(outputs(), []);
});

Deno.test("start page: a code is called at its server; until there is one, the person is told and it goes on", () => {
  const { page, outputs } = open();
  page.call("7 apple river stone");
  page.searched(1, { kind: "nobody", message: "no server has the number 7", hint: "ask for the link" });
  assertEquals(page.state.problem, "No server has the number 7.\nAsk for the link.");
  assertEquals(page.state.looking, "the server of the code 7-\u2026");
  page.searched(1, { kind: "looking" });
  assertEquals(page.state.problem, undefined);
  outputs();
  page.searched(1, { kind: "found", server: BOB });
  const callee = {
    host: "192.0.2.7",
    port: 9699,
    addresses: BOB.addresses,
    serverName: "Bob",
    code: "apple-river-stone",
    codeNumber: 7,
  };
  assertEquals(outputs().filter(({ kind }) => kind === "decided"), called(callee) as StartOutput[]);
});

Deno.test("start page: if several servers may be meant, the code goes to the one that the person chooses", () => {
  const { page, outputs } = open();
  page.servers([BOB, CYD]);
  page.call("apple-river-stone");
  assertEquals(outputs(), [{ kind: "search", turn: 1, number: undefined }]);
  page.searched(1, { kind: "choose", servers: [BOB, CYD], message: "there are several servers: choose one" });
  assertEquals([page.state.looking, page.state.problem], [undefined, "There are several servers: choose one."]);
  page.callServer("bob");
  const callee = {
    host: "192.0.2.7",
    port: 9699,
    addresses: BOB.addresses,
    serverName: "Bob",
    code: "apple-river-stone",
  };
  assertEquals(outputs(), called({ ...callee, codeNumber: undefined }) as StartOutput[]);
});

Deno.test("start page: a server of the list is called without a code; one that has left is not", () => {
  const { page, outputs } = open();
  page.servers([BOB]);
  const abe = { ...BOB, key: "abe", name: "Abe" };
  page.servers([abe, BOB, CYD]);
  assertEquals(page.state.servers.map(({ name }) => name), ["Bob", "Abe", "Cyd"]);
  page.servers([BOB, CYD]);
  assertEquals(page.state.servers, [
    { key: "bob", name: "Bob", address: "192.0.2.7" },
    { key: "cyd", name: "Cyd", address: "[2001:db8::9]:9799", plain: true },
  ]);
  page.callServer("eve");
  assertEquals(page.state.problem, "This server is not there any more.");
  page.callServer("cyd");
  assertEquals(
    outputs(),
    called({ host: "2001:db8::9", port: 9799, addresses: CYD.addresses, serverName: "Cyd" }) as StartOutput[],
  );
});

Deno.test("start page: what becomes known is shown; a name is never empty; a failed call is told", () => {
  const { page } = open({ failure: { message: "port 9699 is taken", hint: "is another vchat running?" } });
  assertEquals(page.state.problem, "Port 9699 is taken.\nIs another vchat running?");
  page.camera({ state: "failed", message: "in use" });
  page.sound({ muted: true, volume: 1, microphone: { state: "running" }, speaker: { state: "off" } });
  page.serversFailed("no network");
  page.rename(` ${"b".repeat(300)}`);
  assertEquals(page.state.name, "b".repeat(199));
  page.rename("  ");
  assertEquals(page.state, {
    name: "Ada",
    camera: { state: "failed", message: "in use" },
    sound: { muted: true, volume: 1, microphone: { state: "running" }, speaker: { state: "off" } },
    servers: [],
    serversProblem: "Servers of this network cannot be listed: no network.",
    problem: "Port 9699 is taken.\nIs another vchat running?",
  });
});
