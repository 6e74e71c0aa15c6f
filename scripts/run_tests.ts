/**
 * `run_tests.ts [deno test's arguments]`: sets up what the tests need, checks layers and types, and runs the tests: all of
 * them, or those of the paths given. The last line on stdout is `N passed, N failed`; a layer or type error counts as a failure.
 * In CI (`CI` is set) deno.lock has to name everything that is imported.
 */
import { checkLayers, formatFinding } from "./check_layers.ts";
import { setUp, thisHost } from "./setup.ts";
import { formatTestTotals, parseTestTotals, type TestTotals } from "./test_totals.ts";

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
/** A test run that takes this long hangs. */
const DEADLINE_MS = 15 * 60_000;
/** A process that a test left behind may hold the output open after the tests are over. */
const OUTPUT_GRACE_MS = 2_000;
/** The summary stands within the last so many characters. */
const TAIL_LENGTH = 20_000;

/** Arguments of `deno test`: `args` as they are, with all tests where they name no path. */
export function denoTestArgs(
  args: readonly string[],
  options: { frozen: boolean; os: typeof Deno.build.os; isPath(arg: string): boolean },
): string[] {
  return [
    "test",
    "--no-check",
    ...(options.frozen ? ["--frozen"] : []),
    PERMISSION,
    ...(options.os === "linux" ? [] : [`--ignore=${LINUX_TESTS.join()}`]),
    ...args,
    ...(args.some((arg) => !arg.startsWith("-") && options.isPath(arg)) ? [] : ["tests/"]),
  ];
}

/** Where {@linkcode runTests} runs. */
export interface TestRun {
  readonly project: string;
  readonly frozen: boolean;
  /** Takes what `deno test` prints, as it comes. */
  write(bytes: Uint8Array): void;
  /** Where what Deno complains of goes. */
  readonly stderr: "inherit" | "null";
}

/** Runs everything and says how it went; what fails before the first test counts as one failure. */
export async function runTests(args: readonly string[], run: TestRun): Promise<TestTotals> {
  const { project, frozen, write, stderr } = run;
  const stopped = { passed: 0, failed: 1, skipped: 0 };
  const findings = await checkLayers(project);
  if (stderr === "inherit") { for (const finding of findings) console.error(formatFinding(finding)); }
  if (findings.some(({ severity }) => severity === "error")) return stopped;

  const check = new Deno.Command(Deno.execPath(), {
    args: ["check", "--quiet", ...(frozen ? ["--frozen"] : [])],
    cwd: project,
    stdin: "null",
    stderr,
  });
  if ((await check.spawn().status).code !== 0) return stopped;

  const tests = new Deno.Command(Deno.execPath(), {
    args: denoTestArgs(args, { frozen, os: Deno.build.os, isPath: (arg) => isPath(`${project}/${arg}`) }),
    cwd: project,
    stdin: "null",
    stderr,
    stdout: "piped",
  }).spawn();
  const deadline = setTimeout(() => {
    console.error(`the tests did not end within ${DEADLINE_MS / 60_000} minutes: stopped`);
    tests.kill("SIGKILL");
  }, DEADLINE_MS);
  const output = passThrough(tests.stdout, write);
  const { code } = await tests.status;
  clearTimeout(deadline);
  const totals = parseTestTotals(await output.tail(OUTPUT_GRACE_MS)) ?? stopped;
  return code !== 0 && totals.failed === 0 ? { ...totals, failed: 1 } : totals;
}

/** Hands a stream on as it comes and remembers its end. */
function passThrough(
  stream: ReadableStream<Uint8Array>,
  write: (bytes: Uint8Array) => void,
): { tail(graceMs: number): Promise<string> } {
  let text = "";
  const decoder = new TextDecoder();
  const copied = (async () => {
    for await (const bytes of stream) {
      write(bytes);
      text = (text + decoder.decode(bytes, { stream: true })).slice(-TAIL_LENGTH);
    }
  })();
  return {
    async tail(graceMs) {
      let timer: ReturnType<typeof setTimeout> | undefined;
      await Promise.race([copied, new Promise<void>((resolve) => timer = setTimeout(resolve, graceMs))]);
      clearTimeout(timer);
      return text;
    },
  };
}

function isPath(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return /[*?]/.test(path);
  }
}

function writeToStdout(bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += Deno.stdout.writeSync(bytes.subarray(at));
}

if (import.meta.main) {
  await setUp("test", thisHost());
  const totals = await runTests(Deno.args, {
    project: `${import.meta.dirname}/..`,
    frozen: (Deno.env.get("CI") ?? "") !== "",
    write: writeToStdout,
    stderr: "inherit",
  });
  console.log(formatTestTotals(totals));
  Deno.exit(totals.failed === 0 ? 0 : 1);
}
