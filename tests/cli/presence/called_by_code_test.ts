import { assert, assertEquals, assertMatch } from "@std/assert";
import { freeBasePort } from "../../fake/free_base_port.ts";
import { VchatProcess } from "../../fake/vchat_process.ts";

const QUIET = ["--no-window", "--camera", "none", "--no-sound", "--no-config", "--no-remember"];

/** A server that is announced under a name that no other one has, its port, and its code. */
async function announcedServer() {
  const name = `Code ${crypto.randomUUID().slice(0, 8)}`;
  const port = freeBasePort();
  const server = new VchatProcess([...QUIET, "--role", "server", "--port", String(port), "--name", name, "--qr"]);
  await server.until("stderr", new RegExp(`sees this server as "${name}"`));
  const code = server.stderr.match(/\d+-[a-z]+-[a-z]+-[a-z]+$/mg)!.at(-1)!;
  return { server, name, port, code };
}

async function leave(...ends: VchatProcess[]): Promise<void> {
  for (const end of ends) end.kill("SIGTERM");
  for (const end of ends) await end.ended();
}

Deno.test("vchat CODE finds the server that announces its number, and no other, and calls it", async () => {
  const [{ server, name, code }, other] = await Promise.all([announcedServer(), announcedServer()]);
  const [number, ...words] = code.split("-");
  assert(other.code.split("-")[0] !== number, "two servers of a network have different numbers");
  const client = new VchatProcess([...QUIET, number, ...words.map((word) => word.slice(0, 4).toUpperCase())]);
  await client.until("stderr", /in call with/);
  assertMatch(client.stderr, new RegExp(`looking for the server with the number ${number} in this network`));
  assertMatch(client.stderr, new RegExp(`calling ${name} at `));
  await client.type("hello\n");
  await server.until("stdout", /: hello\n/);
  await leave(client, server, other.server);
  assert(!other.server.stderr.includes("in call"));
});

Deno.test("vchat CODE for a server that is not there says what to do, waits for it, and ends after --seconds", async () => {
  const client = new VchatProcess([...QUIET, "--seconds", "4", "999-plaza-needle-studio"]);
  await client.until("stderr", /no server with the number 999 was found in this network.*the link or the address/);
  assertEquals(await client.ended(), 5);
  assertMatch(client.stderr, /^vchat: error: no server with the number 999 /m);
});

Deno.test("vchat LINK and vchat HOST:PORT call it without looking for it; the link has only the words", async () => {
  const { server, port, code } = await announcedServer();
  const link = server.stderr.match(/vchat:\/\/\S+/)![0];
  assertEquals(link.split("#")[1], code.replace(/^\d+-/, ""));
  const byLink = new VchatProcess([...QUIET, link]);
  await byLink.until("stderr", /in call with/);
  await leave(byLink);
  await server.until("stderr", /the code for the next new caller: /);
  const byHost = new VchatProcess([...QUIET, `127.0.0.1:${port}`]);
  await byHost.until("stderr", /type the code/);
  await byHost.type(`${server.stderr.match(/next new caller: (\S+)/)![1]}\n`);
  await byHost.until("stderr", /in call with/);
  assert(!byHost.stderr.includes("looking for") && !byLink.stderr.includes("looking for"));
  await leave(byHost, server);
});
