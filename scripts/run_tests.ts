/**
 * `run_tests.ts [deno test's arguments]`: sets up what the tests need, checks layers and types, and runs all tests, or
 * those below the given paths. At the end it prints what failed. The last line is `N passed, N failed`. A layer or type
 * error counts as a failure. In CI (`CI` is set) deno.lock must list everything that is imported.
 *
 * If few of all tests fail, they are run again, with nothing else running: real processes, windows and sound servers share
 * a machine that may be busy. A test that passes then counts as passed, and is named as unstable, to be mended.
 */
import { checkLayers, formatFinding } from "./check_layers.ts";
import { setUp, thisHost } from "./setup.ts";
import { denoTestArgs, type TestHost, testShards } from "./test_shards.ts";
import { filterOf, formatTestResult, parseTestResult, type TestResult, withSecondRun } from "./test_result.ts";

/** A test run that takes longer than this hangs. */
const DEADLINE_MS = 30 * 60_000;
/** A process that a test left behind may keep the output open after the end of the tests. */
const OUTPUT_GRACE_MS = 2_000;
/** The summary and the names of failed tests are within this many characters at the end. */
const TAIL_LENGTH = 200_000;
/** More failures than this are not bad luck. */
const SECOND_RUN_LIMIT = 3;

/** Where {@linkcode runTests} runs. */
export interface TestRun {
  readonly project: string;
  readonly frozen: boolean;
  /** Takes the output of `deno test` as it comes. With several processes, one after the other. */
  write(bytes: Uint8Array): void;
  /** Where Deno's own messages go. */
  readonly stderr: "inherit" | "null";
}

/** Runs everything and returns the result. A failure before the first test counts as one. */
export async function runTests(args: readonly string[], run: TestRun): Promise<TestResult> {
  const { project, frozen, stderr } = run;
  const findings = await checkLayers(project);
  if (stderr === "inherit") { for (const finding of findings) console.error(formatFinding(finding)); }
  if (findings.some(({ severity }) => severity === "error")) return stoppedBy("the check of the layers");

  const check = new Deno.Command(Deno.execPath(), {
    args: ["check", "--quiet", ...(frozen ? ["--frozen"] : [])],
    cwd: project,
    stdin: "null",
    stderr,
  });
  if ((await check.spawn().status).code !== 0) return stoppedBy("the check of the types");

  const testFiles = Array.from(filesBelow(project, "tests")).filter((path) => path.endsWith("_test.ts")).toSorted();
  const host: TestHost = { frozen, os: Deno.build.os, testFiles, exists: (path) => exists(`${project}/${path}`) };
  const shards = testShards(args, host);
  if (shards.length === 0) return stoppedBy("there is no test");
  let before: Promise<unknown> = Promise.resolve();
  const results = shards.map((shard) => {
    const write = inTurn(before, run.write);
    const result = runShard(denoTestArgs(shard.args, host), shard.env, { ...run, write: write.write });
    before = result.then(() => write.done);
    return result;
  });
  const all = await Promise.all(results);
  await before;
  const sum = (name: "passed" | "failed" | "skipped") => all.reduce((total, result) => total + result[name], 0);
  const result: TestResult = {
    passed: sum("passed"),
    failed: sum("failed"),
    skipped: sum("skipped"),
    failures: all.flatMap(({ failures }) => failures),
  };
  // Who names a path is at work on it, and wants to see every failure.
  const again = args.length === 0 && result.failed <= SECOND_RUN_LIMIT ? filterOf(result.failures) : undefined;
  if (again === undefined) return result;
  const second = await runShard(denoTestArgs([`--filter=${again.filter}`, ...again.files], host), {}, run);
  return withSecondRun(result, second);
}

const stoppedBy = (what: string): TestResult => ({ passed: 0, failed: 1, skipped: 0, failures: [what] });

/** Runs one `deno test`. */
async function runShard(args: string[], env: Record<string, string>, run: TestRun): Promise<TestResult> {
  const { project, write, stderr } = run;
  const tests = new Deno.Command(Deno.execPath(), {
    args,
    env,
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
  const result = parseTestResult(await output.tail(OUTPUT_GRACE_MS));
  if (result === undefined) return stoppedBy(`no count came from ${inShort(args)}`);
  if (code === 0 || result.failed > 0) return result;
  return { ...result, failed: 1, failures: [`exit code ${code} of ${inShort(args)}`] };
}

/** Shortens the command of a process, which may name a hundred files. */
function inShort(args: readonly string[]): string {
  const command = `deno ${args.join(" ")}`;
  return command.length > 200 ? `${command.slice(0, 200)}...` : command;
}

/** Holds back output until `before` has settled, then passes it on directly. */
function inTurn(
  before: Promise<unknown>,
  write: (bytes: Uint8Array) => void,
): { write(bytes: Uint8Array): void; done: Promise<void> } {
  let kept: Uint8Array[] | undefined = [];
  const done = before.then(() => {
    for (const bytes of kept!) write(bytes);
    kept = undefined;
  });
  return { write: (bytes) => kept === undefined ? write(bytes) : void kept.push(bytes), done };
}

/** Passes a stream on as it arrives, and keeps its end. */
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

function* filesBelow(project: string, folder: string): Iterable<string> {
  for (const { name, isDirectory } of Deno.readDirSync(`${project}/${folder}`)) {
    if (isDirectory) yield* filesBelow(project, `${folder}/${name}`);
    else yield `${folder}/${name}`;
  }
}

function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}

function writeToStdout(bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += Deno.stdout.writeSync(bytes.subarray(at));
}

if (import.meta.main) {
  await setUp("test", thisHost());
  const result = await runTests(Deno.args, {
    project: `${import.meta.dirname}/..`,
    frozen: (Deno.env.get("CI") ?? "") !== "",
    write: writeToStdout,
    stderr: "inherit",
  });
  console.log(formatTestResult(result));
  Deno.exit(result.failed === 0 ? 0 : 1);
}
