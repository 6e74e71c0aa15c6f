import { assertEquals } from "@std/assert";
import { formatTestTotals, parseTestTotals } from "../../scripts/test_totals.ts";

Deno.test("the totals are read from every form of deno test's summary", () => {
  const summaries: [line: string, passed: number, failed: number, skipped: number][] = [
    ["ok | 1 passed | 0 failed (15ms)", 1, 0, 0],
    ["ok | 1 passed | 0 failed | 1 ignored (15ms)", 1, 0, 1],
    ["ok | 120 passed (3 steps) | 0 failed (1m3s)", 120, 0, 0],
    ["FAILED | 2 passed (1 step) | 2 failed (1 step) | 1 ignored (484ms)", 2, 2, 1],
    ["FAILED | 0 passed | 1 failed | 3 ignored (2 steps) | 4 filtered out (3ms)", 0, 1, 3],
    ["ok | 7 passed | 0 failed | 12 filtered out (3ms)", 7, 0, 0],
    ["\x1b[0m\x1b[32mok\x1b[0m | 1 passed | 0 failed \x1b[0m\x1b[38;5;245m(15ms)\x1b[0m\r", 1, 0, 0],
  ];
  for (const [line, passed, failed, skipped] of summaries) {
    assertEquals(parseTestTotals(`a ... ok (2ms)\n\n${line}\n\n`), { passed, failed, skipped }, line);
  }
});

Deno.test("what a test prints is not taken for the summary", () => {
  const printed = "ok | 9 passed | 9 failed (1ms)\n";
  assertEquals(parseTestTotals(`${printed}\nok | 1 passed | 0 failed (15ms)\n`), { passed: 1, failed: 0, skipped: 0 });
  assertEquals(parseTestTotals("test says ok | 9 passed | 9 failed (1ms)\n"), undefined);
  assertEquals(parseTestTotals("error: Module not found\n"), undefined);
  assertEquals(parseTestTotals(""), undefined);
});

Deno.test("the closing line names skipped tests only where there are some", () => {
  assertEquals(formatTestTotals({ passed: 12, failed: 0, skipped: 0 }), "12 passed, 0 failed");
  assertEquals(formatTestTotals({ passed: 1, failed: 2, skipped: 3 }), "1 passed, 2 failed, 3 skipped");
});
