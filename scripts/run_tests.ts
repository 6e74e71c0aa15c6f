/**
 * `run_tests.ts [deno test's arguments]`: sets up what the tests need, checks layers and types, and runs the tests: all of
 * them, or those of the paths given. The last line on stdout is `N passed, N failed`; a layer or type error counts as a failure.
 * In CI (`CI` is set) deno.lock has to name everything that is imported.
 */
import { checkLayers, formatFinding } from "./check_layers.ts";
import { setUp, thisHost } from "./setup.ts";
import { formatTestTotals, parseTestTotals, type TestTotals } from "./test_totals.ts";

const PROJECT = `${import.meta.dirname}/..`;
const PERMISSIONS = ["net", "run", "read", "write", "env", "ffi", "sys"].map((name) => `--allow-${name}`);
/** A test run that takes this long hangs. */
const DEADLINE_MS = 15 * 60_000;
/** A process that a test left behind may hold the output open after the tests are over. */
const OUTPUT_GRACE_MS = 2_000;
/** The summary stands within the last so many characters. */
const TAIL_LENGTH = 20_000;

/** Arguments of `deno test`: `args` as they are, with all tests where they name no path. */
export function denoTestArgs(
  args: readonly string[],
  options: { frozen: boolean; isPath(arg: string): boolean },
): string[] {
  return [
    "test",
    "--no-check",
    ...(options.frozen ? ["--frozen"] : []),
    ...PERMISSIONS,
    ...args,
    ...(args.some((arg) => !arg.startsWith("-") && options.isPath(arg)) ? [] : ["tests/"]),
  ];
}

/** Runs everything and says how it went; what fails before the first test counts as one failure. */
export async function runTests(args: readonly string[]): Promise<TestTotals> {
  const stopped = { passed: 0, failed: 1, skipped: 0 };
  const frozen = (Deno.env.get("CI") ?? "") !== "";
  await setUp("test", thisHost());

  const findings = await checkLayers(PROJECT);
  for (const finding of findings) console.error(formatFinding(finding));
  if (findings.some(({ severity }) => severity === "error")) return stopped;

  const check = new Deno.Command(Deno.execPath(), {
    args: ["check", "--quiet", ...(frozen ? ["--frozen"] : [])],
    cwd: PROJECT,
    stdin: "null",
  });
  if ((await check.spawn().status).code !== 0) return stopped;

  const tests = new Deno.Command(Deno.execPath(), {
    args: denoTestArgs(args, { frozen, isPath }),
    cwd: PROJECT,
    stdin: "null",
    stdout: "piped",
  }).spawn();
  const deadline = setTimeout(() => {
    console.error(`the tests did not end within ${DEADLINE_MS / 60_000} minutes: stopped`);
    tests.kill("SIGKILL");
  }, DEADLINE_MS);
  const output = passThrough(tests.stdout);
  const { code } = await tests.status;
  clearTimeout(deadline);
  const totals = parseTestTotals(await output.tail(OUTPUT_GRACE_MS)) ?? stopped;
  return code !== 0 && totals.failed === 0 ? { ...totals, failed: 1 } : totals;
}

/** Copies a stream to stdout as it comes and remembers its end. */
function passThrough(stream: ReadableStream<Uint8Array>): { tail(graceMs: number): Promise<string> } {
  let text = "";
  const decoder = new TextDecoder();
  const copied = (async () => {
    for await (const bytes of stream) {
      for (let at = 0; at < bytes.length;) at += await Deno.stdout.write(bytes.subarray(at));
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

function isPath(arg: string): boolean {
  try {
    Deno.statSync(`${PROJECT}/${arg}`);
    return true;
  } catch {
    return /[*?]/.test(arg);
  }
}

if (import.meta.main) {
  const totals = await runTests(Deno.args);
  console.log(formatTestTotals(totals));
  Deno.exit(totals.failed === 0 ? 0 : 1);
}
