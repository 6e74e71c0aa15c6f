import { assert, assertEquals } from "@std/assert";
import { SERVER_ADDRESS } from "../../fake/wire_pair.ts";
import { Camera, knownPair } from "./sealed_pair.ts";

Deno.test("an outage of 5 s is noticed within 2 s, and pictures return 0.3 s after it", () => {
  for (const seed of [1, 2, 3]) {
    const offsetMs = seed * 37;
    const pair = knownPair({
      conditions: { delayMs: 10 },
      schedule: [{ atMs: 3000 + offsetMs, down: true }, { atMs: 8000 + offsetMs, down: false }],
    }, seed);
    pair.start();
    new Camera(pair, pair.server);
    new Camera(pair, pair.client);
    pair.runUntil(9000);
    for (const end of [pair.server, pair.client]) {
      const [interrupted] = end.eventsOf("interrupted"), [resumed] = end.eventsOf("resumed");
      assert(interrupted.atMs - 3000 - offsetMs < 2000);
      assert(resumed.atMs - 8000 - offsetMs < 300);
      const back = end.eventsOf("frame_received").find((e) => e.atMs > 8000 + offsetMs)!;
      assert(back.atMs - 8000 - offsetMs < 300, `${back.atMs}`);
      // Nothing that was captured before or during the outage is shown after it.
      assert(back.frame.captureMs! > 8000 + offsetMs - 50);
    }
  }
});

Deno.test("a client whose address changes is followed, with and without an outage", () => {
  for (const outageMs of [0, 4000]) {
    const pair = knownPair({
      conditions: { delayMs: 30, lossPercent: 5 },
      schedule: outageMs > 0 ? [{ atMs: 3000, down: true }, { atMs: 3000 + outageMs, down: false }] : [],
    }, 2);
    pair.start();
    new Camera(pair, pair.server);
    new Camera(pair, pair.client);
    const address = { hostname: "198.51.100.99", port: 1234 };
    pair.at(3000, () => pair.moveClient(pair.client, address));
    pair.runUntil(6000 + outageMs);
    for (const end of [pair.server, pair.client]) {
      const back = end.eventsOf("frame_received").find((e) => e.atMs > 3000 + outageMs + 70)!;
      assert(back.atMs - 3000 - outageMs < 300, `${end.name}: ${back.atMs}`);
      assert(end.eventsOf("frame_received").at(-1)!.atMs > 5800 + outageMs);
    }
    if (outageMs > 0) assertEquals(pair.server.eventsOf("resumed").at(-1)!.peer.address, address);
  }
});

Deno.test("a server whose address changes is followed", () => {
  const pair = knownPair({ conditions: { delayMs: 30 } }, 2);
  pair.start();
  new Camera(pair, pair.server);
  new Camera(pair, pair.client);
  pair.at(3000, () => pair.moveServer("192.0.2.77"));
  pair.runUntil(5000);
  for (const end of [pair.server, pair.client]) assert(end.eventsOf("frame_received").at(-1)!.atMs > 4900);
});

Deno.test("a recorded packet or hello that is sent from elsewhere changes no address", () => {
  const pair = knownPair({ conditions: { delayMs: 10 } });
  const recorded: Uint8Array[] = [];
  pair.tamper = (bytes, direction) => {
    if (direction === "to_server") recorded.push(Uint8Array.from(bytes));
    return bytes;
  };
  pair.start();
  const camera = new Camera(pair, pair.server, { bytes: 4000 });
  new Camera(pair, pair.client, { bytes: 4000 });
  pair.runFor(2000);
  const thief = { hostname: "203.0.113.66", port: 666 };
  for (const bytes of recorded.slice()) pair.injectToServer(thief, bytes);
  // A recording of a whole handshake, with its original pauses, does not help either.
  pair.runFor(300);
  for (const bytes of recorded.slice(0, 5)) pair.injectToServer(thief, bytes);
  pair.runFor(1000);
  const to = pair.overheard.filter((o) => o.to.hostname === thief.hostname);
  // A stranger gets some answers to hellos, never a sealed packet, and never more bytes than it sent.
  assert(to.every((o) => (o.bytes[0] & 0xc0) !== 0xc0));
  assert(to.reduce((sum, o) => sum + o.bytes.length, 0) < 1024);
  const frames = pair.client.eventsOf("frame_received");
  assert(frames.length >= camera.made.length - 4, `${frames.length} of ${camera.made.length}`);
  assertEquals(pair.server.eventsOf("connected").length, 1);
});

Deno.test("an unproven address never gets more bytes than it sent", () => {
  const pair = knownPair({}, 3);
  const hellos: Uint8Array[] = [];
  pair.tamper = (bytes) => {
    if (bytes[0] === 0x80) hellos.push(Uint8Array.from(bytes));
    return bytes;
  };
  pair.start();
  pair.input(pair.client, { kind: "hang_up" });
  let sent = 0;
  for (let i = 0; i < 400; i++) {
    const bytes = Uint8Array.from(hellos[0]);
    bytes[20] = i;
    bytes[21] = i >> 8;
    pair.injectToServer({ hostname: `203.0.113.${i % 200}`, port: 1000 + i }, bytes);
    sent += bytes.length;
    pair.runFor(3);
  }
  const received = pair.overheard.reduce((sum, o) => sum + o.bytes.length, 0);
  assert(received > 0 && received < sent / 5, `${received} of ${sent}`);
  assert(pair.server.eventsOf("dropped").length < 400);
});

Deno.test("a flood of junk does not disturb the call", () => {
  const pair = knownPair({ conditions: { delayMs: 10 } }, 3);
  pair.start();
  const camera = new Camera(pair, pair.client, { bytes: 5000 });
  pair.runFor(500);
  const junk = new Uint8Array(200).fill(0xc0);
  let copy: Uint8Array | undefined;
  pair.tamper = (bytes, direction) => {
    if (direction === "to_server" && bytes[0] === 0xc0) copy = Uint8Array.from(bytes);
    return bytes;
  };
  for (let i = 0; i < 2000; i++) {
    pair.at(1500 + i * 0.5, () => {
      // Junk, and forged packets of the real session with numbers that are not used yet.
      const bytes = i % 2 === 0 || copy === undefined ? junk : copy.with(6, 200);
      pair.injectToServer({ hostname: "203.0.113.9", port: 9 }, bytes);
    });
  }
  pair.runUntil(4000);
  const shown = pair.server.eventsOf("frame_received").length;
  assert(shown >= camera.made.length - 3, `${shown} of ${camera.made.length}`);
  assertEquals(pair.server.eventsOf("interrupted"), []);
  assertEquals(pair.server.wire.deadlineMs < Infinity, true);
  assertEquals(SERVER_ADDRESS, pair.server.address);
});
