import { assert, assertEquals } from "@std/assert";
import type { Address } from "../../../../src/port/address.ts";
import { PacketSizeProbe } from "../../../../src/wire/sealed/path/packet_size_probe.ts";

const RTT_MS = 40;
const at = (hostname: string): Address => ({ hostname, port: 9699 });

/** A path that carries packets up to `carries()` bytes, and answers after a round trip. */
class Path {
  readonly probe: PacketSizeProbe;
  readonly sent: { size: number; atMs: number }[] = [];
  nowMs = 0;
  readonly #answers: { size: number; atMs: number }[] = [];

  constructor(hostname: string, public carriesBytes: number) {
    this.probe = new PacketSizeProbe(at(hostname), 0);
  }

  runUntil(endMs: number): this {
    for (; this.nowMs <= endMs; this.nowMs++) {
      while (this.#answers[0]?.atMs <= this.nowMs) this.probe.onAnswer(this.#answers.shift()!.size, this.nowMs);
      if (this.probe.deadlineMs > this.nowMs) continue;
      for (const size of this.probe.poll(RTT_MS, this.nowMs)) {
        this.sent.push({ size, atMs: this.nowMs });
        if (size <= this.carriesBytes) this.#answers.push({ size, atMs: this.nowMs + RTT_MS });
      }
    }
    return this;
  }
}

Deno.test("it begins with 1200 bytes and finds the size of Ethernet", () => {
  const path = new Path("192.0.2.1", 1472);
  assertEquals(path.probe.packetBytes, 1200);
  assertEquals(path.runUntil(1000).probe.packetBytes, 1472);
  assertEquals(new Path("2001:db8::1", 1472).runUntil(1000).probe.packetBytes, 1452);
});

Deno.test("on loopback it finds the largest size", () => {
  assertEquals(new Path("127.0.0.1", 65_507).runUntil(1000).probe.packetBytes, 60_000);
  assertEquals(new Path("::1", 20_000).runUntil(5000).probe.packetBytes, 16_384);
});

Deno.test("a path that carries no more stays at 1200, and is probed again at growing intervals", () => {
  const path = new Path("192.0.2.1", 1300).runUntil(100_000);
  assertEquals(path.probe.packetBytes, 1200);
  assert(path.sent.length <= 25, `${path.sent.length} probes`);
  const begins = path.sent.filter(({ atMs }, i) => i === 0 || atMs - path.sent[i - 1].atMs > 5000);
  const gaps = begins.slice(1).map(({ atMs }, i) => atMs - begins[i].atMs);
  assert(gaps.every((gap, i) => i === 0 || gap > gaps[i - 1] * 1.5), `${gaps}`);
});

Deno.test("when a path begins to carry larger packets, it is found", () => {
  const path = new Path("192.0.2.1", 1300).runUntil(5000);
  path.carriesBytes = 1472;
  assertEquals(path.runUntil(40_000).probe.packetBytes, 1472);
});

Deno.test("a size that begins to vanish is given up soon after it is suspected", () => {
  const path = new Path("192.0.2.1", 1472).runUntil(2000);
  path.carriesBytes = 1300;
  path.probe.suspect(path.nowMs);
  assertEquals(path.runUntil(4000).probe.packetBytes, 1200);
});

Deno.test("a size that begins to vanish is also given up without being suspected", () => {
  const path = new Path("192.0.2.1", 1472).runUntil(2000);
  path.carriesBytes = 1300;
  assertEquals(path.runUntil(40_000).probe.packetBytes, 1200);
});

Deno.test("while nothing arrives at all, the size is not changed", () => {
  const path = new Path("192.0.2.1", 1472).runUntil(2000);
  path.carriesBytes = 0;
  path.probe.suspect(path.nowMs);
  assertEquals(path.runUntil(6000).probe.packetBytes, 1472);
});

Deno.test("an answer to a size that was never probed changes nothing", () => {
  const probe = new PacketSizeProbe(at("192.0.2.1"), 0);
  probe.onAnswer(60_000, 10);
  assertEquals(probe.packetBytes, 1200);
  probe.poll(RTT_MS, 150);
  probe.onAnswer(1473, 160);
  assertEquals(probe.packetBytes, 1200);
});

Deno.test("on another path the search starts again", () => {
  const path = new Path("192.0.2.1", 1472).runUntil(1000);
  path.probe.restart(at("198.51.100.1"), path.nowMs);
  assertEquals(path.probe.packetBytes, 1200);
  assertEquals(path.runUntil(2000).probe.packetBytes, 1472);
});

Deno.test("a path that no longer carries 1200 bytes either gets 548, and 1200 and more again later", () => {
  const path = new Path("192.0.2.1", 1472).runUntil(2000);
  path.carriesBytes = 1000;
  path.probe.suspect(path.nowMs);
  assertEquals(path.runUntil(3500).probe.packetBytes, 548);
  path.carriesBytes = 1472;
  assertEquals(path.runUntil(30_000).probe.packetBytes, 1472);
});

Deno.test("1200 bytes are checked only if they are suspected", () => {
  const path = new Path("192.0.2.1", 1300).runUntil(5000);
  path.carriesBytes = 1000;
  assertEquals(path.runUntil(50_000).probe.packetBytes, 1200);
  path.probe.suspect(path.nowMs);
  assertEquals(path.runUntil(52_000).probe.packetBytes, 548);
});

Deno.test("on a path that is not direct packets have 1200 bytes, or 548", () => {
  const probe = new PacketSizeProbe({ ...at("192.0.2.1"), via: "tcp 1" }, 0);
  assertEquals(probe.poll(RTT_MS, 150), []);
  assertEquals([probe.packetBytes, probe.deadlineMs], [1200, Infinity]);
});
