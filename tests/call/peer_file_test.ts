/** What real processes do with the file of known peers while running. */
import { assertEquals, assertMatch } from "@std/assert";
import { withEnds } from "../fake/call_process.ts";
import { freeBasePort } from "../fake/free_base_port.ts";
import { runVchat } from "../fake/vchat_process.ts";

const BLIND = ["--camera", "none"];

if (Deno.build.os === "linux") {
  Deno.test("a peer that is forgotten while the server runs needs a code from then on", () =>
    withEnds(async (open) => {
      const port = freeBasePort();
      const server = open("server", port, BLIND);
      const first = open("client", port, [...BLIND, "--code", await server.code(), "--name", "Zoë"]);
      await first.expect("connected");
      await Promise.all([server.remembers(1), first.remembers(1)]);
      assertEquals(await first.leave(), 0);
      const known = open("client", port, BLIND);
      await known.expect("connected");
      assertEquals(await known.leave(), 0);

      const atServer = { XDG_STATE_HOME: server.peersFile.replace(/\/vchat\/peers\.json$/, "") };
      assertEquals((await runVchat(["peers", "forget", "Zoë"], atServer)).code, 0);
      const forgotten = open("client", port, BLIND);
      assertEquals((await forgotten.expect("code_needed")).reason, "unknown_peer");
      await forgotten.type(`${await server.code()}\n`);
      await forgotten.expect("connected");
    }));

  Deno.test("if the file cannot be written, both ends say so; the call and the next code still work", () =>
    withEnds(async (open) => {
      const port = freeBasePort();
      const server = open("server", port, BLIND);
      const code = await server.code();
      const client = open("client", port, BLIND);
      // Both have read their files, and neither writes its own before the code.
      await client.expect("code_needed");
      for (const { peersFile } of [server, client]) {
        Deno.mkdirSync(peersFile.replace(/\/vchat\/peers\.json$/, ""), { recursive: true });
        // A dangling link: it cannot be read, and no folder with its name can be created.
        Deno.symlinkSync("/nonexistent/at/all", peersFile.replace(/\/peers\.json$/, ""));
      }
      await client.type(`${code}\nhello\n`);
      await server.until("stdout", /: hello\n/);
      assertEquals((await server.expect("code_changed")).reason, "used");
      for (const end of [server, client]) await end.until("stderr", /will need a code again: .*peers\.json cannot be/);
      assertMatch(server.stderr, /the code for the next new caller/);
    }));
}
