/** A server in a terminal that asks its person about each call. */
import { assertEquals, assertMatch } from "@std/assert";
import { eventually } from "../../fake/eventually.ts";
import { FakeNotifySend } from "../../fake/fake_notify_send.ts";
import { startInShell } from "../../fake/shell_terminal.ts";
import { randomBasePort, VchatProcess } from "../../fake/vchat_process.ts";

const QUIET = ["--no-config", "--no-window", "--no-remember", "--camera", "none", "--host", "127.0.0.1"];

if (Deno.build.os === "linux") {
  Deno.test("terminal: who calls is told with the bell and a notification; n declines, y answers", async () => {
    await using notifySend = await FakeNotifySend.create();
    const port = String(randomBasePort());
    const common = [...QUIET, "--port", port];
    const server = ["--role", "server", "--no-announce", "--ask", "--name", "Bob", ...common];
    const tmux = await startInShell(server, { rows: 20, columns: 100, env: notifySend.env });
    const clients: VchatProcess[] = [];
    const call = async (name: string) => {
      const screen = (await tmux.until(/waiting for a call on .*, code \S+/)).join("\n");
      const code = screen.match(/.*, code (\S+)/)![1];
      const client = new VchatProcess(["--role", "client", "--name", name, "--code", code, ...common]);
      clients.push(client);
      return client;
    };
    try {
      const output = `${notifySend.folder}/output`;
      await tmux.record(output);
      const ada = await call("Ada \x1b[2J");
      await tmux.until(/first call from Ada ␛\[2J at 127\.0\.0\.1:\d+: y answers, n declines/);
      await tmux.until(/^● y answers, n declines: first call from Ada ␛\[2J[\s\S]*^y\/n>$/m);
      await ada.until("stderr", /the other end rings/);
      await eventually(async () => (await Deno.readTextFile(output)).includes("\x07"));
      await eventually(async () => (await notifySend.told()).length === 1);
      assertEquals(await notifySend.told(), ["First call from Ada ␛[2J|"]);
      await tmux.type("later");
      await tmux.press("Enter");
      await tmux.until(/somebody calls: type y to answer, or n to decline/);
      await tmux.type("n");
      await tmux.press("Enter");
      assertEquals(await ada.ended(), 4);
      assertMatch(ada.stderr, /the other end did not take the call\n$/);
      await tmux.until(/the call was declined/);

      const eve = await call("Eve");
      await tmux.until(/^● y answers, n declines: first call from Eve/m);
      await tmux.type("y");
      await tmux.press("Enter");
      await tmux.until(/^● in call, sealed: Eve[\s\S]*^>$/m);
      await eve.until("stderr", /in call with Bob/);
      await tmux.type("hello");
      await tmux.press("Enter");
      await eve.until("stdout", /Bob: hello\n/);
    } finally {
      await tmux.close();
      clients.at(-1)?.kill("SIGKILL");
      for (const client of clients) await client.ended();
    }
  });
}
