import { assertEquals } from "@std/assert";
import { StandardOutput } from "../../../src/cli/console/standard_output.ts";

const LIMIT_BYTES = 1000;

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
