import { assertEquals } from "@std/assert";
import { denoTestArgs } from "../../scripts/run_tests.ts";

const isPath = (arg: string) => arg.startsWith("tests");

/** The arguments that follow the permissions. */
function afterPermissions(args: string[]): string[] {
  return args.slice(args.findLastIndex((arg) => arg.startsWith("--allow-")) + 1);
}

Deno.test("all tests run unless paths are given", () => {
  const chosen = (args: string[]) => afterPermissions(denoTestArgs(args, { frozen: false, isPath }));
  assertEquals(chosen([]), ["tests/"]);
  assertEquals(chosen(["--filter", "jitter"]), ["--filter", "jitter", "tests/"]);
  assertEquals(chosen(["tests/media"]), ["tests/media"]);
  assertEquals(chosen(["--fail-fast", "tests/media", "tests/wire"]), ["--fail-fast", "tests/media", "tests/wire"]);
});

Deno.test("tests get named permissions, and a frozen lock file only in CI", () => {
  assertEquals(denoTestArgs([], { frozen: false, isPath }).includes("--frozen"), false);
  assertEquals(denoTestArgs([], { frozen: true, isPath }).includes("--frozen"), true);
  assertEquals(denoTestArgs([], { frozen: true, isPath }).includes("--allow-all"), false);
});
