import { assert, assertEquals, assertMatch } from "@std/assert";
import { selfCommand } from "../../src/io/process/self_command.ts";
import { randomBasePort, VchatProcess } from "../fake/vchat_process.ts";

const QUIET = ["--no-config", "--no-remember", "--no-window", "--camera", "none"];

/** Runs both ends of a sealed call as filters, and ends them. */
async function withSealedCall(body: (server: VchatProcess, client: VchatProcess) => Promise<void>): Promise<void> {
  const ends = ["--host", "127.0.0.1", "--port", String(randomBasePort()), ...QUIET];
  const server = new VchatProcess(["--role", "server", "--name", "Ann", ...ends]);
  let client: VchatProcess | undefined;
  try {
    await server.until("stderr", /told in person: \S+/);
    const code = /told in person: (\S+)/.exec(server.stderr)![1];
    client = new VchatProcess(["--role", "client", "--name", "Bob", "--code", code, ...ends]);
    await client.until("stderr", /in call with Ann/);
    await server.until("stderr", /in call with Bob/);
    await body(server, client);
  } finally {
    for (const end of [client, server]) {
      try {
        end?.kill("SIGKILL");
      } catch {
        // It has already ended.
      }
    }
    await Promise.all([client?.ended(), server.ended()]);
  }
}

Deno.test("a filter: a megabyte on one line arrives complete on one line, in both directions at once", () =>
  withSealedCall(async (server, client) => {
    const [mine, yours] = ["m", "y"].map((letter) => `${letter.repeat(1_000_000)} end of ${letter}`);
    await Promise.all([client.type(`${mine}\nafter\n`), server.type(`${yours}\nafter\n`)]);
    await Promise.all([server.until("stdout", /: after\n/), client.until("stdout", /: after\n/)]);
    assert(server.stdout === `Bob: ${mine}\nBob: after\n`);
    assert(client.stdout === `Ann: ${yours}\nAnn: after\n`);
  }));

Deno.test("a filter: Windows lines, split characters, and bytes that are not text", () =>
  withSealedCall(async (server, client) => {
    const nihao = new TextEncoder().encode("你好\r\n");
    await client.type("one\r\n\r\ntwo\r\n");
    await client.write(nihao.subarray(0, 2));
    await server.until("stdout", /two\n/);
    await client.write(nihao.subarray(2));
    await client.write(Uint8Array.of(0xff, 0xfe, 0x00, 0x1b, 0x5b, 0x32, 0x4a, 0x80, 0x0a));
    await client.write(Uint8Array.of(0xe4, 0xbd));
    await client.endInput();
    await server.until("stdout", /\u{fffd}\n$/u);
    await server.until("stdout", /(?:Bob: [^\n]*\n){6}/);
    assertEquals(server.stdout, "Bob: one\nBob: \nBob: two\nBob: 你好\nBob: \ufffd\ufffd␀␛[2J\ufffd\nBob: \ufffd\n");
  }));

Deno.test("a filter: `head -1` cuts off a peer that never stops talking, with status 141 and a short message", () =>
  withSealedCall(async (server, client) => {
    await server.type("y\n".repeat(2000));
    await client.until("stdout", /Ann: y\n/);
    await client.closeOutput("stdout");
    await server.type("y\n".repeat(2000));
    assertEquals(await client.ended(), 141);
    assertEquals(client.stderr.split("\n").length, 3, client.stderr);
    assertMatch(client.stderr, /you have left the call; the call lasted \d+:\d\d\n$/);
  }));

Deno.test("a filter: lines typed too fast to be delivered are reported in a few lines", () =>
  withSealedCall(async (server, client) => {
    server.kill("SIGSTOP");
    await client.type("y\n".repeat(5000));
    client.kill("SIGTERM");
    assertEquals(await client.ended(), 0);
    server.kill("SIGCONT");
    const told = client.stderr.split("\n").filter((line) => line.includes("not delivered"));
    assert(told.length <= 7, told.join("\n"));
  }));

/** Runs vchat with its standard output on a full disk. */
async function onFullDisk(...args: string[]): Promise<{ code: number; stderr: string }> {
  const { command, args: all } = selfCommand(args);
  const output = await new Deno.Command("sh", {
    args: ["-c", '"$@" > /dev/full', "sh", command, ...all],
    stdin: "null",
  }).output();
  return { code: output.code, stderr: new TextDecoder().decode(output.stderr) };
}

if (Deno.build.os === "linux") {
  Deno.test("a full disk gives status 1 and an explanation, from a command and from a call", async () => {
    const told = "standard output cannot be written: No space left on device (os error 28)";
    for (const command of [["--help"], ["completions", "zsh"], ["config", "path"]]) {
      const { code, stderr } = await onFullDisk(...command);
      assertEquals([code, stderr.split("\n")[0]], [1, `vchat: error: ${told}`]);
    }
    const ends = ["--wire", "plain", "--host", "127.0.0.1", "--port", String(randomBasePort()), ...QUIET];
    const server = new VchatProcess(["--role", "server", ...ends]);
    try {
      await server.until("stderr", /waiting for a call/);
      const call = onFullDisk("--role", "client", ...ends);
      await server.until("stderr", /in call with/);
      await server.type("to the disk\n");
      const { code, stderr } = await call;
      assertEquals(code, 1);
      assertMatch(
        stderr,
        new RegExp(
          `vchat: ${told.replace(/[()]/g, "\\$&")}\nvchat: you have left the call; the call lasted [\\d:]+\n$`,
        ),
      );
    } finally {
      server.kill("SIGKILL");
      await server.ended();
    }
  });
}
