import { assertEquals } from "@std/assert";
import { fail, formatFinding } from "../../../src/cli/commands/doctor/check.ts";
import { EXIT_CODE } from "../../../src/cli/commands/exit_code.ts";
import { UsageError, UsageErrors, UserError } from "../../../src/cli/user_error.ts";
import { reportError } from "../../../src/cli/console/report_error.ts";

function reported(error: unknown): string[] {
  const lines: string[] = [];
  reportError(error, (line) => lines.push(line));
  return lines;
}

Deno.test("an error is two lines: what happened, and what to do", () => {
  assertEquals(reported(new UserError("a door is \x1b[1mshut", "open it")), [
    "vchat: error: a door is ␛[1mshut",
    "vchat: hint: open it",
  ]);
  assertEquals(reportError(new UsageError("no such option", ""), () => {}), EXIT_CODE.usage);
});

Deno.test("the password in a camera URL is never shown, in an error or by doctor, wherever it was written", () => {
  const address = "rtsp://admin:s3cret@cam/1?token=abcd";
  const shown = "rtsp://***@cam/1?token=***";
  assertEquals(reported(new UserError(`unknown command ${address}`, `not ${address}`)), [
    `vchat: error: unknown command ${shown}`,
    `vchat: hint: not ${shown}`,
  ]);
  assertEquals(reported(new Error(address))[0], `vchat: error: unexpected: ${shown}`);
  const lines = formatFinding(fail("config", `line 1 is not name = value: camera ${address}`, `camera = ${address}`));
  assertEquals(lines.map((line) => line.slice(19)), [
    `line 1 is not name = value: camera ${shown}`,
    `- camera = ${shown}`,
  ]);
});

Deno.test("of several mistakes each is reported, and a hint that they share only once", () => {
  const mistakes = [new UsageError("one", "read"), new UsageError("two", "read"), new UsageError("three", "write")];
  assertEquals(reported(new UsageErrors(mistakes)), [
    ...["vchat: error: one", "vchat: error: two", "vchat: hint: read"],
    ...["vchat: error: three", "vchat: hint: write"],
  ]);
  assertEquals(reportError(new UsageErrors(mistakes), () => {}), EXIT_CODE.usage);
});

Deno.test("where standard error has only events, an error is one of them", () => {
  const lines: string[] = [];
  assertEquals(reportError(new UserError("a door is shut", "open it"), (line) => lines.push(line), true), 1);
  const { t: _, ...event } = JSON.parse(lines.join("\n"));
  assertEquals(event, { event: "error", message: "a door is shut", hint: "open it", exit_code: 1 });
});
