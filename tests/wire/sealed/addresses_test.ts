/** Servers with several addresses, answers from another address than the one called, and calls that are repeated. */
import { assert, assertEquals } from "@std/assert";
import type { Address } from "../../../src/port/address.ts";
import {
  encodeRefusal,
  TYPE_CLIENT_FINISH,
  TYPE_CLIENT_HELLO,
} from "../../../src/wire/sealed/handshake/handshake_message.ts";
import { plainWireRefusal } from "../../../src/wire/wire_mismatch.ts";
import type { Input, Output } from "../../../src/wire/wire.ts";
import { outputsOf } from "../../fake/outputs_of.ts";
import { type End, SERVER_ADDRESS, WirePair } from "../../fake/wire_pair.ts";
import { Camera, KNOWN, sealedClient, sealedServer } from "./sealed_pair.ts";

const at = (hostname: string): Address => ({ hostname, port: SERVER_ADDRESS.port });
/** No machine has this address. */
const NOWHERE = at("203.0.113.9");
const ALIAS = at("192.0.2.2");
const IPV6 = at("2001:db8::1");

function serverCode(pair: WirePair): string {
  return pair.server.eventsOf("code_changed").at(-1)!.code;
}

const count = (end: End, kind: "connected" | "ended" | "code_needed") => end.eventsOf(kind).length;

Deno.test("a server that answers from another of its addresses is reached, and the call moves there", () => {
  for (const byCode of [false, true]) {
    const pair = new WirePair({ server: sealedServer(1) });
    pair.serverAliases.add(ALIAS.hostname);
    pair.start();
    const secrets = byCode ? { peers: [], code: serverCode(pair) } : {};
    const client = pair.addClient(sealedClient(1, { server: ALIAS, ...secrets }), { conditions: { delayMs: 20 } });
    new Camera(pair, pair.server, { bytes: 5000 });
    const to = new Map<string, number>();
    pair.input(client, { kind: "start" });
    pair.runFor(3000);
    assertEquals(client.eventsOf("connected").map(({ peer }) => peer.address), [ALIAS]);
    assert(client.eventsOf("frame_received").length > 70, pair.toString());
    // Everything is sent to the address that was called until the other one has answered a challenge.
    pair.tamper = (bytes, direction) => {
      if (direction === "to_server") to.set("any", (to.get("any") ?? 0) + 1);
      return bytes;
    };
    pair.serverAliases.clear();
    pair.runFor(3000);
    assert(client.eventsOf("frame_received").at(-1)!.atMs > pair.nowMs - 100, "it goes on at the address that answers");
    assertEquals(client.eventsOf("interrupted"), []);
  }
});

Deno.test("nothing is sent to the source of an answer until it is proven", () => {
  const pair = new WirePair({ server: sealedServer(1) });
  pair.start();
  const client = sealedClient(1);
  const sent: { to: Address; type: number }[] = [];
  const take = (input: Input, nowMs: number) => {
    client.handle(input, nowMs);
    const outputs = outputsOf(client);
    for (const output of outputs) {
      if (output.kind === "send_datagram") sent.push({ to: output.to, type: output.bytes[0] });
    }
    return outputs;
  };
  let hello: Uint8Array | undefined;
  for (const output of take({ kind: "start" }, 1000)) {
    if (output.kind === "send_datagram") hello = Uint8Array.from(output.bytes);
  }
  // The server's own answer, replayed from elsewhere: the handshake continues with the server.
  pair.injectToServer({ hostname: "198.51.100.9", port: 5 }, hello!);
  const thief = { hostname: "203.0.113.66", port: SERVER_ADDRESS.port };
  const answer = pair.overheard.at(-1)!.bytes;
  take({ kind: "datagram", channel: 0, from: thief, bytes: answer }, 1001);
  assertEquals(sent.at(-1), { to: SERVER_ADDRESS, type: TYPE_CLIENT_FINISH });
  for (let ms = 1002; ms < 20_000; ms += 50) take({ kind: "time" }, ms);
  assertEquals(sent.filter(({ to }) => to.hostname === thief.hostname), []);
});

Deno.test("all addresses of a name are called shortly after each other, until one answers", () => {
  for (
    const [server, others] of [[NOWHERE, [SERVER_ADDRESS]], [SERVER_ADDRESS, [NOWHERE]], [IPV6, [
      NOWHERE,
      SERVER_ADDRESS,
    ]]] as const
  ) {
    const pair = new WirePair({ server: sealedServer(1) });
    pair.start();
    const client = pair.addClient(sealedClient(1, { server, others }), { conditions: { delayMs: 20 } });
    pair.input(client, { kind: "start" });
    pair.runFor(400);
    assertEquals(client.eventsOf("connected").map(({ peer }) => peer.address), [SERVER_ADDRESS]);
    assertEquals(client.eventsOf("calling")[0].address, server);
  }
});

Deno.test("with a code too, and a server at two addresses takes one call", () => {
  const pair = new WirePair({ server: sealedServer(1) });
  pair.serverAliases.add(IPV6.hostname);
  pair.start();
  const options = { server: NOWHERE, others: [IPV6, SERVER_ADDRESS], peers: [], code: serverCode(pair) };
  const client = pair.addClient(sealedClient(1, options), { conditions: { delayMs: 200 } });
  pair.input(client, { kind: "start" });
  pair.runFor(3000);
  assertEquals([count(client, "connected"), count(pair.server, "connected")], [1, 1]);
  assertEquals(pair.server.eventsOf("dropped").filter(({ reason }) => reason === "handshake_refused"), []);
});

Deno.test("a stranger's vchat at one address of the name does not keep the client from the other address", () => {
  const ours = new WirePair({ server: sealedServer(1) });
  const stranger = sealedServer(9, { peers: [] });
  stranger.handle({ kind: "start" }, 0);
  ours.start();
  const client = ours.addClient(sealedClient(1, { server: NOWHERE, others: [SERVER_ADDRESS] }), {
    conditions: { delayMs: 20 },
  });
  const { wire } = client;
  const handle = wire.handle.bind(wire), poll = wire.pollOutput.bind(wire);
  const outputs: Output[] = [];
  // Packets to the first address reach the stranger, without delay.
  wire.handle = (input, nowMs) => {
    handle(input, nowMs);
    for (let output; (output = poll());) {
      if (output.kind !== "send_datagram" || output.to.hostname !== NOWHERE.hostname) {
        outputs.push(output);
        continue;
      }
      stranger.handle({ kind: "datagram", channel: 0, from: client.address, bytes: output.bytes }, nowMs);
      for (const answer of outputsOf(stranger)) {
        if (answer.kind !== "send_datagram") continue;
        wire.handle({ kind: "datagram", channel: 0, from: NOWHERE, bytes: Uint8Array.from(answer.bytes) }, nowMs);
      }
    }
  };
  wire.pollOutput = () => outputs.shift();
  ours.input(client, { kind: "start" });
  ours.runFor(2000);
  assertEquals(client.eventsOf("connected").map(({ peer }) => peer.address), [SERVER_ADDRESS], ours.toString());
  assertEquals(count(client, "code_needed"), 0);
});

Deno.test("a waiting client calls the new addresses when the server's name is resolved again", () => {
  const pair = new WirePair({ server: sealedServer(1) });
  pair.start();
  const client = pair.addClient(sealedClient(1, { server: NOWHERE }));
  pair.input(client, { kind: "start" });
  pair.runFor(60_000);
  pair.input(client, { kind: "addresses", addresses: [] });
  pair.input(client, { kind: "addresses", addresses: [NOWHERE] });
  pair.runFor(2000);
  assertEquals(count(client, "connected"), 0);
  pair.input(client, { kind: "addresses", addresses: [IPV6, SERVER_ADDRESS] });
  pair.runFor(300);
  assertEquals(count(client, "connected"), 1);
  assert(
    !client.eventsOf("calling").some(({ atMs, address }) => atMs > 63_100 && address.hostname === NOWHERE.hostname),
  );
});

const HOSTILE = {
  "five bytes of the plain wire": () => new TextEncoder().encode("/9j/4"),
  "a refusal of the plain wire": (hello: Uint8Array) => plainWireRefusal(hello),
  "a refusal of another version": (hello: Uint8Array) =>
    encodeRefusal({ clientNonce: hello.slice(13, 29), reason: "version", lowestVersion: 7, highestVersion: 9 }),
  "a refusal of the secret": (hello: Uint8Array) =>
    encodeRefusal({ clientNonce: hello.slice(13, 29), reason: "not_accepted", lowestVersion: 1, highestVersion: 1 }),
};

for (const [name, make] of Object.entries(HOSTILE)) {
  Deno.test(`${name}, forged as an answer to every hello: the server is reached nevertheless`, () => {
    const pair = new WirePair({ server: sealedServer(1) });
    pair.start();
    const client = pair.addClient(sealedClient(1), { conditions: { delayMs: 20 } });
    pair.tamper = (bytes, direction) => {
      if (direction === "to_server" && bytes[0] === TYPE_CLIENT_HELLO) {
        const forged = make(Uint8Array.from(bytes));
        pair.at(
          pair.nowMs,
          () => pair.input(client, { kind: "datagram", channel: 0, from: SERVER_ADDRESS, bytes: forged }),
        );
      }
      return bytes;
    };
    pair.input(client, { kind: "start" });
    pair.runFor(3000);
    assertEquals(
      [count(client, "connected"), count(client, "ended"), count(client, "code_needed")],
      [1, 0, 0],
      pair.toString(),
    );
  });
}

Deno.test("five bytes of the plain wire cause one hint, and calling continues", () => {
  const pair = new WirePair({ server: sealedServer(1), client: sealedClient(1) });
  pair.server.dead = true;
  pair.start();
  for (let i = 0; i < 100; i++) {
    const bytes = new TextEncoder().encode("/9j/4");
    pair.input(pair.client, { kind: "datagram", channel: 0, from: SERVER_ADDRESS, bytes });
    pair.runFor(100);
  }
  assertEquals(pair.client.eventsOf("notice").length, 1);
  assertEquals(count(pair.client, "ended"), 0);
  pair.server.dead = false;
  pair.input(pair.server, { kind: "start" });
  pair.runFor(1500);
  assertEquals(count(pair.client, "connected"), 1);
});

Deno.test("after each interruption of a call, the client calls the same server again", () => {
  for (const byCode of [false, true]) {
    const pair = new WirePair({ server: sealedServer(1) });
    pair.start();
    const options = byCode ? { peers: [], code: serverCode(pair) } : {};
    const client = pair.addClient(sealedClient(1, options), { conditions: { delayMs: 10 } });
    pair.input(client, { kind: "start" });
    pair.runFor(500);
    for (let call = 1; call <= 3; call++) {
      assertEquals(count(client, "connected"), call);
      // The machine sleeps for a minute.
      client.dead = true;
      pair.runFor(60_000);
      client.dead = false;
      pair.runFor(40_000);
      const { reason, again } = client.eventsOf("ended").at(-1)!;
      assertEquals([reason, again], ["peer_silent", true]);
    }
    assertEquals([count(client, "connected"), count(client, "code_needed")], [4, 0]);
    pair.input(client, { kind: "text", id: 1, text: "here again" });
    pair.runFor(500);
    assertEquals(pair.server.eventsOf("text_received").map(({ text }) => text), ["here again"]);
  }
});

Deno.test("a server that was restarted at another address of its name is called again", () => {
  const pair = new WirePair({ server: sealedServer(1) });
  pair.start();
  const client = pair.addClient(sealedClient(1));
  pair.input(client, { kind: "start" });
  pair.runFor(500);
  pair.moveServer("192.0.2.50");
  pair.server.dead = true;
  pair.runFor(60_000);
  assert(client.eventsOf("calling").length > 10);
  pair.server.dead = false;
  pair.runFor(100);
  pair.input(client, { kind: "addresses", addresses: [at("192.0.2.50")] });
  pair.runFor(1000);
  assertEquals(count(client, "connected"), 2);
});

Deno.test("two ends that do not remember each other need a code again, and ask for it", () => {
  for (const forgetful of ["client", "server"]) {
    const pair = new WirePair({ server: sealedServer(1, { remember: forgetful !== "server" }) });
    pair.start();
    const options = { peers: [], remember: forgetful !== "client", code: serverCode(pair) };
    const client = pair.addClient(sealedClient(1, options));
    pair.input(client, { kind: "start" });
    pair.runFor(500);
    client.dead = true;
    pair.runFor(60_000);
    client.dead = false;
    pair.runFor(40_000);
    assertEquals(client.eventsOf("ended").map(({ reason, again }) => [reason, again]), [["peer_silent", true]]);
    assertEquals(client.eventsOf("code_needed").map(({ reason }) => reason), ["unknown_peer"]);
    pair.input(client, { kind: "code", code: serverCode(pair) });
    pair.runFor(500);
    assertEquals(count(client, "connected"), 2);
  }
});

Deno.test("a call is not repeated after the peer left, or after another program of this end took it over", () => {
  const left = new WirePair({ server: sealedServer(1), client: sealedClient(1) });
  left.start();
  left.runFor(500);
  left.input(left.server, { kind: "hang_up" });
  left.runFor(60_000);
  assertEquals(left.client.eventsOf("ended").map(({ reason, again }) => [reason, again ?? false]), [[
    "peer_left",
    false,
  ]]);

  const replaced = new WirePair({ server: sealedServer(1), client: sealedClient(1) });
  replaced.start();
  replaced.runFor(500);
  replaced.client.toServer.change({ down: true });
  replaced.runFor(1000);
  const second = replaced.addClient(sealedClient(2));
  replaced.input(second, { kind: "start" });
  replaced.runFor(60_000);
  assertEquals(replaced.client.eventsOf("ended").map(({ reason, again }) => [reason, again ?? false]), [[
    "peer_silent",
    false,
  ]]);
  assertEquals(replaced.client.wire.deadlineMs, Infinity);
  assertEquals([count(second, "connected"), count(second, "ended")], [1, 0]);
});

Deno.test("a server that is busy when it is called again says so, and the client ends", () => {
  const pair = new WirePair({ server: sealedServer(1, { peers: [KNOWN] }), client: sealedClient(1) });
  pair.start();
  pair.runFor(500);
  pair.client.dead = true;
  pair.runFor(40_000);
  const other = pair.addClient(sealedClient(2, { peers: [], code: serverCode(pair) }));
  pair.input(other, { kind: "start" });
  pair.runFor(1000);
  assertEquals(count(other, "connected"), 1);
  pair.client.dead = false;
  pair.runFor(5000);
  assertEquals(pair.client.eventsOf("ended").map(({ reason }) => reason), ["peer_silent", "busy"]);
  assertEquals(count(other, "ended"), 0);
});

Deno.test("a code that another machine at a private address of the link refuses is tried at its public addresses, and only there", () => {
  const call = (addresses: readonly string[]) => {
    const client = sealedClient(1, {
      server: at(addresses[0]),
      others: addresses.slice(1).map(at),
      peers: [],
      code: "plaza-needle-studio",
    });
    const servers = new Map(addresses.map((address, seed) => [address, sealedServer(seed + 2)]));
    const finishes: string[] = [];
    let nowMs = 0;
    for (const server of servers.values()) server.handle({ kind: "start" }, 0);
    for (const server of servers.values()) outputsOf(server);
    client.handle({ kind: "start" }, nowMs);
    while (nowMs < 1500) {
      const outputs = outputsOf(client);
      for (const output of outputs) {
        if (output.kind !== "send_datagram") continue;
        const { hostname } = output.to, server = servers.get(hostname);
        if (output.bytes[0] === TYPE_CLIENT_FINISH && !finishes.includes(hostname)) finishes.push(hostname);
        server?.handle({ kind: "datagram", channel: 0, from: at("192.0.2.50"), bytes: output.bytes }, nowMs);
        for (const answer of server === undefined ? [] : outputsOf(server)) {
          if (answer.kind !== "send_datagram") continue;
          client.handle({ kind: "datagram", channel: 0, from: output.to, bytes: answer.bytes }, nowMs);
        }
      }
      if (outputs.some(({ kind }) => kind === "code_needed")) break;
      nowMs += 5;
      client.handle({ kind: "time" }, nowMs);
    }
    return finishes;
  };
  assertEquals(call(["192.168.1.23", "203.0.113.9", "10.0.0.7"]), ["192.168.1.23", "203.0.113.9"]);
  assertEquals(call(["203.0.113.9", "198.51.100.4"]), ["203.0.113.9"], "each would count it as a guess");
});
