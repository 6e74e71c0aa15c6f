import { assertEquals, assertStringIncludes } from "@std/assert";
import { denoTestArgs, runTests } from "../../scripts/run_tests.ts";

const isPath = (arg: string) => arg.startsWith("tests");

/** The arguments that follow the permissions. */
function afterPermissions(args: string[]): string[] {
  return args.slice(args.findLastIndex((arg) => arg.startsWith("--allow-")) + 1);
}

Deno.test("all tests run unless paths are given", () => {
  const chosen = (args: string[]) => afterPermissions(denoTestArgs(args, { frozen: false, os: "linux", isPath }));
  assertEquals(chosen([]), ["tests/"]);
  assertEquals(chosen(["--filter", "jitter"]), ["--filter", "jitter", "tests/"]);
  assertEquals(chosen(["tests/media"]), ["tests/media"]);
  assertEquals(chosen(["--fail-fast", "tests/media", "tests/wire"]), ["--fail-fast", "tests/media", "tests/wire"]);
});

Deno.test("the lock file is frozen only in CI", () => {
  assertEquals(denoTestArgs([], { frozen: false, os: "linux", isPath }).includes("--frozen"), false);
  assertEquals(denoTestArgs([], { frozen: true, os: "linux", isPath }).includes("--frozen"), true);
});

Deno.test("what only Debian's programs can test is left out elsewhere, and is there", () => {
  const ignored = (os: typeof Deno.build.os) =>
    denoTestArgs([], { frozen: false, os, isPath }).find((arg) => arg.startsWith("--ignore="));
  assertEquals(ignored("linux"), undefined);
  for (const path of ignored("darwin")!.slice("--ignore=".length).split(",")) Deno.statSync(path);
});

/** Runs the tests of a project that is these files. */
async function runIn(files: Record<string, string>, args: string[] = []) {
  const project = await Deno.makeTempDir({ prefix: "vchat-run-tests-" });
  const printed: string[] = [];
  const decoder = new TextDecoder();
  try {
    await Deno.mkdir(`${project}/tests`);
    for (const [path, text] of Object.entries({ "deno.json": "{}", ...files })) {
      await Deno.writeTextFile(`${project}/${path}`, text);
    }
    const totals = await runTests(args, {
      project,
      frozen: false,
      stderr: "null",
      write: (bytes) => void printed.push(decoder.decode(bytes, { stream: true })),
    });
    return { totals, printed: printed.join("") };
  } finally {
    await Deno.remove(project, { recursive: true });
  }
}

const PASSES = `Deno.test("one", () => {});\nDeno.test("two", () => {});\n`;
const FAILS = `Deno.test("three", () => { throw new Error("as it should"); });\n`;

Deno.test("a run is counted, and what it prints is handed on", async () => {
  const { totals, printed } = await runIn({ "tests/a_test.ts": PASSES, "tests/b_test.ts": FAILS });
  assertEquals(totals, { passed: 2, failed: 1, skipped: 0 });
  assertStringIncludes(printed, "as it should");
});

Deno.test("a path limits the run to the tests below it", async () => {
  const { totals } = await runIn({ "tests/a_test.ts": PASSES, "tests/b_test.ts": FAILS }, ["tests/a_test.ts"]);
  assertEquals(totals, { passed: 2, failed: 0, skipped: 0 });
});

Deno.test("a type error, a module that is not there, and a broken layer fail the run", async () => {
  const stopped = { passed: 0, failed: 1, skipped: 0 };
  assertEquals((await runIn({ "tests/a_test.ts": PASSES + "const n: number = 'x';\n" })).totals, stopped);
  assertEquals((await runIn({ "tests/a_test.ts": `import "./gone.js";\n` + PASSES })).totals, stopped);
  assertEquals((await runIn({ "tests/a_test.ts": PASSES, "main.ts": `import "./src/io/x.ts";\n` })).totals, stopped);
});

Deno.test("a run without a test is no success", async () => {
  assertEquals((await runIn({ "main.ts": "export {};\n" })).totals.failed, 1);
});
