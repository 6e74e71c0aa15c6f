/** The page of a server that asks its person about each call: notification, ring, dialog. */
import { assertEquals } from "@std/assert";
import { FakeNotifySend } from "../../fake/fake_notify_send.ts";
import { freeBasePort } from "../../fake/free_base_port.ts";
import { VchatProcess } from "../../fake/vchat_process.ts";
import { launchChromium } from "../../io/window/chromium.ts";
import { PagedEnd, until } from "./paged_end.ts";

/** Lets the test say whether the page has the focus, and keeps what the page sends. */
const WATCH = `{
  Document.prototype.hasFocus = () => globalThis.isInFront ?? false;
  globalThis.sent = [];
  const { send } = WebSocket.prototype;
  WebSocket.prototype.send = function (message) {
    globalThis.sent.push(message);
    send.call(this, message);
  };
}`;

if (Deno.build.os === "linux") {
  Deno.test("the page asks who may call: Esc declines, Enter answers; the desktop tells what the person does not see", async () => {
    await using notifySend = await FakeNotifySend.create();
    const browser = await launchChromium();
    const heard = `${notifySend.folder}/heard.wav`;
    const common = ["--host", "127.0.0.1", "--port", String(freeBasePort())];
    const server = await PagedEnd.start({
      browser,
      args: [
        ...["--role", "server", "--no-announce", "--ask", "--name", "Bob", "--camera", "test", "--fps", "15"],
        ...["--microphone", "none", "--speaker", heard, ...common],
      ],
      env: notifySend.env,
      before: WATCH,
    });
    const { page } = server;
    const clients: VchatProcess[] = [];
    const call = (name: string) => {
      const code = server.process.stderr.match(/(?:.*\n)*.*the code for the .*: (\S+)\n/)![1];
      const more = ["--camera", "test", "--no-window", "--no-remember", "--no-config"];
      clients.push(new VchatProcess(["--role", "client", "--name", name, "--code", code, ...more, ...common]));
      return clients.at(-1)!;
    };
    /** Settles when vchat knows it: the camera's state, which it tells after that, comes back. */
    const bringToFront = async () => {
      await page.evaluate("globalThis.isInFront = true; dispatchEvent(new Event('focus'))");
      await page.keyboard.press("c");
      await page.waitForSelector("#control-camera.off", { state: "attached" });
    };
    const dialog = "#caller[open]";
    try {
      await server.phase("waiting");
      const ada = call('Ada <b>"x"</b>');
      await page.waitForSelector(dialog);
      assertEquals(await server.text("#caller-name"), 'First call from Ada <b>"x"</b>');
      await until(async () => (await notifySend.told()).length === 1, "a notification");
      assertEquals(await notifySend.told(), ['First call from Ada <b>"x"</b>|']);
      await until(async () => (await Deno.readFile(heard)).subarray(44).some((byte) => byte !== 0), "a ring");
      await server.holds("document.activeElement.id === 'caller-answer'");
      assertEquals(await page.title(), 'vchat \u00b7 First call from Ada <b>"x"</b>');
      await server.look("asked");
      for (const key of ["q", "c", "Tab", "Tab"]) await page.keyboard.press(key); // no shortcuts: it is a question
      await server.holds("document.querySelector('#caller').contains(document.activeElement)");
      await page.keyboard.press("Escape");
      assertEquals(await ada.ended(), 4);
      await page.waitForSelector(dialog, { state: "hidden" });
      await server.phase("waiting");

      await bringToFront();
      await page.evaluate(`{
        const input = Object.assign(document.createElement("input"), { type: "text", id: "draft" });
        document.body.append(input);
        input.focus();
        const { now } = performance;
        performance.now = () => now.call(performance) + 1e9;
        globalThis.restore = () => performance.now = now;
      }`);
      const eve = call("Eve");
      await page.waitForSelector(dialog);
      await page.keyboard.press("Enter");
      await page.keyboard.press("Escape");
      assertEquals(await page.evaluate("sent.filter((m) => String(m).includes('\"answer\"')).length"), 1);
      assertEquals(await page.isVisible(dialog), true);
      await page.evaluate("restore(); draft.remove()");
      await page.click("#caller-decline");
      assertEquals(await eve.ended(), 4);
      await page.waitForSelector(dialog, { state: "hidden" });

      const ned = call("Ned");
      await page.waitForSelector(dialog);
      await page.keyboard.press("Enter");
      await server.phase("in_call");
      await page.waitForSelector(dialog, { state: "hidden" });
      await ned.until("stderr", /in call with Bob/);
      await server.moves("remote");
      assertEquals((await notifySend.told()).length, 1, "in front nothing needs to be told");
      assertEquals(server.errors, []);
    } finally {
      clients.at(-1)?.kill("SIGKILL");
      for (const client of clients) await client.ended();
      await server[Symbol.asyncDispose]();
      await browser.close();
    }
  });
}
