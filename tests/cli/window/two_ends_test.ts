/** The page of a real vchat, in a call with another: every state. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { BARS } from "../../../src/io/capture/test_pattern/test_pattern_drawing.ts";
import { colourAt, type PagedEnd, type Pixels, until } from "./paged_end.ts";
import { TwoEnds } from "./two_ends.ts";

const HOSTILE_NAME = "<b>Cyd</b> \u202egnp https://example.org \x1b]0;title\x07";
/** A page that shows the end stays as it is until somebody looks at it. */
const STAYS_AT_THE_END = `{
  const { set } = Object.getOwnPropertyDescriptor(WebSocket.prototype, "onclose");
  Object.defineProperty(WebSocket.prototype, "onclose", {
    set(onClose) {
      set.call(this, (event) => document.querySelector("[data-phase=ended]") ?? onClose(event));
    },
  });
}`;

Deno.test("two ends and their pages: every state", async (t) => {
  await using ends = await TwoEnds.open();
  const { relay, port } = ends;
  // Each step starts where the previous one ended.
  const step = async (name: string, run: () => Promise<void>) => assert(await t.step(name, run), name);
  let server!: PagedEnd, client!: PagedEnd, code = "";

  await step("waiting: with the code and the address, each to be copied", async () => {
    server = await ends.startServer();
    const { page } = server;
    await page.waitForSelector("#invitation:not([hidden])");
    code = ends.code;
    await page.click("#invite-more-words");
    const told = [
      `vchat://127.0.0.1:${port}#${code}`,
      code,
      "127.0.0.1",
      `vchat 127.0.0.1 --port ${port}`,
    ];
    assertEquals(await page.locator("#invitation code").allTextContents(), told.map(shortened));
    await server.context.grantPermissions(["clipboard-read", "clipboard-write"]);
    for (const [at, text] of told.entries()) {
      await page.locator("#invitation button").nth(at).click();
      await until(async () => await page.evaluate("navigator.clipboard.readText()") === text, `${text}, copied`);
    }
    assertEquals(await server.text("#headline"), "Waiting for a caller");
    await server.moves("local");
    await server.look("waiting");
  });

  await step("once the server has answered, the page asks for a code, and says what is wrong with it", async () => {
    client = await ends.startClient({ args: ["--name", "Ada"] });
    const { page } = client;
    await client.phase("needs_code");
    assertEquals(await page.evaluate("document.activeElement.id"), "code");
    await page.keyboard.type("apple");
    await page.keyboard.press("Enter");
    await page.waitForSelector("#notice:has-text('a code has 3 words, not 1')");
    await client.look("needs_code");
  });

  await step("calling: with words and the time it takes, until there is an answer", async () => {
    relay.cut();
    await client.page.fill("#code", ` ${code.toUpperCase().replaceAll("-", " ")} `);
    await client.page.click("#code-enter");
    await client.phase("calling");
    assertEquals(await client.page.isVisible("#code-form"), false);
    assertEquals(await client.text("#headline"), "Calling 127.0.0.1");
    const elapsed = await client.text("#elapsed");
    await until(async () => await client.text("#elapsed") !== elapsed, "more time");
    assertMatch(await client.text("#elapsed"), /^\d:\d\d$/);
    await client.look("calling");
    relay.restore();
    await Promise.all([client.phase("in_call"), server.phase("in_call")]);
    assertEquals(await server.page.isVisible("#invitation"), false);
  });

  await step("in call: both pictures move, the peer's as it is and one's own mirrored", async () => {
    for (const [end, peer] of [[server, "Ada"], [client, "Bob"]] as const) {
      await Promise.all([end.moves("remote"), end.moves("local")]);
      for (const [canvas, bars] of [["remote", BARS], ["local", BARS.toReversed()]] as const) {
        let pixels: Pixels | undefined;
        await until(async () => (pixels = await end.pixels(canvas)) !== undefined, canvas);
        for (const [at, bar] of bars.entries()) {
          const found = colourAt(pixels!, (at + 0.5) / bars.length, 0.3);
          assert(found.every((value, i) => Math.abs(value - bar[i]) < 40), `${canvas}, bar ${at}: ${found}`);
        }
      }
      // All at one moment: on a busy machine the link may seem to be down for another.
      await end.holds(`(() => {
        const text = (id) => document.getElementById(id).textContent;
        return text("peer") === "${peer}" && /^In call · encrypted · 127\\.0\\.0\\.1:\\d+$/.test(text("phase")) &&
          /^vchat \\w+ · ${peer} · In call$/.test(document.title) && !document.getElementById("placeholder").checkVisibility();
      })()`);
    }
    await server.look("in_call");
  });

  await step(
    "while the link is down the last picture stays, with a text and the time; then everything continues",
    async () => {
      const haveLastPicture = async () => {
        await Promise.all([client.moves("remote"), server.moves("remote")]);
        relay.cut();
        await Promise.all([client.phase("reconnecting"), server.phase("reconnecting")]);
        return (await Promise.all([client.pixels("remote"), server.pixels("remote")])).every(Boolean);
      };
      // If a busy machine gave no picture in the last two seconds before, there is none to stay.
      for (let tries = 1; !await haveLastPicture(); tries++) {
        assert(tries < 10, "the last picture");
        relay.restore();
        await Promise.all([client.phase("in_call"), server.phase("in_call")]);
      }
      for (const end of [client, server]) {
        assertEquals(await end.text("#headline"), "Connection lost, trying again");
        assertMatch(await end.text("#elapsed"), /^\d+:\d\d$/);
      }
      const elapsed = await server.text("#elapsed");
      await until(async () => await server.text("#elapsed") !== elapsed, "more time");
      await client.page.fill("#text", "written while away");
      await client.page.press("#text", "Enter");
      await client.page.waitForSelector("#lines li.local:has-text('written while away')");
      await server.look("reconnecting");
      relay.restore();
      await Promise.all([client.phase("in_call"), server.phase("in_call")]);
      await Promise.all([client.moves("remote"), server.moves("remote")]);
      await server.page.waitForSelector("#lines li.remote:has-text('written while away')");
      await client.page.waitForSelector("#lines ol:last-child li.local:last-child .about:has-text('delivered')");
      assertEquals(await server.page.isVisible("#elapsed"), false);
    },
  );

  await step("a second page takes the call, and a reloaded one takes it back whole", async () => {
    const second = await server.openPage();
    await second.waitForSelector("[data-phase=in_call]");
    await server.page.waitForSelector("#headline:has-text('shown in another window')");
    await server.page.reload();
    await server.phase("in_call");
    await server.moves("remote");
    await server.page.waitForSelector("#lines li.remote:has-text('written while away')");
    await second.waitForSelector("#headline:has-text('shown in another window')");
    await second.close();
    await server.moves("remote");
  });

  await step("a caller of a server in a call is told that it is busy", async () => {
    code = ends.code;
    const late = await ends.startClient({ args: ["--code", code], direct: true, before: STAYS_AT_THE_END });
    await late.phase("ended");
    assertEquals(await late.text("#headline"), "The other side is in a call with somebody else");
    await late.look("busy");
    assertEquals(await late.process.ended(), 3);
    await Promise.all([server.phase("in_call"), client.phase("in_call")]);
  });

  await step("peer left: the server says so, and waits with a new code", async () => {
    await client.control("leave");
    assertEquals(await client.process.ended(), 0);
    await server.page.waitForSelector("#detail:has-text('The other side has left')");
    await server.phase("waiting");
    assertEquals(await server.text("#invite-code code"), code);
    assertEquals(await server.page.isVisible("#remote"), false);
    await server.look("peer_left");
  });

  await step("who closes the page leaves; the other end says so for as long as it takes to read that", async () => {
    const args = ["--code", code, "--name", HOSTILE_NAME];
    const next = await ends.startClient({ args, direct: true, before: STAYS_AT_THE_END });
    await Promise.all([next.moves("remote"), server.moves("remote")]);
    const name = await server.text("#peer");
    assertMatch(name, /^<b>Cyd<\/b> .gnp /u);
    await until(async () => await server.page.title() === `vchat server \u00b7 ${name} \u00b7 In call`, "the title");
    assertEquals(await server.page.locator("header b").count(), 0);
    // A browser gives a closing page half a second to send its goodbye. On a busy machine that may not be enough.
    await server.page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide'))");
    await server.page.close();
    await next.phase("ended");
    // Reported after the phase.
    await next.page.waitForSelector("#self:has-text('Your camera is off')");
    assertEquals(await server.process.ended(), 0);
    assertEquals(await next.text("#headline"), "The other side has left");
    assertEquals(await next.page.isVisible("#remote"), false);
    assertEquals(await next.text("#self"), "Your camera is off");
    await next.look("ended");
    assertEquals(await next.process.ended(), 0);
    const hasGone = async () => client.page.isClosed() || await client.text("#headline") === "vchat has ended";
    await until(hasGone, "the end of a page without its vchat");
    assertEquals([server, client, next].map(({ errors }) => errors), [[], [], []]);
  });
});

/** A long text as the page shows it. Copying gives the full text. */
function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}\u2026` : text;
}
