import { assert, assertEquals, assertThrows } from "@std/assert";
import { type ChildCommand, ChildProcess } from "../../../src/io/process/child_process.ts";
import { eventually } from "../../fake/eventually.ts";
import { isAlive } from "../../fake/is_alive.ts";

/** A shell script in a process of its own, and what it printed. */
function run(script: string, options: Partial<ChildCommand> = {}): { child: ChildProcess; printed: () => string } {
  let printed = "";
  const child = new ChildProcess({
    path: "sh",
    args: ["-c", script],
    onOutput: (bytes) => printed += new TextDecoder().decode(bytes),
    onSaid: (text) => printed += text,
    ...options,
  });
  return { child, printed: () => printed };
}

const hasSetsid = Deno.build.os === "linux" &&
  new Deno.Command("sh", { args: ["-c", "command -v setsid"] }).outputSync().success;

Deno.test("a command that cannot be started throws", () => {
  assertThrows(() => new ChildProcess({ path: "no-such-program", args: [] }), Deno.errors.NotFound);
});

if (Deno.build.os !== "windows") {
  Deno.test("all output of a process is passed on before its end is reported with the exit code", async () => {
    const { child, printed } = run("i=0; while [ $i -lt 3000 ]; do echo $i; i=$((i+1)); done; exit 3");
    assertEquals(await child.ended, 3);
    assertEquals(printed().trim().split("\n"), Array.from({ length: 3000 }, (_, i) => String(i)));
  });

  // Each prints the id of the last process in the chain, which holds all pipes and prints nothing else.
  const LAST = "echo $$; exec sleep 600";
  const trees = {
    "the process itself": LAST,
    "a wrapper that waits": `sh -c '${LAST}'; exit $?`,
    "a wrapper's wrapper": `sh -c "sh -c '${LAST.replaceAll("$", "\\$")}'; exit"; exit`,
    "one in the background": `sh -c '${LAST}' & wait`,
    "one behind a pipe": `sh -c '${LAST}' | cat`,
    "one that does not go when asked": `trap "" TERM; sh -c 'trap "" TERM; echo $$; while :; do sleep 600; done'; exit`,
    "one that only its wrapper hears of": `trap "exit 9" TERM; sh -c 'trap "" TERM; ${LAST}' & wait`,
    ...(hasSetsid ? { "one in a session of its own": `setsid sh -c '${LAST}' & wait` } : {}),
  };
  for (const [name, script] of Object.entries(trees)) {
    Deno.test(`no process is left, and none is waited for: ${name}`, async () => {
      const { child, printed } = run(script);
      await eventually(() => printed().endsWith("\n"));
      const last = Number(printed());
      assert(isAlive(last));
      await child.stop();
      await eventually(() => !isAlive(last));
    });
  }

  Deno.test("child processes left by a process that ended are ended too, whether they hold the pipes or not", async () => {
    for (const pipes of ["", ">/dev/null 2>&1"]) {
      const { child, printed } = run(`sleep 600 ${pipes} & echo $!; exit 4`);
      assertEquals(await child.ended, 4);
      await eventually(() => !isAlive(Number(printed())));
    }
  });

  if (hasSetsid) {
    Deno.test("a pipe held by an unreachable process is not waited for", async () => {
      // It has left the group, and its parent ends when it has, before the processes are listed.
      const folder = await Deno.makeTempDir();
      const left = `${folder}/left`;
      const { child, printed } = run(
        `setsid sh -c 'echo $$; : > ${left}; exec sleep 600' & while [ ! -e ${left} ]; do sleep 0.05; done; exit 5`,
      );
      assertEquals(await child.ended, 5);
      assert(isAlive(Number(printed())));
      Deno.kill(Number(printed()), "SIGKILL");
      await Deno.remove(folder, { recursive: true });
    });
  }

  Deno.test("stopping twice, or after the end, settles", async () => {
    const { child } = run("exec sleep 600");
    await Promise.all([child.stop(), child.stop()]);
    await child.stop();
  });

  Deno.test("its input is written, and closed", async () => {
    const { child, printed } = run("cat; echo end", {
      input: async (output) => await output.write(new TextEncoder().encode("line\n")),
    });
    assertEquals(await child.ended, 0);
    assertEquals(printed(), "line\nend\n");
  });

  Deno.test("an exception in the output's reader ends the process, and is reported", async () => {
    const { child } = run("echo $$; exec sleep 600", {
      onOutput: () => {
        throw new Error("no more");
      },
    });
    assertEquals(await child.ended.then(() => "", ({ message }) => message), "no more");
  });
}
