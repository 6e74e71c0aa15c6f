import { assertEquals } from "@std/assert";
import { selfCommand } from "../../src/io/self_command.ts";
import { randomBasePort, VchatProcess } from "../fake/vchat_process.ts";

/** Makes standard output and standard error non-blocking, as programs that share a pipe do, and becomes what follows. */
const NON_BLOCKING = "import os,sys;[os.set_blocking(fd,False) for fd in (1,2)];os.execvp(sys.argv[1],sys.argv[1:])";

const LINES = 300;
const HERE = [
  "--no-config",
  "--no-announce",
  "--no-remember",
  "--no-window",
  "--camera",
  "none",
  "--host",
  "127.0.0.1",
];

function hasPython(): boolean {
  try {
    return new Deno.Command("python3", { args: ["-c", ""] }).outputSync().success;
  } catch {
    return false;
  }
}

if (Deno.build.os !== "windows" && hasPython()) {
  Deno.test("outputs that do not block, and are read late: every line and every event comes, in order, and the call stands", async () => {
    const ends = [...HERE, "--port", String(randomBasePort())];
    const { command, args } = selfCommand(["--role", "server", "--events", "-", ...ends]);
    const server = new Deno.Command("python3", {
      args: ["-c", NON_BLOCKING, command, ...args],
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const errors = server.stderr.pipeThrough(new TextDecoderStream()).getReader();
    const output = server.stdout.pipeThrough(new TextDecoderStream()).getReader();
    let told = "", said = "";
    while (!/told in person: \S+\n/.test(told)) told += (await errors.read()).value ?? "";
    const code = /told in person: (\S+)/.exec(told)![1];
    const client = new VchatProcess(["--role", "client", "--code", code, "--events", "-", ...ends]);
    try {
      await client.until("stderr", /in call with/);
      for (let n = 0; n < LINES; n++) await client.type(`${n} ${"x".repeat(1000)}\n`);
      await client.until("stderr", new RegExp(`"text_delivered","id":${LINES}\\b`));
      // Only now are the server's outputs read on.
      while (said.split("\n").length <= LINES) {
        const { done, value } = await output.read();
        if (done) break;
        said += value;
      }
      client.kill("SIGINT");
      assertEquals(await client.ended(), 0);
      while (!told.includes('"ended"')) told += (await errors.read()).value ?? "";
    } finally {
      server.kill("SIGTERM");
      for (const reader of [errors, output]) while (!(await reader.read()).done);
      assertEquals((await server.status).code, 0);
    }
    const numbers = said.trim().split("\n").map((line) => Number(/: (\d+) x{1000}$/.exec(line)?.[1]));
    assertEquals(numbers, Array.from({ length: LINES }, (_, n) => n));
    const events = told.split("\n").filter((line) => line.startsWith("{")).map((line) => JSON.parse(line));
    assertEquals(events.filter(({ event }) => event === "text_received").length, LINES);
  });
}
