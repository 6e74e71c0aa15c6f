import { assert, assertEquals } from "@std/assert";
import { runTool } from "../../../src/io/process/run_tool.ts";

Deno.test("a program that does not exist gives undefined", async () => {
  assertEquals(await runTool("no-such-program", []), undefined);
});

if (Deno.build.os !== "windows") {
  Deno.test("the result is the program's output and its exit code", async () => {
    assertEquals(await runTool("sh", ["-c", 'echo "out: $LC_ALL"; echo err >&2; exit 3']), {
      code: 3,
      stdout: "out: C\n",
      stderr: "err\n",
    });
  });

  Deno.test("a program that does not end is given up in time, behind a wrapper or not", async () => {
    assertEquals(await runTool("sh", ["-c", "exec sleep 600"], 50), undefined);
    assertEquals(await runTool("sh", ["-c", "sleep 600; exit 0"], 50), undefined);
    assertEquals(await runTool("sh", ["-c", "trap '' TERM; sleep 600; sleep 600"], 50), undefined);
  });

  Deno.test("a pipe held by a process that the program started is not waited for", async () => {
    assertEquals((await runTool("sh", ["-c", "sleep 600 & echo done"]))?.stdout, "done\n");
  });

  Deno.test("no more than a megabyte of output is kept", async () => {
    const printed = await runTool("sh", ["-c", "head -c 3000000 /dev/zero | tr '\\0' x"]);
    assert(printed!.stdout.length === 1_000_000);
  });
}
