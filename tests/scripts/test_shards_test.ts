import { assert, assertEquals } from "@std/assert";
import { denoTestArgs, type TestHost, testShards } from "../../scripts/test_shards.ts";

const TEST_FILES = [
  "tests/call/call_test.ts",
  "tests/cli/run_test.ts",
  "tests/cli/window/two_ends_test.ts",
  "tests/cli/window_title_test.ts",
  "tests/io/discovery/multicast_socket_test.ts",
  "tests/io/window/page/layout_test.ts",
  "tests/wire/wire_mismatch_test.ts",
];
const host: TestHost = {
  frozen: false,
  os: "linux",
  testFiles: TEST_FILES,
  exists: (path) => path.startsWith("tests"),
};

/** The arguments after the permissions. */
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

Deno.test("tests that need Debian's programs exist, and are left out elsewhere", () => {
  assertEquals(ignored(denoTestArgs([], host)), []);
  const elsewhere = { ...host, os: "darwin" } as const;
  for (const path of ignored(denoTestArgs([], elsewhere))) Deno.statSync(path);
  const left = testShards([], elsewhere).flatMap(({ args }) => args);
  assertEquals(TEST_FILES.filter((file) => !left.includes(file)), ["tests/cli/window/two_ends_test.ts"]);
});

Deno.test("several processes run all tests, each test once, on separate ports", () => {
  const shards = testShards([], host);
  assertEquals(shards.flatMap(({ args }) => args).toSorted(), TEST_FILES);
  assertEquals(shards.length, 3);
  let last = 0;
  for (const { env } of shards) {
    const [from, to] = env.TEST_PORTS.split("-").map(Number);
    assert(from > last && to > from && to < 32_768, env.TEST_PORTS);
    last = to;
  }
});

Deno.test("one process has all tests that announce something on the network", () => {
  const telling = testShards([], host).filter(({ args }) => {
    return args.some((file) => file.startsWith("tests/io/discovery/") || file === "tests/cli/run_test.ts");
  });
  assertEquals(telling.length, 1);
});

Deno.test("one process runs the given paths", () => {
  const args = ["--junit-path=build/tests.xml", "tests/media"];
  assertEquals(testShards(args, host), [{ args, env: {} }]);
});
