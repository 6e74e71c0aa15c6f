import { assertEquals } from "@std/assert";
import { FilterConsole } from "../../../src/cli/console/filter_console.ts";
import { EXIT_CODE } from "../../../src/cli/commands/exit_code.ts";
import { settled } from "../../fake/virtual_clock.ts";

/** Lets a hundred lines pass. */
async function quiet(): Promise<void> {
  for (let turns = 0; turns < 50; turns++) await settled();
}

const utf8 = new TextEncoder();

function filter({ writeFails, hasWindow = false }: { writeFails?: Error; hasWindow?: boolean } = {}) {
  const input = new TransformStream<Uint8Array, Uint8Array>();
  const writer = input.writable.getWriter();
  const output: string[] = [], errors: string[] = [];
  let left = 0;
  const console = new FilterConsole({
    input: input.readable,
    writeOutput: (bytes) => {
      if (writeFails) return Promise.reject(writeFails);
      // Three bytes at a time, like a pipe that is nearly full.
      output.push(new TextDecoder().decode(bytes.subarray(0, 3)));
      return Promise.resolve(Math.min(3, bytes.length));
    },
    writeError: (line) => errors.push(line),
    describesEvents: true,
    onLeave: hasWindow ? undefined : () => left++,
  });
  return {
    ...{ console, output, errors },
    left: () => left,
    feed: async (text: string) => {
      await writer.write(utf8.encode(text));
      await quiet();
    },
    end: () => writer.close(),
  };
}

Deno.test("what the peer says goes to standard output, made safe, one line each; nothing else does", async () => {
  const { console, output, errors } = filter();
  console.onEvent({
    t: 0,
    event: "connected",
    peer: { address: { hostname: "::1", port: 1 }, name: "A\x07", sealed: false },
  });
  console.onEvent({ t: 0, event: "text_received", name: "A", text: "one\ntwo\x1b[31m" });
  console.onEvent({ t: 0, event: "text_received", name: "A", text: "" });
  await console.close();
  assertEquals(output.join(""), "A: one␊two␛[31m\nA: \n");
  assertEquals(errors, ["vchat: in call with A␇ at [::1]:1, not encrypted"]);
});

Deno.test("lines come in complete, even the last without a line end; the end of the input ends nothing", async () => {
  const { console, feed, end, left } = filter();
  const lines: string[] = [];
  const started = console.start((line) => ({ lineId: lines.push(line) }));
  await feed("one\ntw");
  await feed("o\r\n\nlast");
  assertEquals(lines, ["one", "two", ""]);
  await end();
  await started;
  assertEquals([lines.at(-1), left()], ["last", 0]);
});

Deno.test("standard input waits while too many lines are undelivered", async () => {
  const { console, feed, end } = filter();
  let taken = 0;
  const started = console.start(() => ({ lineId: ++taken }));
  await feed("x\n".repeat(100));
  assertEquals(taken, 64);
  console.onEvent({ t: 0, event: "text_sent", id: 1, text: "x" });
  await quiet();
  assertEquals(taken, 65);
  console.onEvent({ t: 0, event: "ended", reason: "peer_left", final: false });
  await quiet();
  assertEquals(taken, 100);
  await end();
  await started;
});

Deno.test("a closed pipe ends the call, with the status of a program that SIGPIPE ended", async () => {
  const { console, left, errors } = filter({ writeFails: new Deno.errors.BrokenPipe() });
  console.onEvent({ t: 0, event: "text_received", name: "A", text: "x" });
  console.onEvent({ t: 0, event: "text_received", name: "A", text: "y" });
  await console.close();
  assertEquals([left(), console.exitCode, errors], [1, EXIT_CODE.closedPipe, []]);
});

Deno.test("a full disk ends the call with a message and status 1; with a window the call goes on", async () => {
  for (const hasWindow of [false, true]) {
    const { console, left, errors } = filter({ writeFails: new Error("No space left on device"), hasWindow });
    console.onEvent({ t: 0, event: "text_received", name: "A", text: "x" });
    console.onEvent({ t: 0, event: "text_received", name: "A", text: "y" });
    await console.close();
    assertEquals([left(), console.exitCode], hasWindow ? [0, undefined] : [1, EXIT_CODE.failure]);
    const more = hasWindow ? "; the call goes on" : "";
    assertEquals(errors, [`vchat: standard output cannot be written: No space left on device${more}`]);
  }
});

Deno.test("lines from the window make no room, and after a code from the window lines are not held up", async () => {
  const { console, feed, end } = filter();
  let lastId = 1000;
  const taken: string[] = [];
  const started = console.start((line) => {
    taken.push(line);
    return { lineId: ++lastId };
  });
  console.onEvent({ t: 0, event: "code_needed", reason: "unknown_peer" });
  // The code was entered in the window, so what comes here now is for the peer.
  console.onEvent({
    t: 0,
    event: "connected",
    peer: { address: { hostname: "::1", port: 1 }, name: "A", sealed: true },
  });
  await feed("x\n".repeat(100));
  assertEquals(taken.length, 64);
  for (let id = 1; id <= 50; id++) console.onEvent({ t: 0, event: "text_delivered", id });
  await quiet();
  assertEquals(taken.length, 64);
  console.onEvent({ t: 0, event: "text_delivered", id: 1001 });
  await quiet();
  assertEquals(taken.length, 65);
  console.onEvent({ t: 0, event: "ended", reason: "peer_left", final: true });
  await quiet();
  await end();
  await started;
});
