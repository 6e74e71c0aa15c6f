/** How many tests passed, failed and were skipped. */
export interface TestTotals {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** The totals, and the names of what failed with their places. */
export interface TestResult extends TestTotals {
  readonly failures: readonly string[];
}

// deno-lint-ignore no-control-regex
const COLOUR = /\x1b\[[0-9;]*m/g;
const SUMMARY =
  /^(?:ok|FAILED) \| (\d+) passed(?: \([^)]*\))? \| (\d+) failed(?: \([^)]*\))?(?: \| (\d+) ignored)?(?:[ |].*)?$/gm;
/** The text before the summary: a heading, one line per failure, and an empty line. */
const FAILURES = /^ FAILURES \n\n((?:.+\n)+)\n$/m;

/** Reads the result from the output of `deno test`; `undefined` if there is no summary. The last summary counts. */
export function parseTestResult(output: string): TestResult | undefined {
  const text = output.replace(COLOUR, "").replaceAll("\r\n", "\n");
  const last = Array.from(text.matchAll(SUMMARY)).at(-1);
  if (last === undefined) return undefined;
  const [, passed, failed, skipped] = last;
  const before = text.slice(0, last.index);
  const names = before.slice(before.lastIndexOf("\n FAILURES \n") + 1).match(FAILURES)?.[1];
  return {
    passed: Number(passed),
    failed: Number(failed),
    skipped: Number(skipped ?? 0),
    failures: names === undefined ? [] : names.trimEnd().split("\n"),
  };
}

/** The names of what failed, if anything, and the counts as the last line. */
export function formatTestResult({ failures, ...totals }: TestResult): string {
  const names = failures.length === 0 ? [] : ["Failed:", ...failures.map((name) => `  ${name}`)];
  return [...names, formatTestTotals(totals)].join("\n");
}

/** `12 passed, 0 failed`, and the number skipped if there are any. */
function formatTestTotals({ passed, failed, skipped }: TestTotals): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}
