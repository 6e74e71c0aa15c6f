import { assert, assertEquals, assertMatch } from "@std/assert";
import config from "../../deno.json" with { type: "json" };
import { helpText } from "../../src/cli/options/help_text.ts";
import { randomBasePort, runVchat, VchatProcess } from "../fake/vchat_process.ts";

const QUIET = ["--wire", "plain", "--camera", "none", "--no-window"];

/** Runs both ends of a call as filters, and ends them. */
async function withCall(
  body: (server: VchatProcess, client: VchatProcess) => Promise<void>,
  options: readonly string[] = [],
): Promise<void> {
  const common = ["--host", "127.0.0.1", "--port", String(randomBasePort()), ...QUIET, ...options];
  const server = new VchatProcess(["--role", "server", ...common]);
  const client = new VchatProcess(["--role", "client", ...common]);
  try {
    const connected = /in call with|"connected"/;
    await Promise.all([server.until("stderr", connected), client.until("stderr", connected)]);
    await body(server, client);
  } finally {
    for (const end of [server, client]) {
      try {
        end.kill("SIGTERM");
      } catch {
        // It has already ended.
      }
    }
    await Promise.all([server.ended(), client.ended()]);
  }
}

Deno.test("--version and --help print to standard output", async () => {
  const [version, help] = await Promise.all([runVchat(["--version"]), runVchat(["--role", "server", "-h"])]);
  assertEquals(version, { code: 0, stdout: `vchat ${config.version}\n`, stderr: "" });
  assertEquals(help, { code: 0, stdout: `${helpText()}\n`, stderr: "" });
});

Deno.test("wrong usage gives status 2, one line with the error, one with a hint, and no standard output", async () => {
  const { code, stdout, stderr } = await runVchat(["--role", "server", "--port", "80\x1b[2J"]);
  assertEquals([code, stdout], [2, ""]);
  assertEquals(stderr.split("\n"), [
    "vchat: error: --port must be a whole number from 4 to 65535, not 80␛[2J",
    "vchat: hint: see vchat --help",
    "",
  ]);
});

Deno.test("vchat alone, without a screen and without a terminal, is wrong usage", async () => {
  const { code, stdout, stderr } = await runVchat([]);
  assertEquals([code, stdout], [2, ""]);
  assertMatch(stderr, /^vchat: error: which end is this\?\nvchat: hint: vchat --role server, or vchat and the link, /);
});

Deno.test("a wrong setting is reported with its variable, or with file and line", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.mkdir(`${folder}/vchat`);
    await Deno.writeTextFile(`${folder}/vchat/vchat.conf`, "# mine\nfps = many\nprot = 1\n");
    const env = { XDG_CONFIG_HOME: folder };
    const [variable, file, path] = await Promise.all([
      runVchat(["--role", "server"], { VCHAT_NO_WINDOW: "perhaps" }),
      runVchat(["--role", "server"], env),
      runVchat(["config", "path"], { ...env, VCHAT_NOWINDOW: "1" }),
    ]);
    assertEquals(variable.stderr.split("\n")[0], "vchat: error: VCHAT_NO_WINDOW is true or false, not perhaps");
    const told = `${folder}/vchat/vchat.conf, line 2: fps must be a whole number from 1 to 240, not many`;
    assertEquals([file.code, file.stderr.split("\n")[0]], [2, `vchat: error: ${told}`]);
    assertMatch(file.stderr, /line 3: unknown option prot/);
    assertEquals(path, { code: 0, stdout: `${folder}/vchat/vchat.conf\n`, stderr: "" });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a port in use is reported with what to do", async () => {
  const base = String(randomBasePort()), port = Number(base) - 1;
  const taken = Deno.listen({ hostname: "127.0.0.1", port });
  try {
    const { code, stdout, stderr } = await runVchat([
      ...["--role", "server", "--host", "127.0.0.1", "--port", base, ...QUIET],
    ]);
    assertEquals([code, stdout], [1, ""]);
    assertMatch(stderr, new RegExp(`^vchat: error: .*\\b${port}\\b.*\nvchat: hint: .+\n$`, "m"));
  } finally {
    taken.close();
  }
});

Deno.test("a call on the plain wire says once that it is not encrypted, and that it has no sound", () =>
  withCall((server, client) => {
    for (const { stderr } of [server, client]) {
      assertEquals(stderr.match(/not encrypted: [^\n]* no sound\n/g)?.length, 1, stderr);
    }
    return Promise.resolve();
  }));

Deno.test("--events - writes JSON lines to standard error, and nothing else, however it ends", async () => {
  const port = String(randomBasePort());
  const args = ["--role", "server", "--host", "127.0.0.1", "--port", port, "--seconds", "1", "--events", "-", ...QUIET];
  const { code, stdout, stderr } = await runVchat(args);
  assertEquals([code, stdout], [0, ""]);
  const eventsOf = (text: string) => text.trimEnd().split("\n").map((line) => JSON.parse(line));
  const events = eventsOf(stderr);
  const listening = events.find(({ event }) => event === "listening");
  assertEquals(listening.address, { hostname: "127.0.0.1", port: Number(port) });
  assert(events.some(({ event, message }) => event === "notice" && /not encrypted/.test(message)), stderr);
  assertEquals(events.at(-1), { ...events.at(-1), event: "ended", reason: "hung_up", final: true });
  for (const { t } of events) assert(Math.abs(t - Date.now()) < 120_000);
  for (
    const [wrong, env, exit_code] of [
      [["--fps", "0"], {}, 2],
      [["--host", "127.0.0.1", "--record", "/dev/null/x.mkv"], {}, 1],
      [["--host", "nosuch.invalid"], { VCHAT_BANANA: "1" }, 1],
    ] as const
  ) {
    const failed = await runVchat(["--role", "client", "--wire", "plain", "--no-window", "--events=-", ...wrong], env);
    const last = eventsOf(failed.stderr).at(-1);
    assertEquals([last.event, last.exit_code, failed.code], ["error", exit_code, exit_code], failed.stderr);
  }
});

Deno.test("a filter: lines in, lines out; the end of standard input ends nothing", () =>
  withCall(async (server, client) => {
    await client.type("héllo 你好\n\n\x1b[31mred");
    await client.endInput();
    await server.until("stdout", /red/);
    await server.type("back\n");
    await client.until("stdout", /back/);
    assertEquals(server.stdout, "client: héllo 你好\nclient: \nclient: ␛[31mred\n");
    assertEquals(client.stdout, "server: back\n");
    client.kill("SIGINT");
    assertEquals(await client.ended(), 0);
  }));

Deno.test("a closed standard output ends the call quietly, with status 141", () =>
  withCall(async (server, client) => {
    await client.closeOutput("stdout");
    // A read that was running when its stream was closed may still take the first line.
    const typing = setInterval(() => server.type("nobody reads this\n"), 100);
    try {
      assertEquals(await client.ended(), 141);
    } finally {
      clearInterval(typing);
    }
    assertMatch(client.stderr, /you have left the call; the call lasted \d+:\d\d\n$/);
  }));

Deno.test("a closed standard error does not end the call", () =>
  withCall(async (server, client) => {
    await server.closeOutput("stderr");
    client.kill("SIGINT");
    assertEquals(await client.ended(), 0);
    // Messages about this go nowhere. The server still works.
    await server.type("to nobody\n");
    server.kill("SIGTERM");
    assertEquals(await server.ended(), 0);
  }));

Deno.test("closed standard error with --events - ends the call, with status 141", () =>
  withCall(async (server, client) => {
    await client.closeOutput("stderr");
    assertEquals(await client.ended(), 141);
    server.kill("SIGINT");
    assertEquals(await server.ended(), 0);
  }, ["--events", "-"]));

Deno.test("both outputs closed at once do not count as a second Ctrl-C", () =>
  withCall(async (server, client) => {
    await Promise.all([client.closeOutput("stdout"), client.closeOutput("stderr")]);
    const typing = setInterval(() => server.type("nobody reads this\n"), 20);
    try {
      assertEquals(await client.ended(), 141);
    } finally {
      clearInterval(typing);
    }
  }, ["--events", "-"]));
