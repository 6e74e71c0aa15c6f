import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { runTests } from "../../scripts/run_tests.ts";

/** Runs the tests of a project with these files. */
async function runIn(files: Record<string, string>, args: string[] = ["tests"]) {
  const project = await Deno.makeTempDir({ prefix: "vchat-run-tests-" });
  const printed: string[] = [];
  const decoder = new TextDecoder();
  try {
    await Deno.mkdir(`${project}/tests/io/window`, { recursive: true });
    for (const [path, text] of Object.entries({ "deno.json": "{}", ...files })) {
      await Deno.writeTextFile(`${project}/${path}`, text);
    }
    const result = await runTests(args, {
      project,
      frozen: false,
      stderr: "null",
      write: (bytes) => void printed.push(decoder.decode(bytes, { stream: true })),
    });
    return { result, printed: printed.join("") };
  } finally {
    await Deno.remove(project, { recursive: true });
  }
}

const PASSES = `Deno.test("one", () => {});\nDeno.test("two", () => {});\n`;
const FAILS = `Deno.test("three", () => { throw new Error("as it should"); });\n`;

Deno.test("a run is counted, its output is passed on, and failed tests are named", async () => {
  const { result, printed } = await runIn({ "tests/a_test.ts": PASSES, "tests/b_test.ts": FAILS });
  const failures = ["three => ./tests/b_test.ts:1:6"];
  assertEquals(result, { passed: 2, failed: 1, skipped: 0, failures });
  assertStringIncludes(printed, "as it should");
});

Deno.test("several processes run all tests; their counts and names are combined, and their output comes in turn", async () => {
  const slow = `await new Promise((resolve) => setTimeout(resolve, 300));\n`;
  const { result, printed } = await runIn({
    "tests/a_test.ts": slow + PASSES,
    "tests/b_test.ts": slow + FAILS,
    "tests/io/window/c_test.ts": FAILS + PASSES,
  }, []);
  const [a, b, c] = ["a_test.ts", "b_test.ts", "io/window/c_test.ts"].map((file) => `./tests/${file}`);
  const failures = [`three => ${b}:2:6`, `three => ${c}:1:6`];
  assertEquals(result, { passed: 4, failed: 2, skipped: 0, failures, unstable: [] });
  assert(printed.indexOf(c) > Math.max(printed.lastIndexOf(a), printed.indexOf(b)), printed);
});

Deno.test("a test that passes when run again counts as passed and is named; with a path there is no second run", async () => {
  const once = `Deno.test("once (a)", () => {
  const marked = new URL("marked", import.meta.url);
  try { Deno.statSync(marked); } catch { Deno.writeTextFileSync(marked, ""); throw new Error("not yet"); }
});\n`;
  const files = { "tests/a_test.ts": PASSES + once, "tests/b_test.ts": FAILS };
  const unstable = ["once (a) => ./tests/a_test.ts:3:6"], failures = ["three => ./tests/b_test.ts:1:6"];
  assertEquals((await runIn(files, [])).result, { passed: 3, failed: 1, skipped: 0, failures, unstable });
  assertEquals((await runIn({ "tests/a_test.ts": once })).result.failed, 1);
});

Deno.test("a path limits the run to the tests below it", async () => {
  const { result } = await runIn({ "tests/a_test.ts": PASSES, "tests/b_test.ts": FAILS }, ["tests/a_test.ts"]);
  assertEquals(result, { passed: 2, failed: 0, skipped: 0, failures: [] });
});

Deno.test("a type error, a missing module and a broken layer fail the run by name", async () => {
  const stopped = (what: string) => ({ passed: 0, failed: 1, skipped: 0, failures: [what] });
  const types = stopped("the check of the types");
  assertEquals((await runIn({ "tests/a_test.ts": PASSES + "const n: number = 'x';\n" })).result, types);
  assertEquals((await runIn({ "tests/a_test.ts": `import "./gone.js";\n` + PASSES })).result, types);
  const layers = stopped("the check of the layers");
  assertEquals((await runIn({ "tests/a_test.ts": PASSES, "main.ts": `import "./src/io/x.ts";\n` })).result, layers);
});

Deno.test("a run without tests fails, and so does one that ends before its summary", async () => {
  assertEquals((await runIn({ "main.ts": "export {};\n" })).result.failed, 1);
  const { result: { failed, failures } } = await runIn({
    "tests/a_test.ts": `Deno.test("one", () => { Deno.kill(Deno.pid, "SIGKILL"); });\n`,
  });
  assertEquals([failed, failures.length], [1, 1]);
  assertStringIncludes(failures[0], "no count came from deno test");
});
