/** Two real vchats that were started without a role: one waits, the other calls it from the list, by link and by code. */
import { assertEquals, assertMatch } from "@std/assert";
import { freeBasePort } from "../../fake/free_base_port.ts";
import { launchChromium } from "../../io/window/chromium.ts";
import { PagedEnd, until } from "./paged_end.ts";

/** Moves, but leaves time for other work on a busy machine. */
const DEVICES = ["--camera", "test", "--fps", "15", "--microphone", "test", "--speaker", "none"];

Deno.test("vchat alone: one waits, the other calls, and both see each other", async (t) => {
  await using ends = new AsyncDisposableStack();
  const browser = ends.adopt(await launchChromium(), (browser) => browser.close());
  const port = freeBasePort();
  const start = async (...args: string[]) =>
    ends.use(await PagedEnd.start({ browser, args: ["--port", String(port), ...DEVICES, ...args], desktop: true }));
  const server = await start("--no-announce", "--name", "Bob");
  const client = await start("--name", "Ada");

  await t.step("the start page shows the own picture and the level of the microphone", async () => {
    for (const end of [server, client]) {
      await end.page.waitForSelector("#start-wait:visible");
      await end.moves("start-picture");
      await end.holds("document.getElementById('start-level').value > 0.3");
    }
    assertEquals(await server.page.inputValue("#start-name"), "Bob");
    await server.look("start");
  });

  await t.step("a mistake is said below the field, and what was typed stays", async () => {
    const { page } = client;
    await page.keyboard.type("no/such/place");
    await page.keyboard.press("Enter");
    await page.waitForSelector("#start-problem:has-text('This is no link, no address and no code.')");
    await page.fill("#start-target", "vchat-test.invalid");
    await page.press("#start-target", "Enter");
    await page.waitForSelector("#start-problem:has-text('No address is known for')");
    assertEquals(await page.inputValue("#start-target"), "vchat-test.invalid");
  });

  await t.step("who waits has a link; who types it is in the call, with the keyboard alone", async () => {
    await server.page.focus("#start-wait");
    await server.page.keyboard.press("Enter");
    await server.phase("waiting");
    await until(async () => (await server.page.locator("#invitation code").count()) > 0, "the invitation");
    await server.process.until("stderr", /told in person: \S+\n/);
    const [, code] = server.process.stderr.match(/told in person: (\S+)/)!;
    await client.page.fill("#start-target", `vchat://127.0.0.1:${port}#${code}`);
    await client.page.press("#start-target", "Enter");
    await Promise.all([client.phase("in_call"), server.phase("in_call")]);
    await Promise.all([client.moves("remote"), server.moves("remote"), client.moves("local"), server.moves("local")]);
    assertMatch(await client.text("#peer"), /^Bob$/);
    assertEquals(await client.page.isVisible("#start"), false);
  });

  assertEquals([server, client].map(({ errors }) => errors), [[], []]);
});
