import { assertEquals, assertMatch } from "@std/assert";
import { selfCommand } from "../../../src/io/process/self_command.ts";
import { randomBasePort, runVchat } from "../../fake/vchat_process.ts";

const SERVER = [
  "--role",
  "server",
  "--no-config",
  "--no-announce",
  "--no-window",
  "--camera",
  "none",
  "--seconds",
  "1",
];
const server = () => [...SERVER, "--host", "127.0.0.1", "--port", String(randomBasePort())];

async function inState(body: (env: Record<string, string>, path: string) => Promise<void>): Promise<void> {
  const state = await Deno.makeTempDir({ prefix: "vchat-state-" });
  try {
    await Deno.mkdir(`${state}/vchat`);
    await body({ XDG_STATE_HOME: state }, `${state}/vchat/peers.json`);
  } finally {
    await Deno.remove(state, { recursive: true });
  }
}

Deno.test("--no-remember needs no home and no list; without it a user without a home is told what to do", async () => {
  const { command, args } = selfCommand(server());
  const inHomeless = async (more: string[]) => {
    const env = Object.fromEntries(
      Object.entries(Deno.env.toObject()).filter(([name]) => ["PATH", "DENO_DIR", "SYSTEMROOT", "TEMP"].includes(name)),
    );
    // Deno finds its cache in the home folder.
    if (!env.DENO_DIR) env.DENO_DIR = `${Deno.env.get("HOME")}/.cache/deno`;
    const output = await new Deno.Command(command, { args: [...args, ...more], clearEnv: true, env, stdin: "null" })
      .output();
    return { code: output.code, stderr: new TextDecoder().decode(output.stderr) };
  };
  assertEquals((await inHomeless(["--no-remember"])).code, 0);
  const { code, stderr } = await inHomeless([]);
  assertEquals(code, 1);
  assertMatch(stderr, /no home folder[^]*hint: set HOME, or use --no-remember/);
});

Deno.test("an empty list, one full of zeros, and a broken one", () =>
  inState(async (env, path) => {
    for (const text of ["", "\0\0\0"]) {
      await Deno.writeTextFile(path, text);
      assertEquals((await runVchat(server(), env)).code, 0);
      assertEquals((await runVchat(["peers"], env)).code, 0);
    }
    await Deno.writeTextFile(path, "{");
    const { code, stderr } = await runVchat(server(), env);
    assertEquals(code, 1);
    assertMatch(stderr, /the known peers in .* cannot be read/);
    const without = await runVchat([...server(), "--no-remember"], env);
    assertEquals(without.code, 0);
    assertMatch(without.stderr, /cannot be read: .*; nobody is known in this call/);
  }));

Deno.test("an invalid time is reported as a mistake in the file", () =>
  inState(async (env, path) => {
    const peer = { id: "aa", name: "Ann", secret: `${"A".repeat(43)}=`, calledAt: "", lastCallMs: 1e300 };
    await Deno.writeTextFile(path, JSON.stringify({ version: 1, peers: [peer] }));
    for (const command of [["peers"], ["peers", "forget", "Ann"], server()]) {
      const { code, stderr } = await runVchat(command, env);
      assertEquals(code, 1);
      assertMatch(stderr, /the known peers in .* cannot be read: the last call with aa was at no time/);
    }
  }));

if (Deno.build.os !== "windows") {
  Deno.test("at the start a list that others could read is made private, and leftovers of a killed program are removed", () =>
    inState(async (env, path) => {
      await Deno.writeTextFile(path, '{"version":1,"peers":[]}');
      await Deno.chmod(path, 0o644);
      await Deno.writeTextFile(`${path}.new`, "secrets");
      const { code, stderr } = await runVchat(server(), env);
      assertEquals(code, 0);
      assertMatch(stderr, /others could read .*peers\.json \(mode 644\)/);
      assertEquals((await Deno.stat(path)).mode! & 0o777, 0o600);
      assertEquals([...Deno.readDirSync(path.replace(/[^/]*$/, ""))].map(({ name }) => name), ["peers.json"]);
    }));

  Deno.test("a FIFO in place of the list is reported and blocks nothing", () =>
    inState(async (env, path) => {
      await new Deno.Command("mkfifo", { args: [path] }).output();
      const { code, stderr } = await runVchat(server(), env);
      assertEquals(code, 1);
      assertMatch(stderr, /cannot be read: it is no regular file/);
    }));
}
