/**
 * `bench_hello.ts`: what hellos cost a server that waits: comparing one with 1000 known peers, and 10,000 a second from strangers while
 * a known peer calls. Pure computing, without sockets: the CPU time is real, the time of the call is virtual. Prints one table.
 */
import { Buffer } from "node:buffer";
import process from "node:process";
import { createSealedWire } from "../src/wire/sealed/sealed_wire.ts";
import { PeerHints } from "../src/wire/sealed/handshake/peer_hints.ts";
import { pairHint, peerId } from "../src/wire/sealed/handshake/key_schedule.ts";
import type { KnownPeer, PairSide } from "../src/wire/wire.ts";
import { WirePair } from "../tests/fake/wire_pair.ts";
import { HelloFlood } from "../tests/fake/hello_flood.ts";
import { type FigureRow, formatTable } from "./bench/figure_row.ts";

const PEERS = 1000, ROUNDS = 200, FLOOD_MS = 5000;
const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));

function knownPeers(side?: PairSide): KnownPeer[] {
  return Array.from({ length: PEERS }, () => {
    const secret = random(32);
    return { id: peerId(secret), name: "", secret, side };
  });
}

/** The median of the time to find out who calls, in ms. `caller`: the side that the hint names. */
function searchMs(peers: readonly KnownPeer[], caller?: PairSide): number {
  const hints = new PeerHints(), times: number[] = [];
  for (const peer of peers) hints.add(peer);
  for (let round = 0; round < ROUNDS; round++) {
    const nonce = random(16), hint = pairHint(peers[round].secret, nonce, caller);
    const startMs = performance.now();
    const found = hints.find(hint, nonce, caller !== undefined);
    times.push(performance.now() - startMs);
    if (!Buffer.from(found!.secret).equals(peers[round].secret)) throw new Error("another peer was found");
  }
  return times.toSorted((a, b) => a - b)[ROUNDS / 2];
}

/** The CPU time of a second of the flood, in ms, and how long the known peer calls until it is in, in virtual ms. */
function underFlood(proven: boolean): { cpuMs: number; connectedMs: number } {
  const peers = knownPeers("B"), end = { randomBytes: random, remember: true };
  const server = createSealedWire({ role: "server", name: "server", peers, ...end });
  const pair = new WirePair({ server, seed: 1 });
  pair.start();
  const flood = new HelloFlood(pair, { proven });
  const before = process.cpuUsage(), startMs = pair.nowMs;
  flood.run(FLOOD_MS / 2);
  const [known] = peers, called = { hostname: pair.server.address.hostname, port: pair.server.address.port };
  const client = pair.addClient(
    createSealedWire({ role: "client", server: called, name: "client", peers: [{ ...known, side: "A" }], ...end }),
    { conditions: { delayMs: 10 } },
  );
  const callMs = pair.nowMs;
  pair.input(client, { kind: "start" });
  flood.run(FLOOD_MS / 2);
  const { user, system } = process.cpuUsage(before);
  const cpuMs = (user + system) / 1000 / ((pair.nowMs - startMs) / 1000);
  const connected = client.events.find(({ event }) => event.kind === "connected");
  return { cpuMs, connectedMs: connected === undefined ? Infinity : connected.atMs - callMs };
}

searchMs(knownPeers("A"), "B"); // compiled by now
const rows: FigureRow[] = [
  ["with sides", knownPeers("A"), "B"],
  ["without sides", knownPeers(), undefined],
  ["that have no side here yet", knownPeers(), "A"],
].map(([what, peers, caller]) => ({
  figure: `a hello compared with ${PEERS} known peers ${what}`,
  unit: "ms",
  vchat: searchMs(peers as KnownPeer[], caller as PairSide | undefined),
  target: { is: "at most", value: 2 },
}));
for (const proven of [false, true]) {
  const { cpuMs, connectedMs } = underFlood(proven);
  const flood = `10,000 hellos a second ${proven ? "with cookies, from 40 networks" : "from forged addresses"}`;
  rows.push({ figure: `${flood}: CPU time, that of the flood included`, unit: "ms/s", vchat: cpuMs });
  rows.push({ figure: `${flood}: a known peer is in after`, unit: "ms", vchat: connectedMs });
}
console.log(formatTable(rows));
