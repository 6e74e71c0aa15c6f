import { assert, assertEquals } from "@std/assert";

const MIB = 1024 * 1024;

/** The memory that two ends in one process use, after each of them has typed each of these numbers of lines. */
async function held(wire: string, characters: number, counts: readonly number[]): Promise<number[]> {
  const script = new URL("../fake/held_lines.ts", import.meta.url).href;
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "-A",
      "--no-check",
      "--v8-flags=--expose-gc",
      script,
      wire,
      String(characters),
      ...counts.map(String),
    ],
  }).output();
  assert(success, new TextDecoder().decode(stderr));
  const told = new TextDecoder().decode(stdout).trim().split("\n").map((line) => JSON.parse(line));
  assertEquals(told.map(({ lines, came }) => [lines, came]), counts.map((count) => [count, 2 * count]));
  return told.map(({ heldBytes }) => heldBytes);
}

Deno.test("the memory of a conversation is bounded by the number of lines", async () => {
  const [begun, full, later] = await held("sealed", 70, [50, 6000, 8000]);
  assert(full - begun < 20 * MIB, `${full - begun} bytes of 12,000 lines`);
  // 4000 more lines at each end: 80 bytes for each would already be more.
  assert(later - full < 0.64 * MIB, `${later - full} bytes of 4000 lines more`);
});

Deno.test("the memory of a conversation is bounded by the length of its lines", async () => {
  for (const wire of ["plain", "sealed"]) {
    const [full, later] = await held(wire, 200_000, [50, 100]);
    // 20 MB more have passed through each end.
    assert(later - full < 4 * MIB, `${later - full} bytes of 100 long lines more (${wire})`);
  }
});
