import { assert, assertEquals } from "@std/assert";
import { cpuMsIn, cpuMsOf } from "../../../src/io/process/cpu_time.ts";

cpuMsOf(Deno.pid); // the C library is loaded once, and belongs to no test

Deno.test("CPU time is read behind any name", () => {
  const rest = "S 1 2 2 0 -1 4194304 100 0 0 0 12 3 40 5 20 0 1 0 999 1000 10";
  for (const name of ["ffmpeg", "a b) 1 2 (c"]) assertEquals(cpuMsIn(`7 (${name}) ${rest}`), 600);
});

Deno.test("what is no process has no CPU time", () => {
  for (const text of ["", "7 (ffmpeg)", "7 (ffmpeg) S 1 2", "x"]) assertEquals(cpuMsIn(text), undefined, text);
  assertEquals(cpuMsOf(0x7fffffff), undefined);
});

if (Deno.build.os === "linux") {
  Deno.test("this process has used CPU time, and uses more", () => {
    const before = cpuMsOf(Deno.pid)!;
    while (cpuMsOf(Deno.pid)! === before);
    assert(cpuMsOf(Deno.pid)! > before);
  });
}
