import { hideSecrets } from "../../../io/capture/hide_secrets.ts";
import { paintRow } from "../../terminal/styled_text.ts";
import { visibleText } from "../../console/visible_text.ts";

/**
 * What one check found. `fail`: a call would not work. `warn`: a call works, but something is missing or uncertain. The
 * texts may quote other programs. {@linkcode formatFinding} makes them safe to print.
 */
export interface Finding {
  readonly status: "ok" | "warn" | "fail";
  /** What was checked, in one or two words. */
  readonly what: string;
  /** What was found, in one line. */
  readonly detail: string;
  /** What to do about it, or what to know. */
  readonly hints?: readonly string[];
}

/** Checks one thing and returns what it found. Never rejects because something is wrong with the machine. */
export type Check = () => Promise<readonly Finding[]> | readonly Finding[];

/** A finding that says that `what` is fine. */
export function ok(what: string, detail: string, ...hints: readonly string[]): Finding {
  return { status: "ok", what, detail, hints };
}

export function warn(what: string, detail: string, ...hints: readonly string[]): Finding {
  return { status: "warn", what, detail, hints };
}

export function fail(what: string, detail: string, ...hints: readonly string[]): Finding {
  return { status: "fail", what, detail, hints };
}

const LABEL = {
  ok: { text: "ok", tone: "good" },
  warn: { text: "warn", tone: "warning" },
  fail: { text: "FAIL", tone: "bad" },
} as const;
const LABEL_COLUMNS = 6;
const WHAT_COLUMNS = 13;

/** The text without control characters that a terminal would execute, and without the password of a camera URL. */
function shown(text: string): string {
  return visibleText(hideSecrets(text));
}

/** The finding without passwords, for other programs. */
export function shownFinding({ status, what, detail, hints = [] }: Finding): Required<Finding> {
  return { status, what, detail: hideSecrets(detail), hints: hints.map((hint) => hideSecrets(hint)) };
}

/** One line for the finding, and one for each hint. */
export function formatFinding({ status, what, detail, hints = [] }: Finding, colour = false): string[] {
  const label = paintRow([LABEL[status]], colour) + " ".repeat(LABEL_COLUMNS - LABEL[status].text.length);
  return [
    `${label}${what.padEnd(WHAT_COLUMNS)}${shown(detail)}`,
    ...hints.map((hint) => `${" ".repeat(LABEL_COLUMNS + WHAT_COLUMNS)}- ${shown(hint)}`),
  ];
}

/** Whether a call would work. */
export function wouldWork(findings: readonly Finding[]): boolean {
  return findings.every(({ status }) => status !== "fail");
}
