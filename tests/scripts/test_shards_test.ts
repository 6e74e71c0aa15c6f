import { assertEquals } from "@std/assert";
import { denoTestArgs, type TestHost, testShards } from "../../scripts/test_shards.ts";

const host: TestHost = { frozen: false, os: "linux", exists: (path) => path.startsWith("tests") };

/** The arguments that follow the permissions. */
function afterPermissions(args: string[]): string[] {
  return args.slice(args.findLastIndex((arg) => arg.startsWith("--allow-")) + 1);
}

const ignored = (args: string[]) =>
  args.find((arg) => arg.startsWith("--ignore="))?.slice("--ignore=".length).split(",") ?? [];

Deno.test("all tests run unless paths are given", () => {
  const chosen = (args: string[]) => afterPermissions(denoTestArgs(args, host));
  assertEquals(chosen([]), ["tests/"]);
  assertEquals(chosen(["--filter", "jitter"]), ["--filter", "jitter", "tests/"]);
  assertEquals(chosen(["tests/media"]), ["tests/media"]);
  assertEquals(chosen(["--fail-fast", "tests/media", "tests/wire"]), ["--fail-fast", "tests/media", "tests/wire"]);
});

Deno.test("the lock file is frozen only in CI", () => {
  assertEquals(denoTestArgs([], host).includes("--frozen"), false);
  assertEquals(denoTestArgs([], { ...host, frozen: true }).includes("--frozen"), true);
});

Deno.test("what only Debian's programs can test is left out elsewhere, and is there", () => {
  assertEquals(ignored(denoTestArgs([], host)), []);
  const elsewhere = denoTestArgs(["--ignore=tests/media"], { ...host, os: "darwin" });
  assertEquals(elsewhere.filter((arg) => arg.startsWith("--ignore=")).length, 1, "deno test takes one");
  assertEquals(ignored(elsewhere)[0], "tests/media");
  for (const path of ignored(elsewhere)) Deno.statSync(path);
});

Deno.test("two processes run all tests, each of them once, on ports of their own", () => {
  const [rest, windows] = testShards([], host);
  assertEquals(ignored(rest.args), windows.args);
  for (const path of windows.args) Deno.statSync(path);
  assertEquals(new Set([rest, windows].map(({ env }) => env.VCHAT_TEST_PORTS)).size, 2);
});

Deno.test("one process runs what is asked for, and all where there are no windows", () => {
  const args = ["--junit-path=build/tests.xml", "tests/media"];
  assertEquals(testShards(args, host), [{ args, env: {} }]);
  assertEquals(testShards([], { ...host, exists: () => false }), [{ args: [], env: {} }]);
});
