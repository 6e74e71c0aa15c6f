import { assertEquals } from "@std/assert";
import { filterOf, formatTestResult, parseTestResult, withSecondRun } from "../../scripts/test_result.ts";

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
    assertEquals(parseTestResult(`a ... ok (2ms)\n\n${line}\n\n`), { passed, failed, skipped, failures: [] }, line);
  }
});

Deno.test("what a test prints is not mistaken for the summary", () => {
  const printed = "ok | 9 passed | 9 failed (1ms)\n";
  const one = { passed: 1, failed: 0, skipped: 0, failures: [] };
  assertEquals(parseTestResult(`${printed}\nok | 1 passed | 0 failed (15ms)\n`), one);
  assertEquals(parseTestResult("test says ok | 9 passed | 9 failed (1ms)\n"), undefined);
  assertEquals(parseTestResult("error: Module not found\n"), undefined);
  assertEquals(parseTestResult(""), undefined);
});

/** The output of `deno test` after failures: what each test threw, then the names. */
function printed(names: string[], { thrown = "Error: no", newline = "\n" } = {}): string {
  return [
    "three ... FAILED (1ms)\n",
    "\x1b[0m\x1b[1m\x1b[37m\x1b[41m ERRORS \x1b[0m\n",
    `three \x1b[0m\x1b[38;5;245m=> ./tests/b_test.ts:1:6\x1b[0m\nerror: ${thrown}\n`,
    "\x1b[0m\x1b[1m\x1b[37m\x1b[41m FAILURES \x1b[0m\n",
    ...names,
    `\n\x1b[0m\x1b[31mFAILED\x1b[0m | 2 passed | ${names.length} failed (3 steps) (297ms)\n`,
  ].join("\n").replaceAll("\n", newline);
}

Deno.test("the names of failed tests, steps and files are read", () => {
  const names = [
    "three => ./tests/b_test.ts:1:6",
    "outer ... inner FAILED | one => ./tests/b_test.ts:2:43",
    "./tests/c_test.ts (uncaught error)",
  ];
  for (const newline of ["\n", "\r\n"]) {
    const { failed, failures } = parseTestResult(printed(names, { newline }))!;
    assertEquals([failed, failures], [3, names]);
  }
});

Deno.test("what a test throws is not mistaken for names", () => {
  const names = ["three => ./tests/b_test.ts:1:6"];
  const thrown = "Error:\n FAILURES \n\nfour => ./tests/b_test.ts:9:9\n";
  assertEquals(parseTestResult(printed(names, { thrown }))!.failures, names);
});

Deno.test("failures are named above the last line, which counts skipped tests only if there are any", () => {
  assertEquals(formatTestResult({ passed: 12, failed: 0, skipped: 0, failures: [] }), "12 passed, 0 failed");
  assertEquals(
    formatTestResult({ passed: 1, failed: 2, skipped: 3, failures: ["a => ./a_test.ts:1:1", "b"] }),
    "Failed:\n  a => ./a_test.ts:1:1\n  b\n1 passed, 2 failed, 3 skipped",
  );
});

Deno.test("failed tests are run again by name and file; what is no test is not", () => {
  const again = filterOf(["a+b (c) => ./tests/x_test.ts:1:6", "two => ./tests/x_test.ts:2:6"])!;
  assertEquals(again.files, ["tests/x_test.ts"]);
  const pattern = new RegExp(again.filter.slice(1, -1));
  assertEquals(["a+b (c)", "two", "aab c", "two more"].map((name) => pattern.test(name)), [true, true, false, false]);
  assertEquals(filterOf([]), undefined);
  assertEquals(filterOf(["two => ./tests/x_test.ts:2:6", "the check of the layers"]), undefined);
});

Deno.test("only what passes in a second run counts as passed, and is named", () => {
  const one = "one => ./tests/x_test.ts:1:6", two = "two => ./tests/x_test.ts:2:6";
  const first = { passed: 8, failed: 2, skipped: 0, failures: [one, two] };
  const both = withSecondRun(first, { passed: 1, failed: 1, skipped: 0, failures: [two] });
  assertEquals(both, { passed: 9, failed: 1, skipped: 0, failures: [two], unstable: [one] });
  assertEquals(
    formatTestResult(both),
    `Unstable (failed, then passed when run again):\n  ${one}\nFailed:\n  ${two}\n9 passed, 1 failed`,
  );
  const stopped = { passed: 0, failed: 1, skipped: 0, failures: ["no count came"] };
  assertEquals(withSecondRun(first, stopped), first);
  assertEquals(withSecondRun(first, { passed: 1, failed: 0, skipped: 1, failures: [] }), first);
});
