/** How many tests ended how. */
export interface TestTotals {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

// deno-lint-ignore no-control-regex
const COLOUR = /\x1b\[[0-9;]*m/g;
const SUMMARY =
  /^(?:ok|FAILED) \| (\d+) passed(?: \([^)]*\))? \| (\d+) failed(?: \([^)]*\))?(?: \| (\d+) ignored)?(?:[ |].*)?$/gm;

/** Reads the totals from what `deno test` printed; `undefined` when it never came to a summary. The last summary counts. */
export function parseTestTotals(output: string): TestTotals | undefined {
  const last = Array.from(output.replace(COLOUR, "").replaceAll("\r\n", "\n").matchAll(SUMMARY)).at(-1);
  if (last === undefined) return undefined;
  const [, passed, failed, skipped] = last;
  return { passed: Number(passed), failed: Number(failed), skipped: Number(skipped ?? 0) };
}

/** `12 passed, 0 failed`, and how many were skipped where any were. */
export function formatTestTotals({ passed, failed, skipped }: TestTotals): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}
