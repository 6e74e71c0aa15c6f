import { assert, assertEquals } from "@std/assert";
import { freeBasePort } from "../../fake/free_base_port.ts";
import { VchatProcess } from "../../fake/vchat_process.ts";

/** vchat without window, camera and this machine's settings. */
class Vchat extends VchatProcess {
  constructor(...args: readonly string[]) {
    super([...args, "--no-window", "--camera", "none", "--no-config", "--no-remember"]);
  }

  /** The lines on its standard error. */
  get lines(): string[] {
    return this.stderr.trimEnd().split("\n");
  }

  says(part: string): Promise<void> {
    return this.until("stderr", new RegExp(RegExp.escape(part)));
  }

  async leave(): Promise<number> {
    this.kill("SIGTERM");
    return await this.ended();
  }
}

/**
 * A client without a host, once it lists this many servers with this name. It looks for a second and a half: on a busy machine
 * an answer may come later.
 */
async function clientThatLists(
  count: number,
  name: string,
): Promise<{ client: Vchat; listed: string[]; code: number }> {
  for (let tries = 0;; tries++) {
    const client = new Vchat("--role", "client");
    const code = await client.ended();
    const listed = client.lines.filter((line) => line.includes(name));
    if (listed.length >= count) return { client, listed, code };
    assert(tries < 20, client.lines.join("\n"));
  }
}

/** Names that no other server on this network has. */
const unique = (name: string) => `${name} ${crypto.randomUUID().slice(0, 8)}`;

Deno.test("a client without a host lists the servers on this network, and without a terminal calls none of them", async () => {
  const name = unique("Büro\x1b[31m");
  const shown = name.replace("\x1b", " ");
  const base = freeBasePort();
  const server = new Vchat("--role", "server", "--port", String(base), "--name", name);
  await server.says(`this network sees this server as "${shown}"`);
  const { client, listed: [line], code } = await clientThatLists(1, shown);
  assertEquals(code, 2);
  assert(line.includes(`:${base}`) && line.endsWith("sealed"), client.lines.join("\n"));
  assert(client.lines.includes("vchat: error: a client needs somebody to call"));
  assert(client.lines.at(-1)!.startsWith("vchat: hint: vchat "), client.lines.at(-1));
  assertEquals(await server.leave(), 130);
});

Deno.test("two servers with the same name get two names; a server that left or is not announced is not listed", async () => {
  const name = unique("Twin");
  const options = () => ["--role", "server", "--port", String(freeBasePort()), "--name", name];
  const first = new Vchat(...options());
  await first.says(`this network sees this server as "${name}"`);
  const second = new Vchat(...options());
  await second.says(`this network sees this server as "${name} (2)"`);
  const hidden = new Vchat(...options(), "--no-announce");
  await hidden.says("others can call");

  const both = await clientThatLists(2, name);
  assertEquals(both.listed.length, 2, both.client.lines.join("\n"));
  assertEquals(await first.leave(), 130);
  const one = await clientThatLists(1, name);
  assertEquals(one.listed.map((line) => line.includes(`${name} (2)`)), [true], one.client.lines.join("\n"));
  await Promise.all([second.leave(), hidden.leave()]);
  assert(!hidden.lines.some((line) => line.includes("this network sees")));
});

Deno.test("a server on loopback only is not announced, and shows its one address", async () => {
  const base = freeBasePort();
  const server = new Vchat("--role", "server", "--host", "127.0.0.1", "--port", String(base));
  await server.says("others can call");
  assertEquals(
    server.lines.filter((line) => line.includes("others can call")).map((line) => line.trimEnd()),
    [`vchat: others can call  vchat 127.0.0.1 --port ${base}  (from this machine only)`],
  );
  await new Promise((resolve) => setTimeout(resolve, 1500)); // an announcement would have come by now
  assert(!server.lines.some((line) => line.includes("this network")));
  assertEquals(await server.leave(), 130);
});
