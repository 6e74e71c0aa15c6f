/** Two real vchats that were started without a role: one waits, the other calls it from the list, by link and by code. */
import { assertEquals } from "@std/assert";
import { freeBasePort } from "../../fake/free_base_port.ts";
import { launchChromium } from "../../io/window/chromium.ts";
import { PagedEnd } from "./paged_end.ts";

/** Moves, but leaves time for other work on a busy machine. */
const CAMERA = ["--camera", "test", "--fps", "15"];
const SOUND = ["--microphone", "test", "--speaker", "none"];

Deno.test("vchat alone: one waits, the other calls, and both see each other", async (t) => {
  await using ends = new AsyncDisposableStack();
  const browser = ends.adopt(await launchChromium(), (browser) => browser.close());
  const start = async (...args: string[]) =>
    ends.use(await PagedEnd.start({ browser, args: [...CAMERA, ...args], desktop: true }));
  // No other server of this network has this name.
  const name = `Bob ${crypto.randomUUID().slice(0, 8)}`;
  const port = ["--port", String(freeBasePort())];
  const server = await start(...SOUND, "--name", name, ...port);
  const client = await start(...SOUND, "--name", "Ada", ...port);

  await t.step("the start page shows the own picture and the level of the microphone", async () => {
    for (const end of [server, client]) {
      await end.page.waitForSelector("#start-wait:visible");
      await end.moves("start-picture");
      await end.holds("document.getElementById('start-level').value > 0.3");
    }
    assertEquals(await server.page.inputValue("#start-name"), name);
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

  /** The code for the next caller, with its number. */
  const nextCode = () => [...server.process.stderr.matchAll(/: (\d+-[a-z]+-[a-z]+-[a-z]+)$/mg)].at(-1)![1];
  /** Both see each other. */
  const inCall = async (caller: PagedEnd) => {
    await Promise.all([caller.phase("in_call"), server.phase("in_call")]);
    await Promise.all([caller.moves("remote"), server.moves("remote"), caller.moves("local"), server.moves("local")]);
    assertEquals(await caller.text("#peer"), name);
    assertEquals(await caller.page.isVisible("#start"), false);
  };

  await t.step("who waits is called with only the code, by the keyboard alone", async () => {
    for (const back of [true, false]) {
      await server.page.waitForSelector("#start-wait:visible");
      await server.page.focus("#start-wait");
      await server.page.keyboard.press("Enter");
      await server.phase("waiting");
      if (back) await server.page.click("#placeholder .back");
    }
    await server.page.waitForSelector("#invitation:visible");
    await server.process.until("stderr", /sees this server as/);
    // On the same machine nobody else can wait on that port.
    await client.page.click("#start-wait");
    await client.page.waitForSelector(`#start-problem:has-text("${port[1]}")`);
    assertEquals(await client.page.inputValue("#start-target"), "vchat-test.invalid");
    await client.page.fill("#start-target", nextCode().replaceAll("-", " "));
    await client.page.press("#start-target", "Enter");
    await inCall(client);
    await client.control("leave");
    await server.phase("waiting");
  });

  let other!: PagedEnd;
  await t.step("who waits is in the list of others, and called with a click", async () => {
    other = await start("--name", "Cyd", "--no-sound", "--port", String(freeBasePort()));
    await other.page.click(`#start-servers button:has-text("${name}")`);
    await other.phase("needs_code");
    await other.page.fill("#code", nextCode());
    await other.page.press("#code", "Enter");
    await inCall(other);
    assertEquals(await other.page.isVisible("#control-microphone"), false);
  });

  await t.step("after the call, and instead of waiting, it goes back to the start page", async () => {
    const { page } = other;
    await server.control("leave");
    assertEquals(await server.process.ended(), 0);
    await other.phase("ended");
    await page.click("#end button:has-text('Back to start')");
    await other.phase("start");
    await other.moves("start-picture");
    await page.click("#start-wait");
    await other.phase("waiting");
    await page.click("#placeholder .back");
    await other.phase("start");
    await other.moves("start-picture");
    await page.click("#start-wait");
    await other.phase("waiting");
    await other.look("waiting_from_start");
    await other.control("leave");
    assertEquals(await other.process.ended(), 0);
  });

  assertEquals([server, client, other].map(({ errors }) => errors), [[], [], []]);
});
