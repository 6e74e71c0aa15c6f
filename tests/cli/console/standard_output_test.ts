import { assert, assertEquals } from "@std/assert";
import { StandardOutput } from "../../../src/cli/console/standard_output.ts";

const LIMIT_BYTES = 10 * (100 + 256);

/** Standard output whose reader reads nothing until told to. */
function stalledOutput() {
  const reader = Promise.withResolvers<void>();
  let written = "", lost = 0;
  const output = new StandardOutput({
    write: async (bytes) => {
      await reader.promise;
      written += new TextDecoder().decode(bytes);
      return bytes.length;
    },
    onFailure: (error) => {
      throw error;
    },
    onLost: () => lost++,
  }, LIMIT_BYTES);
  return { output, read: reader.resolve, written: () => written, lost: () => lost };
}

Deno.test("for a slow reader the backlog has a limit, reported once when reached; reading makes room again", async () => {
  const { output, read, written, lost } = stalledOutput();
  for (let n = 0; n < 30; n++) output.print("x".repeat(99));
  assertEquals(lost(), 1);
  read();
  await output.flush();
  assertEquals(written(), `${"x".repeat(99)}\n`.repeat(10));
  output.print("again");
  await output.flush();
  assertEquals([written().slice(-6), lost()], ["again\n", 1]);
});

Deno.test("a line longer than the limit is written when nothing else waits", async () => {
  const { output, read, written } = stalledOutput();
  output.print("x".repeat(5000));
  read();
  await output.flush();
  assertEquals(written().length, 5001);
});

Deno.test("empty lines count towards the limit too", async () => {
  const { output, read, written, lost } = stalledOutput();
  for (let n = 0; n < 1000; n++) output.print("");
  assertEquals(lost(), 1);
  read();
  await output.flush();
  assertEquals(written(), "\n".repeat(13));
});

Deno.test("lines are written in order, together if many wait, and complete if the reader takes little at a time", async () => {
  const writes: number[] = [];
  let written = "";
  const output = new StandardOutput({
    write: (bytes) => {
      const taken = Math.min(bytes.length, 40_000);
      writes.push(bytes.length);
      written += new TextDecoder().decode(bytes.subarray(0, taken));
      return Promise.resolve(taken);
    },
    onFailure: (error) => {
      throw error;
    },
    onLost: () => {},
  });
  const lines = Array.from({ length: 30 }, (_, n) => String(n % 10).repeat(1000 * n));
  for (const line of lines) output.print(line);
  await output.flush();
  assertEquals(written, lines.map((line) => `${line}\n`).join(""));
  assertEquals(Math.max(...writes) <= 65_536, true);
  assertEquals(writes.length < lines.length, true);
});

Deno.test("a long line is produced in pieces when it is its turn, and stays one line", async () => {
  const { output, read, written } = stalledOutput();
  let made = 0;
  const pieces = function* () {
    for (; made < 50; made++) yield `${made} `;
  };
  output.print("before");
  output.print({ pieces: pieces(), heldBytes: 300 });
  output.print("after");
  await new Promise((resolve) => setTimeout(resolve, 5));
  assertEquals([made, written()], [0, ""]);
  read();
  await output.flush();
  assertEquals(written(), `before\n${Array.from({ length: 50 }, (_, n) => `${n} `).join("")}\nafter\n`);
});

Deno.test("the memory of a long line counts until it is written", async () => {
  const { output, read, written, lost } = stalledOutput();
  for (let n = 0; n < 3; n++) output.print({ pieces: [`${n}`], heldBytes: LIMIT_BYTES / 2 - 256 });
  assertEquals(lost(), 1);
  read();
  await output.flush();
  assertEquals(written(), "0\n1\n");
});

Deno.test("other work goes on between the pieces of a long line, unless the call is over", async () => {
  let turns = 0, done = false;
  const turn = () => {
    turns++;
    if (!done) setTimeout(turn, 0);
  };
  const output = new StandardOutput({
    write: (bytes) => Promise.resolve(bytes.length),
    onFailure: () => {},
    onLost: () => {},
  });
  const whole = Promise.withResolvers<void>();
  const pieces = function* () {
    for (let n = 0; n < 50; n++) yield "x";
    whole.resolve();
  };
  setTimeout(turn, 0);
  output.print({ pieces: pieces(), heldBytes: 1 });
  await whole.promise;
  done = true;
  assert(turns > 20, `${turns} turns`);
  await output.flush();
  await new Promise((resolve) => setTimeout(resolve, 5));
});
