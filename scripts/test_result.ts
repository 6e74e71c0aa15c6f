/** How many tests passed, failed and were skipped. */
export interface TestTotals {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** The totals, and the names of what failed with their places. */
export interface TestResult extends TestTotals {
  readonly failures: readonly string[];
  /** What failed at first, and passed when it was run again. */
  readonly unstable?: readonly string[];
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

/** The names of what failed and of what is unstable, if anything, and the counts as the last line. */
export function formatTestResult({ failures, unstable = [], ...totals }: TestResult): string {
  const listed = (title: string, names: readonly string[]) =>
    names.length === 0 ? [] : [title, ...names.map((name) => `  ${name}`)];
  return [
    ...listed("Unstable (failed, then passed when run again):", unstable),
    ...listed("Failed:", failures),
    formatTestTotals(totals),
  ].join("\n");
}

/** `name => ./tests/a_test.ts:16:10` */
const FAILURE = /^(.*) => (?:\.\/)?(tests\/.*):\d+:\d+$/;

/** How `deno test` runs only these again; `undefined` if there are none, or not all of them are tests. */
export function filterOf(failures: readonly string[]): { filter: string; files: string[] } | undefined {
  const found = failures.map((failure) => FAILURE.exec(failure));
  if (found.length === 0 || found.includes(null)) return undefined;
  const names = found.map((match) => match![1].replace(/[/\\^$.*+?()[\]{}|]/g, "\\$&"));
  return { filter: `/^(${names.join("|")})$/`, files: [...new Set(found.map((match) => match![2]))] };
}

/** The result if what failed in `first` was run again in `second`. Nothing is forgiven that did not pass then. */
export function withSecondRun(first: TestResult, second: TestResult): TestResult {
  const nameOf = (failure: string) => FAILURE.exec(failure)?.[1];
  if (second.passed + second.failed < first.failed || second.skipped > 0) return first;
  const failed = new Set(second.failures.map(nameOf));
  const unstable = first.failures.filter((failure) => !failed.has(nameOf(failure)));
  if (second.failed > 0 && second.failures.length === 0) return first;
  return {
    ...first,
    passed: first.passed + unstable.length,
    failed: first.failed - unstable.length,
    failures: first.failures.filter((failure) => !unstable.includes(failure)),
    unstable,
  };
}

/** `12 passed, 0 failed`, and the number skipped if there are any. */
function formatTestTotals({ passed, failed, skipped }: TestTotals): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}
