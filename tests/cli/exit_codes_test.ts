import { assert, assertEquals, assertMatch } from "@std/assert";
import { randomBasePort, runVchat, VchatProcess } from "../fake/vchat_process.ts";

const QUIET = ["--no-config", "--no-remember", "--no-window", "--camera", "none"];
const at = (port: string) => ["--host", "127.0.0.1", "--port", port, ...QUIET];

/** The reason of the last event, if that is `ended`. */
function endReason(stderr: string): string | undefined {
  const events = stderr.trimEnd().split("\n").map((line) => JSON.parse(line));
  return events.at(-1)?.reason;
}

Deno.test("a client that nobody answers ends with 5, by --give-up or --seconds, on either wire", async () => {
  const client = ["--role", "client", ...at(String(randomBasePort())), "--events", "-"];
  const ends = await Promise.all([
    runVchat([...client, "--code", "plaza-needle-studio", "--give-up", "1"]),
    runVchat([...client, "--wire", "plain", "--seconds", "1"]),
  ]);
  for (const { code, stdout, stderr } of ends) assertEquals([code, stdout, endReason(stderr)], [5, "", "no_answer"]);
});

Deno.test("a wrong code, or none, ends with 4 where nobody can type another", async () => {
  const port = String(randomBasePort());
  const server = new VchatProcess(["--role", "server", ...at(port), "--no-announce"]);
  try {
    await server.until("stderr", /told in person: \S+/);
    const valid = /told in person: (\S+)/.exec(server.stderr)![1];
    const wrong = valid === "plaza-needle-studio" ? "plaza-needle-stone" : "plaza-needle-studio";
    const client = ["--role", "client", ...at(port), "--events", "-"];
    for (const code of [["--code", wrong], []]) {
      const { code: status, stdout, stderr } = await runVchat([...client, ...code]);
      assertEquals([status, stdout, endReason(stderr)], [4, "", "refused"]);
      assertMatch(stderr, /--code/);
    }
  } finally {
    server.kill("SIGINT");
    // It has waited, and nobody came.
    assertEquals(await server.ended(), 130);
  }
});

Deno.test("a signal before anybody has answered ends with 130", async () => {
  const client = new VchatProcess(["--role", "client", ...at(String(randomBasePort())), "--wire", "plain"]);
  await client.until("stderr", /no answer from/);
  client.kill("SIGTERM");
  assertEquals(await client.ended(), 130);
  assert(client.stderr.endsWith("you have left the call\n"), client.stderr);
});
