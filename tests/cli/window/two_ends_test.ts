/** The page of a real vchat, in a call with another: every state. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { BARS } from "../../../src/io/capture/test_pattern/test_pattern_drawing.ts";
import { colourAt, type PagedEnd, type Pixels, until } from "./paged_end.ts";
import { TwoEnds } from "./two_ends.ts";

const HOSTILE_NAME = "<b>Cyd</b> \u202egnp https://example.org \x1b]0;title\x07";
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
        return text("peer") === "${peer}" && text("phase") === "In call · encrypted" && /^\\d+:\\d\\d$/.test(text("elapsed")) &&
          /^vchat · ${peer} · In call$/.test(document.title) && !document.getElementById("placeholder").checkVisibility();
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
      await client.control("conversation");
      await client.page.fill("#text", "written while away");
      await client.page.press("#text", "Enter");
      await client.page.waitForSelector("#lines li.local:has-text('written while away')");
      await server.look("reconnecting");
      relay.restore();
      await Promise.all([client.phase("in_call"), server.phase("in_call")]);
      await Promise.all([client.moves("remote"), server.moves("remote")]);
      await server.page.waitForSelector("#lines li.remote:has-text('written while away')");
      await client.page.waitForSelector("#lines ol:last-child li.local:last-child .about:has-text('delivered')");
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

  await step("a caller of a server in a call is told that it is busy, and can call again", async () => {
    code = ends.code;
    const events = `${ends.folder}/late-events`;
    const late = await ends.startClient({ args: ["--code", code, "--events", events], direct: true });
    const busy = async () => (await Deno.readTextFile(events)).match(/"event":"ended","reason":"busy"/g)?.length;
    await late.phase("ended");
    assertEquals(await late.text("#end-headline"), "The other person is in a call with somebody else");
    assertEquals(await late.text("#end-lasted"), "");
    await late.look("busy");
    await late.page.click("#end .again");
    await until(async () => await busy() === 2, "the second call");
    await late.page.waitForSelector("#end .again:enabled");
    await late.page.click("#end button:has-text('Close')");
    assertEquals(await late.process.ended(), 3);
    await Promise.all([server.phase("in_call"), client.phase("in_call")]);
  });

  await step("peer left: the server says who and for how long, and waits with a new code", async () => {
    await client.control("leave");
    assertEquals(await client.process.ended(), 0);
    await server.page.waitForSelector("#detail:has-text('has left the call')");
    assertMatch(await server.text("#detail"), /^Ada has left the call\nThe call lasted \d+:\d\d$/);
    await server.phase("waiting");
    assertEquals(await server.text("#invite-code code"), code);
    assertEquals(await server.page.isVisible("#remote"), false);
    await server.look("peer_left");
    await server.page.click("#last-call .save");
    await server.page.waitForSelector("#last-call .saved:has-text('Conversation saved as')");
    const path = (await server.text("#last-call .saved p")).replace("Conversation saved as ", "");
    assertMatch(path, /\/My documents\/vchat-\d{4}-\d\d-\d\d-\d{6}-Ada\.txt$/);
    assertMatch(await Deno.readTextFile(path), /^\d{4}-\d\d-\d\d\n\n\d\d:\d\d Ada: written while away\n$/);
  });

  let next!: PagedEnd;
  const events = `${ends.folder}/events`;

  await step("who closes the page leaves; the other end says so until somebody has read that", async () => {
    next = await ends.startClient({ args: ["--code", code, "--name", HOSTILE_NAME, "--events", events], direct: true });
    await Promise.all([next.moves("remote"), server.moves("remote")]);
    const name = await server.text("#peer");
    assertMatch(name, /^<b>Cyd<\/b> .gnp /u);
    await until(async () => await server.page.title() === `vchat \u00b7 ${name} \u00b7 In call`, "the title");
    assertEquals(await server.page.locator("header b").count(), 0);
    await next.control("conversation");
    await next.page.fill("#text", "the first call");
    await next.page.press("#text", "Enter");
    await next.page.waitForSelector("#lines .about:has-text('delivered')");
    // A browser gives a closing page half a second to send its goodbye. On a busy machine that may not be enough.
    await server.page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide'))");
    await server.page.close();
    await next.phase("ended");
    assertEquals(await server.process.ended(), 0);
    assertEquals(await next.text("#end-headline"), "Bob has left the call");
    assertMatch(await next.text("#end-lasted"), /^The call lasted \d+:\d\d$/);
    assertEquals(await next.page.isVisible("#remote"), false);
    assertEquals(await next.page.isVisible("#self"), false);
    await next.look("ended");
    const hasGone = async () => client.page.isClosed() || await client.text("#headline") === "vchat has ended";
    await until(hasGone, "the end of a page without its vchat");
    assertEquals([server, client].map(({ errors }) => errors), [[], []]);
  });

  await step("the same window calls again, and the conversation goes on", async () => {
    await next.page.click("#end .again");
    server = await ends.startServer();
    await next.phase("needs_code"); // neither end remembers the other, and the first code was used
    await next.page.fill("#code", ends.code);
    await next.page.press("#code", "Enter");
    await Promise.all([next.moves("remote"), next.moves("local"), server.moves("remote")]);
    assertEquals(await next.page.isVisible("#end"), false);
    await next.page.fill("#text", "the second call");
    await next.page.press("#text", "Enter");
    await next.page.waitForSelector("#lines li:nth-child(2) .about:has-text('delivered')");
    const texts = await next.page.locator("#lines li").allTextContents();
    assertEquals(texts.map((text) => /the \w+ call$/.exec(text)?.[0]), ["the first call", "the second call"]);
    await server.page.waitForSelector("#lines li:has-text('the second call')");
    await next.control("leave");
    assertEquals(await next.process.ended(), 0);
    const happened = (await Deno.readTextFile(events)).trimEnd().split("\n").map((line) => JSON.parse(line));
    const of = (event: string) => happened.filter((one) => one.event === event);
    assertEquals(of("connected").length, 2);
    assertEquals(of("ended").map(({ reason, final }) => [reason, final]), [["peer_left", true], ["hung_up", true]]);
    assertEquals(of("text_delivered").map(({ id }) => id), [1, 2]);
    assertEquals([server, next].map(({ errors }) => errors), [[], []]);
  });
});

/** A long text as the page shows it. Copying gives the full text. */
function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}\u2026` : text;
}
