/** Which connections belong to a call if several people share an address, or strangers fill the queue. */
import { outputsAfter } from "../../fake/outputs_of.ts";
import { assert, assertEquals } from "@std/assert";
import { HELLO } from "../../../src/wire/plain/plain_constants.ts";
import { createPlainWire } from "../../../src/wire/plain/plain_wire.ts";
import { encodeTextRecord, TextRecordReader } from "../../../src/wire/plain/text_record.ts";
import type { Wire, WireEvent } from "../../../src/wire/wire.ts";

/** A server that gets each input from the test. It keeps the texts written to each connection, and which ones were closed. */
class ServerByHand {
  readonly wire = createPlainWire({ role: "server" });
  readonly events: WireEvent[] = [];
  readonly written = new Map<number, string[]>();
  readonly closed: number[] = [];

  input(input: Parameters<Wire["handle"]>[0], nowMs: number): void {
    for (const output of outputsAfter(this.wire, input, nowMs)) {
      if (output.kind === "close_stream") this.closed.push(output.stream);
      else if (output.kind === "write_stream") {
        const texts = this.written.get(output.stream) ?? [];
        const record = new TextRecordReader().push(output.bytes)[0];
        this.written.set(output.stream, [...texts, "text" in record ? record.text : record.failure]);
      } else if (output.kind !== "send_datagram" && output.kind !== "dial_stream") this.events.push(output);
    }
  }

  hello(port: number, nowMs: number): void {
    this.input({ kind: "datagram", channel: 0, from: { hostname: CALLER_HOST, port }, bytes: HELLO }, nowMs);
  }

  open(stream: number, channel: 1 | 2, nowMs: number, hostname = CALLER_HOST): void {
    this.input({ kind: "stream_opened", stream, channel, remote: { hostname, port: 50_000 + stream } }, nowMs);
  }

  says(stream: number, text: string, nowMs: number): void {
    this.input({ kind: "stream_bytes", stream, bytes: encodeTextRecord(text)! }, nowMs);
  }

  get texts(): string[] {
    return this.events.flatMap((event) => event.kind === "text_received" ? [event.text] : []);
  }
}

const CALLER_HOST = "198.51.100.1";
const IDLE_DOWN = 11, IDLE_UP = 12, DOWN = 21, UP = 22;

/** Idle connections from the caller's host, then the caller's own. */
function idleFirst(): ServerByHand {
  const end = new ServerByHand();
  end.input({ kind: "start" }, 0);
  end.open(IDLE_DOWN, 1, 0);
  end.open(IDLE_UP, 2, 0);
  end.hello(4000, 1000);
  end.input({ kind: "text", id: 1, text: "early" }, 1010);
  end.open(DOWN, 1, 1020);
  end.open(UP, 2, 1021);
  return end;
}

for (
  const [when, saysAtMs, sends] of [["at once", 1030, 1], ["after a minute", 60_000, 1], ["late", 60_000, 0]] as const
) {
  Deno.test(`idle connections of the caller's host do not take its place when it writes ${when}`, () => {
    const end = idleFirst();
    for (let nowMs = 1500; nowMs < saysAtMs; nowMs += 500) {
      if (sends) end.hello(4000, nowMs);
      if (end.wire.deadlineMs <= nowMs) end.input({ kind: "time" }, nowMs);
    }
    end.says(UP, "hello there", saysAtMs);
    end.input({ kind: "text", id: 2, text: "and you" }, saysAtMs + 10);
    assertEquals(end.texts, ["hello there"]);
    assertEquals(end.written.get(DOWN), ["early", "and you"]);
    assertEquals(end.closed.toSorted(), [IDLE_DOWN, IDLE_UP]);
    end.says(IDLE_UP, "somebody else", saysAtMs + 20);
    assertEquals(end.texts, ["hello there"]);
  });
}

Deno.test("a caller who never writes still gets the lines", () => {
  const end = idleFirst();
  end.hello(4000, 3000);
  end.input({ kind: "text", id: 2, text: "anybody?" }, 3010);
  assertEquals(end.written.get(DOWN), ["early", "anybody?"]);
});

Deno.test("idle connections that come after the caller's do not take their place either", () => {
  const end = new ServerByHand();
  end.input({ kind: "start" }, 0);
  end.open(DOWN, 1, 0);
  end.open(UP, 2, 1);
  end.open(IDLE_DOWN, 1, 500);
  end.open(IDLE_UP, 2, 500);
  end.hello(4000, 600);
  end.says(UP, "hello there", 700);
  end.input({ kind: "text", id: 2, text: "and you" }, 800);
  assertEquals(end.texts, ["hello there"]);
  assertEquals(end.written.get(DOWN)?.at(-1), "and you");
  assertEquals(end.closed.toSorted(), [IDLE_DOWN, IDLE_UP]);
});

Deno.test("neither half a text nor an invalid one shows whose connection it is", () => {
  const end = idleFirst();
  end.input(
    { kind: "stream_bytes", stream: IDLE_UP, bytes: encodeTextRecord("never finished")!.subarray(0, 12) },
    1025,
  );
  const bytes = new Uint8Array(9);
  bytes[0] = 1;
  end.input({ kind: "stream_bytes", stream: IDLE_UP, bytes }, 1026);
  end.says(UP, "hello there", 1030);
  assertEquals(end.texts, ["hello there"]);
  assert(end.closed.includes(IDLE_UP));
});

Deno.test("a caller that left is noticed, although idle connections of its host stay open", () => {
  const end = idleFirst();
  end.hello(4000, 3000);
  for (const stream of [DOWN, UP]) end.input({ kind: "stream_closed", stream }, 4000);
  end.input({ kind: "time" }, 8990);
  assertEquals(end.events.filter(({ kind }) => kind === "ended"), []);
  end.input({ kind: "time" }, 9000);
  assertEquals(end.events.flatMap((event) => event.kind === "ended" ? [event.reason] : []), ["peer_left"]);
});

Deno.test("strangers that fill the queue leave room for others", () => {
  for (const fill of ["hellos", "connections"]) {
    const end = new ServerByHand();
    end.input({ kind: "start" }, 0);
    for (let n = 0; n < 16; n++) {
      const hostname = `203.0.113.${n}`;
      if (fill === "connections") end.open(100 + n, 1, n, hostname);
      else end.input({ kind: "datagram", channel: 0, from: { hostname, port: 1 }, bytes: HELLO }, n);
    }
    end.open(DOWN, 1, 100);
    end.open(UP, 2, 100);
    end.hello(4000, 101);
    assert(end.events.some(({ kind }) => kind === "connected"), fill);
  }
});
