import { assertEquals } from "@std/assert";
import { StandardOutput } from "../../../src/cli/console/standard_output.ts";

const LIMIT_BYTES = 10 * (100 + 256);

/** Standard output whose reader takes nothing until it is told to. */
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

Deno.test("a reader that never reads makes us hold so much and no more, and is told once; then it goes on", async () => {
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

Deno.test("one line that is longer than all that may wait is written when nothing waits", async () => {
  const { output, read, written } = stalledOutput();
  output.print("x".repeat(5000));
  read();
  await output.flush();
  assertEquals(written().length, 5001);
});

Deno.test("empty lines fill what may wait as well: each is held by an object", async () => {
  const { output, read, written, lost } = stalledOutput();
  for (let n = 0; n < 1000; n++) output.print("");
  assertEquals(lost(), 1);
  read();
  await output.flush();
  assertEquals(written(), "\n".repeat(13));
});

Deno.test("lines are written in their order, together where many wait, and whole where little is taken at once", async () => {
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
