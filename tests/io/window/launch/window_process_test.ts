import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import { WindowProcess } from "../../../../src/io/window/launch/window_process.ts";
import { eventually } from "../../../fake/eventually.ts";
import { isAlive } from "../../../fake/is_alive.ts";

/** A process that runs this JavaScript. */
function run(source: string, firstLine?: string): WindowProcess {
  return new WindowProcess({ command: Deno.execPath(), args: ["eval", "--quiet", source], firstLine });
}

Deno.test("a process gets its first line, and its end is reported with the reason", async () => {
  const process = run(
    `const bytes = new Uint8Array(99);
     const length = await Deno.stdin.read(bytes);
     console.error(new TextDecoder().decode(bytes.subarray(0, length)).trim());
     Deno.exit(7);`,
    "a secret",
  );
  const { code, said } = await process.ended;
  assertEquals(code, 7);
  assertMatch(said, /a secret/);
  await process.close();
});

Deno.test("a process that reads its input exits when that ends", async () => {
  const process = run("while (await Deno.stdin.read(new Uint8Array(9)) !== null); Deno.exit(5)", "hello");
  await process.close();
  assertEquals((await process.ended).code, 5);
});

Deno.test("a process that does not read its input gets a signal, then is killed", async () => {
  await run("setInterval(() => {}, 1000)").close();
  if (Deno.build.os === "windows") return;
  const file = await Deno.makeTempFile();
  const deaf = run(
    `Deno.addSignalListener("SIGTERM", () => {}); setInterval(() => {}, 1000);
     Deno.writeTextFileSync(${JSON.stringify(file)}, "deaf")`,
    "x",
  );
  await eventually(async () => await Deno.readTextFile(file) === "deaf");
  await deaf.close();
  assertEquals((await deaf.ended).code, 128 + 9);
  await Deno.remove(file);
});

Deno.test("a command that cannot be started throws immediately", () => {
  assertThrows(() => new WindowProcess({ command: "no-such-command-here", args: [] }), Deno.errors.NotFound);
});

Deno.test("the end of a process's output is kept", async () => {
  const { said } = await run("console.error('x'.repeat(100_000) + 'end')").ended;
  assert(said.length <= 2000 && said.trim().endsWith("xend"));
});

if (Deno.build.os !== "windows") {
  const started = async (ownsTree: boolean, script: string) => {
    const file = await Deno.makeTempFile();
    const process = new WindowProcess({ command: "sh", args: ["-c", script, "sh", file], ownsTree });
    await eventually(async () => /\d\n/.test(await Deno.readTextFile(file)));
    const pid = Number(await Deno.readTextFile(file));
    await Deno.remove(file);
    return { process, pid };
  };

  Deno.test("a browser behind a wrapper is closed with it", async () => {
    const { process, pid } = await started(true, 'sleep 600 & echo $! > "$1"; wait');
    await process.close();
    await eventually(() => !isAlive(pid));
  });

  Deno.test("a browser that an opener started keeps running, whether the opener has ended or is closed", async () => {
    for (const after of ["", "wait"]) {
      const { process, pid } = await started(false, `sleep 600 & echo $! > "$1"; ${after}`);
      if (after === "") await process.ended;
      await process.close();
      assert(isAlive(pid));
      Deno.kill(pid, "SIGKILL");
      await eventually(() => !isAlive(pid));
    }
  });
}
