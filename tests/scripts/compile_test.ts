import { assert, assertEquals, assertMatch } from "@std/assert";
import { chosenTargets, compile, type CompileHost, describeFailure, workerPaths } from "../../scripts/compile.ts";
import { BINARIES, compileArgs } from "../../scripts/compile/compile_args.ts";
import { foreignLibraries, TARGETS } from "../../scripts/compile/target.ts";
import { PERMISSIONS } from "../../src/io/process/self_command.ts";

const [LINUX] = TARGETS;
const PROJECT = `${import.meta.dirname}/../..`;
/** What Deno 2.9.6 prints if its site cannot be reached. */
const UNREACHABLE = `Check main.ts
Compile main.ts to dist/linux-x64/vchat
Download https://dl.deno.land/release/v2.9.6/denort-x86_64-unknown-linux-gnu.zip
error: Writing deno compile executable to temporary file 'dist/linux-x64/vchat.tmp-87aee329ed9f9aef'

Caused by:
    0: Setting up base binary.
    1: error sending request for url (https://dl.deno.land/release/v2.9.6/denort-x86_64-unknown-linux-gnu.zip): client error (Connect): dns error: failed to lookup address information: Name or service not known
    2: client error (Connect)
    3: dns error
    4: failed to lookup address information: Name or service not known
`;

function fakeHost(outcome: { code: number; stderr: string }): CompileHost & { runs: string[][]; said: string[] } {
  const runs: string[][] = [];
  const said: string[] = [];
  return {
    runs,
    said,
    runDeno(args) {
      runs.push(args);
      return Promise.resolve(outcome);
    },
    size: () => 98_000_000,
    say: (line) => void said.push(line),
  };
}

const EMBEDDED = { include: ["src/io/a_worker.ts"], exclude: () => ["/cache/other.node"] };

Deno.test("there are three binaries for each of five targets", async () => {
  const host = fakeHost({ code: 0, stderr: "" });
  assertEquals(await compile(TARGETS, EMBEDDED, { frozen: false }, host), 0);
  const outputs = host.runs.map((args) => args[args.indexOf("--output") + 1]);
  assertEquals(outputs.length, 15);
  assertEquals(new Set(outputs).size, 15);
  assert(outputs.includes("dist/windows-x64/vchat-client.exe"));
  assertEquals(host.said[0], "dist/linux-x64/vchat (98 MB)");
});

Deno.test("a binary has named permissions, its built-in role, and the files that no import names", () => {
  const args = compileArgs(LINUX, BINARIES[1], {
    output: "out",
    permissions: PERMISSIONS,
    include: ["src/io/a_worker.ts"],
    exclude: ["/cache/other.node"],
    frozen: true,
  });
  assert(!args.includes("--allow-all") && !args.includes("-A"));
  for (const permission of PERMISSIONS) assert(args.includes(permission), permission);
  assertEquals(args.slice(args.indexOf("main.ts")), ["main.ts", "--role", "server"]);
  assertEquals(args[args.indexOf("--include") + 1], "src/io/a_worker.ts");
  assertEquals(args[args.indexOf("--exclude") + 1], "/cache/other.node");
  assertEquals(args[args.indexOf("--target") + 1], "x86_64-unknown-linux-gnu");
  assert(args.includes("--frozen") && args.includes("--unstable-net"));
});

Deno.test("the demo runs with the permissions of a binary", async () => {
  const { tasks } = JSON.parse(await Deno.readTextFile(`${PROJECT}/deno.json`));
  const flags = /--allow\S*(?: --allow\S*)*(?= main\.ts)/.exec(tasks.demo)?.[0].split(" ");
  assertEquals(flags, PERMISSIONS);
});

Deno.test("only the native libraries for the target are embedded", () => {
  for (const target of TARGETS) {
    const { webview, image } = foreignLibraries(target);
    assert(!webview.includes(target.webviewLibrary) && !image.includes(target.imageLibrary));
    assertEquals([webview.length, image.length], [3, 4]);
  }
});

Deno.test("if the base runtime cannot be downloaded, one line says so and nothing else is tried", async () => {
  const host = fakeHost({ code: 1, stderr: UNREACHABLE });
  assertEquals(await compile(TARGETS, EMBEDDED, { frozen: false }, host), 1);
  assertEquals(host.runs.length, 1);
  assertEquals(host.said.length, 1);
  assertMatch(
    host.said[0],
    /^cannot download Deno's base runtime for linux-x64 from https:\/\/dl\.deno\.land\/\S+\.zip: .*DENORT_BIN/,
  );
  assert(!host.said[0].includes("\n"));
});

Deno.test("any other failure is reported in Deno's words", () => {
  const stderr = "error: Module not found\n    at main.ts:1:1\n";
  assertEquals(describeFailure(stderr, LINUX), stderr.trimEnd());
});

Deno.test("targets are chosen by name or by this machine, and a wrong name is reported", () => {
  const names = (args: string[], triple = LINUX.triple) => {
    const chosen = chosenTargets(args, triple);
    return typeof chosen === "string" ? chosen : chosen.map(({ name }) => name);
  };
  assertEquals(names([]).length, 5);
  assertEquals(names(["--target", "windows-x64,macos-arm64"]), ["macos-arm64", "windows-x64"]);
  assertEquals(names(["--host-only"], "aarch64-apple-darwin"), ["macos-arm64"]);
  assertMatch(String(names(["--host-only"], "riscv64-linux")), /^no binary is built for riscv64-linux: choose among/);
  assertMatch(String(names(["--target", "amiga"])), /^--target amiga: choose among linux-x64, /);
  assertMatch(String(names(["--fast"])), /^--fast: the options are/);
});

Deno.test("every worker is found, and every module that is started by URL is a worker", async () => {
  const workers = workerPaths(PROJECT);
  const started: string[] = [];
  const walk = async (path: string) => {
    for await (const { name, isDirectory } of Deno.readDir(`${PROJECT}/${path}`)) {
      if (isDirectory) await walk(`${path}/${name}`);
      else if (name.endsWith(".ts")) {
        const text = await Deno.readTextFile(`${PROJECT}/${path}/${name}`);
        for (const [, specifier] of text.matchAll(/new Worker\(\s*new URL\("([^"]+)"/g)) {
          started.push(new URL(specifier, `file:///${path}/`).pathname.slice(1));
        }
      }
    }
  };
  await walk("src");
  for (const path of started) assert(workers.includes(path), `${path} would not be in a binary: name it ..._worker.ts`);
});
