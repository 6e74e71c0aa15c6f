import { assertEquals } from "@std/assert";
import { selfCommand } from "../../src/io/process/self_command.ts";
import { completionScript } from "../../src/cli/commands/completions/completion_script.ts";
import { withTerminalCall } from "../fake/terminal_call.ts";
import { randomBasePort, VchatProcess } from "../fake/vchat_process.ts";

/** Makes standard output and standard error non-blocking, as programs that share a pipe do, and runs what follows. */
const NON_BLOCKING = "import os,sys;[os.set_blocking(fd,False) for fd in (1,2)];os.execvp(sys.argv[1],sys.argv[1:])";

const LINES = 300;
const HERE = [
  "--no-config",
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
  Deno.test("non-blocking outputs that are read late get every line and event in order, and the call goes on", async () => {
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
    const more = async () => {
      const { value } = await errors.read();
      if (value === undefined) throw new Error(`it ended:\n${told}`);
      return value;
    };
    while (!/"code":"[^"]+"/.test(told)) told += await more();
    const code = /"code":"([^"]+)"/.exec(told)![1];
    const client = new VchatProcess(["--role", "client", "--code", code, "--events", "-", ...ends]);
    try {
      await client.until("stderr", /"connected"/);
      for (let n = 0; n < LINES; n++) await client.type(`${n} ${"x".repeat(1000)}\n`);
      await client.until("stderr", new RegExp(`"text_delivered","id":${LINES}\\b`));
      // The server's outputs are read only from here on.
      while (said.split("\n").length <= LINES) {
        const { done, value } = await output.read();
        if (done) break;
        said += value;
      }
      client.kill("SIGINT");
      assertEquals(await client.ended(), 0);
      while (!told.includes('"ended"')) told += await more();
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

  Deno.test("a non-blocking terminal is read and painted as usual", () =>
    withTerminalCall(async ({ tmux, peer }) => {
      await peer.type("y\n".repeat(500) + "the last one\n");
      await tmux.until(/the last one[^]*^● in call/m);
      await tmux.type("to the peer");
      await tmux.press("Enter");
      await peer.until("stdout", /: to the peer\n/);
    }, { wrapper: ["python3", "-c", NON_BLOCKING.replace("(1,2)", "(0,1,2)")] }));
}

if (Deno.build.os === "linux" && hasPython()) {
  Deno.test("a late reader gets the complete output of a command", async () => {
    const { command, args } = selfCommand(["completions", "zsh"]);
    // F_SETPIPE_SZ: one page, which is less than the script.
    const small = `import fcntl;fcntl.fcntl(1,1031,4096);${NON_BLOCKING}`;
    const process = new Deno.Command("python3", {
      args: ["-c", small, command, ...args],
      stdin: "null",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    let last = "";
    for await (const chunk of process.stdout.pipeThrough(new TextDecoderStream())) {
      last += chunk;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    assertEquals((await process.status).code, 0);
    assertEquals(last, completionScript("zsh") + "\n");
  });
}
