/**
 * Tests look into /proc, for processes that were left behind, and drive a browser through a package that does; Deno opens
 * it only with `--allow-all`. vchat's own processes get named permissions in every test that starts one.
 */
const PERMISSION = "--allow-all";
/** These need a terminal multiplexer, shells or an X server, which only the set-up for Debian installs. */
const LINUX_TESTS = [
  "tests/cli/terminal_test.ts",
  "tests/cli/presence/choose_server_test.ts",
  "tests/cli/commands/completions",
  "tests/cli/window",
  "tests/io/terminal/system_terminal_test.ts",
];
/**
 * Which process of a whole run has the tests below a path; the longest path counts. All processes take about equally long.
 * All tests that announce something to the network are in one of them.
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
/** Below the ports that systems assign by themselves; this many for each process. */
const FIRST_PORT = 10_000, SHARD_PORTS = 6000;

/** Where tests run. */
export interface TestHost {
  readonly frozen: boolean;
  readonly os: typeof Deno.build.os;
  /** Every file of the project with tests in it, from `tests/` on. */
  readonly testFiles: readonly string[];
  /** Whether there is a file or folder of this name in the project. */
  exists(path: string): boolean;
}

/** One process of `deno test`: its arguments, for {@linkcode denoTestArgs}, and what it finds in its environment. */
export interface TestShard {
  readonly args: readonly string[];
  readonly env: Record<string, string>;
}

/** The processes that run what `args` asks for, at the same time: several for all tests, otherwise one. */
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
    return { args, env: { VCHAT_TEST_PORTS: `${first}-${first + SHARD_PORTS - 1}` } };
  });
}

/** Arguments of `deno test`: `args` as they are, with all tests if they name no path. */
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
