/**
 * Tests look into /proc, for processes that were left behind, and drive a browser through a package that does; Deno opens
 * that to nobody with named permissions. vchat's own processes get theirs by name in every test that starts one.
 */
const PERMISSION = "--allow-all";
/** Need a terminal multiplexer, shells or an X server, which only the set-up for Debian and its kin brings. */
const LINUX_TESTS = [
  "tests/cli/terminal_test.ts",
  "tests/cli/presence/choose_server_test.ts",
  "tests/cli/completions",
  "tests/cli/window",
  "tests/io/system_terminal_test.ts",
];
/**
 * The tests of windows and pages: about half of the time of all, which is the browser's. Nothing in them is announced to the
 * network, so that they run at the same time as the others.
 */
const WINDOW_TESTS = ["tests/cli/window", "tests/io/window"];

/** Where tests run. */
export interface TestHost {
  readonly frozen: boolean;
  readonly os: typeof Deno.build.os;
  /** Whether there is a file or folder of this name in the project. */
  exists(path: string): boolean;
}

/** One process of `deno test`: its arguments, for {@linkcode denoTestArgs}, and what it finds in its environment. */
export interface TestShard {
  readonly args: string[];
  readonly env: Record<string, string>;
}

/** The processes that run what `args` asks for, at the same time: two for all tests, else one. */
export function testShards(args: readonly string[], host: TestHost): TestShard[] {
  const windowTests = WINDOW_TESTS.filter((path) => host.exists(path));
  if (args.length > 0 || windowTests.length === 0) return [{ args: [...args], env: {} }];
  return [
    { args: [`--ignore=${windowTests.join()}`], env: { VCHAT_TEST_PORTS: "10000-19999" } },
    { args: windowTests, env: { VCHAT_TEST_PORTS: "20000-29999" } },
  ];
}

/** Arguments of `deno test`: `args` as they are, with all tests where they name no path. */
export function denoTestArgs(args: readonly string[], host: TestHost): string[] {
  const isPath = (arg: string) => !arg.startsWith("-") && (host.exists(arg) || /[*?]/.test(arg));
  const left = args.filter((arg) => arg.startsWith(IGNORE)).flatMap((arg) => arg.slice(IGNORE.length).split(","));
  if (host.os !== "linux") left.push(...LINUX_TESTS);
  return [
    "test",
    "--no-check",
    ...(host.frozen ? ["--frozen"] : []),
    PERMISSION,
    ...(left.length === 0 ? [] : [`${IGNORE}${left.join()}`]),
    ...args.filter((arg) => !arg.startsWith(IGNORE)),
    ...(args.some(isPath) ? [] : ["tests/"]),
  ];
}

const IGNORE = "--ignore=";
