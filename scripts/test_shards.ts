/**
 * Tests read /proc to find leftover processes, and so does the package that drives a browser. Deno allows that only with
 * `--allow-all`. Tests start vchat's own processes with named permissions.
 */
const PERMISSION = "--allow-all";
/** These tests need a terminal multiplexer, shells or an X server, which are installed only on Debian. */
const LINUX_TESTS = [
  "tests/cli/terminal_test.ts",
  "tests/cli/presence/choose_server_test.ts",
  "tests/cli/commands/completions",
  "tests/cli/window",
  "tests/io/terminal/system_terminal_test.ts",
];
/**
 * Which process runs the tests below a path, when all tests run. The longest path counts. The processes take about equally
 * long. One of them has all tests that announce something on the network.
 */
const SHARD_OF: Readonly<Record<string, number>> = {
  "tests/": 0,
  "tests/io/window/": 1,
  "tests/cli/window/": 1,
  "tests/call/": 2,
  "tests/cli/": 2,
  "tests/interop/": 2,
  "tests/io/discovery/": 2,
};
/** Below the ports that systems assign automatically. Each process gets this many. */
const FIRST_PORT = 10_000, SHARD_PORTS = 6000;

/** Where tests run. */
export interface TestHost {
  readonly frozen: boolean;
  readonly os: typeof Deno.build.os;
  /** Every test file of the project, as a path that starts with `tests/`. */
  readonly testFiles: readonly string[];
  /** Whether the project has a file or folder with this path. */
  exists(path: string): boolean;
}

/** One `deno test` process: its arguments for {@linkcode denoTestArgs}, and its environment variables. */
export interface TestShard {
  readonly args: readonly string[];
  readonly env: Record<string, string>;
}

/** The processes that run the tests of `args` at the same time: several for all tests, otherwise one. */
export function testShards(args: readonly string[], { os, testFiles }: TestHost): TestShard[] {
  if (args.length > 0) return [{ args, env: {} }];
  const shards = new Map<number, string[]>();
  for (const file of testFiles) {
    if (os !== "linux" && LINUX_TESTS.some((path) => file === path || file.startsWith(`${path}/`))) continue;
    const path = Object.keys(SHARD_OF).filter((path) =>
      file.startsWith(path)
    ).toSorted((a, b) => b.length - a.length)[0];
    shards.set(SHARD_OF[path], [...shards.get(SHARD_OF[path]) ?? [], file]);
  }
  return Array.from(shards.entries()).toSorted(([a], [b]) => a - b).map(([shard, args]) => {
    const first = FIRST_PORT + shard * SHARD_PORTS;
    return { args, env: { TEST_PORTS: `${first}-${first + SHARD_PORTS - 1}` } };
  });
}

/** The arguments for `deno test`: `args`, plus all tests if they contain no path. */
export function denoTestArgs(args: readonly string[], host: TestHost): string[] {
  const isPath = (arg: string) => !arg.startsWith("-") && (host.exists(arg) || /[*?]/.test(arg));
  return [
    "test",
    "--no-check",
    ...(host.frozen ? ["--frozen"] : []),
    PERMISSION,
    ...(host.os === "linux" ? [] : [`--ignore=${LINUX_TESTS.join()}`]),
    ...args,
    ...(args.some(isPath) ? [] : ["tests/"]),
  ];
}
