import { assert, assertEquals, assertMatch } from "@std/assert";
import { createRequire } from "node:module";
import type { BrowserContext, Page } from "playwright-core";
import type { ConversationLine, DisplayState } from "../../../../src/port/display.ts";
import { launchChromium } from "../chromium.ts";
import { BLUE, GREEN, type Probe, RED, startProbe, twoColourJpeg, until } from "../page_probe.ts";

const IN_CALL: DisplayState = {
  role: "server",
  phase: "in_call",
  peerName: "Ada",
  peerAddress: "192.0.2.7:40000",
  receivedFps: 29.97,
  sentFps: 14.6,
};

const line = (id: number, text: string, more: Partial<ConversationLine> = {}): ConversationLine => ({
  id,
  from: "remote",
  name: "Ada",
  text,
  epochMs: Date.UTC(2024, 0, 1, 12),
  ...more,
});

/** The colours at the left and at the right of a canvas, as `r,g,b` rounded to 0 or 255. */
async function colours(page: Page, canvas: string): Promise<string[]> {
  return await page.evaluate(`(() => {
    const canvas = document.getElementById(${JSON.stringify(canvas)});
    const context = canvas.getContext("2d");
    return [0.25, 0.75].map((x) => {
      const pixel = context.getImageData(canvas.width * x, canvas.height / 2, 1, 1).data;
      return [...pixel.slice(0, 3)].map((value) => value > 127 ? 255 : 0).join();
    });
  })()`);
}

const text = async (page: Page, selector: string) => (await page.textContent(selector))?.trim();

Deno.test("the page, in a real browser", async (t) => {
  const browser = await launchChromium();

  /** One page of one server, both new. */
  const step = (
    name: string,
    run: (page: Page, probe: Probe, context: BrowserContext) => Promise<void>,
    options = {},
  ) =>
    t.step(name, async () => {
      const context = await browser.newContext({ locale: "en-GB", timezoneId: "UTC", ...options });
      const errors: string[] = [];
      const probe = startProbe();
      const page = await context.newPage();
      page.on("pageerror", (error) => errors.push(error.message));
      page.on("console", (message) => {
        if (message.type() === "error" && !message.text().includes("WebSocket")) {
          errors.push(message.text());
        }
      });
      await page.goto(probe.server.url);
      await until(() => probe.pages.length > 0, "the page's connection");
      try {
        await run(page, probe, context);
      } finally {
        await context.close();
        await probe.server.close();
      }
      assertEquals(errors, []);
    });

  await step(
    "draws what it is sent, says so, and shows the self view mirrored",
    async (page, { server, shown, dropped }) => {
      server.showState(IN_CALL);
      server.showRemote(7, await twoColourJpeg(RED, BLUE));
      await until(() => shown.length === 1, "frame 7 drawn");
      assertEquals(await colours(page, "remote"), ["255,0,0", "0,0,255"]);
      server.showLocal(await twoColourJpeg(RED, GREEN));
      await page.waitForSelector("#local:not([hidden])");
      assertEquals(await colours(page, "local"), ["0,255,0", "255,0,0"]);
      server.showRemote(8, await twoColourJpeg(GREEN, RED));
      await until(() => shown.length === 2, "frame 8 drawn");
      assertEquals(await colours(page, "remote"), ["0,255,0", "255,0,0"]);
      assertEquals([shown, dropped], [[7, 8], []]);
      assertEquals(await page.isVisible("#placeholder"), false);
      assertEquals(await text(page, "#received-rate"), "\u2193 30 fps");
      assertEquals(await text(page, "#sent-rate"), "\u2191 15 fps");
    },
  );

  await step("says which frame cannot be decoded, and draws the next", async (_page, { server, shown, dropped }) => {
    server.showState(IN_CALL);
    const jpeg = await twoColourJpeg(RED, BLUE);
    server.showRemote(0, Uint8Array.of(0xff, 0xd8, 0xff, 0xd9));
    await until(() => dropped.length === 1, "frame 0 refused");
    server.showRemote(1, jpeg);
    await until(() => shown.length === 1, "frame 1 drawn");
    assertEquals([shown, dropped], [[1], [[0, "undecodable"]]]);
  });

  await step("shows text as text", async (page, { server }) => {
    const markup = '<img src=x onerror="document.title=1"><b>bold</b> &amp; <script>document.title=2</script>';
    server.showState({ ...IN_CALL, peerName: markup, notice: markup });
    server.showLine(line(1, markup, { name: markup }));
    server.showLine(line(2, "two\nlines \u202egnp"));
    await page.waitForSelector("li:nth-child(2)");
    assertEquals(await page.textContent("li:first-child .text"), markup);
    assertEquals(await page.textContent("li:nth-child(2) .text"), "two\nlines \ufffdgnp");
    assertEquals(await page.textContent("#notice"), markup);
    assertEquals(await page.locator("#lines img, #lines b, #lines script, header b, #stage b").count(), 0);
    assertMatch(await page.title(), /^vchat server \u00b7 <img src=x onerror=/);
  });

  await step("a long text can be seen whole, and 300 lines scroll to the last", async (page, { server }) => {
    const long = "x".repeat(70_000);
    for (let id = 0; id < 300; id++) server.showLine(line(id, `line ${id}`));
    server.showLine(line(300, long));
    await page.waitForSelector("li:nth-child(301)");
    assertEquals((await page.textContent("li:last-child .text"))?.length, 4001);
    await page.click("li:last-child button");
    assertEquals(await page.textContent("li:last-child .text"), long);
    server.showLine(line(301, "after it", { from: "local" }));
    await page.waitForSelector("li:nth-child(302)");
    assert(
      await page.evaluate("log.scrollTop > 1000 && log.scrollHeight - log.scrollTop - log.clientHeight < 60"),
    );
  });

  await step("a line shows whose it is and how far it came", async (page, { server }) => {
    server.showLine(line(1, "hi", { from: "local", name: "me", delivery: "waiting" }));
    server.showLine(line(1, "hello"));
    server.showLine(line(1, "hi", { from: "local", name: "me", delivery: "delivered" }));
    await page.waitForSelector("li.remote");
    assertEquals(await page.locator("li").count(), 2);
    assertEquals(await page.locator("li.local .about > *").allTextContents(), ["You", "12:00", "delivered"]);
    assertEquals(await page.locator("li.remote .about > *").allTextContents(), ["Ada", "12:00", ""]);
  });

  await step("a line is typed, a q in it does not leave, q outside it does", async (page, probe) => {
    await page.click("#text");
    await page.keyboard.type("quick");
    await page.keyboard.press("Shift+Enter");
    await page.keyboard.type("q <b> \u4f60\u597d \ud83d\ude00");
    await page.keyboard.press("Enter");
    await until(() => probe.texts.length === 1, "the text");
    assertEquals(probe.texts, ["quick\nq <b> \u4f60\u597d \ud83d\ude00"]);
    assertEquals(await page.inputValue("#text"), "");
    await page.keyboard.press("Enter");
    await page.keyboard.type("by button");
    await page.click("#send");
    await until(() => probe.texts.length === 2, "the second text");
    assertEquals([probe.texts[1], probe.leaves], ["by button", 0]);
    await page.focus("#text");
    await page.keyboard.press("Escape");
    await page.keyboard.press("Control+q");
    await page.keyboard.press("q");
    await until(() => probe.leaves > 0, "the leave");
    assertEquals(probe.leaves, 1);
  });

  await step("a page that is loaded again knows all it knew, and frames go on", async (page, { server, shown }) => {
    server.showState(IN_CALL);
    server.showLine(line(1, "before"));
    server.showRemote(0, await twoColourJpeg(RED, BLUE));
    await until(() => shown.length === 1, "a frame drawn");
    await page.reload();
    await page.waitForSelector("li");
    assertEquals(await text(page, "li .text"), "before");
    assertEquals(await text(page, "#peer"), "Ada");
    server.showRemote(1, await twoColourJpeg(BLUE, RED));
    await until(() => shown.length === 2, "another frame drawn");
    assertEquals(await colours(page, "remote"), ["0,0,255", "255,0,0"]);
  });

  await step("a second page takes over, and the first says so", async (page, probe, context) => {
    probe.server.showState(IN_CALL);
    const second = await context.newPage();
    await second.goto(probe.server.url);
    await page.waitForSelector("[data-phase=lost]");
    assertEquals(await text(page, "#headline"), "The call is shown in another window now");
    probe.server.showRemote(0, await twoColourJpeg(RED, BLUE));
    await until(() => probe.shown.length === 1, "a frame drawn by the second page");
    assertEquals(await colours(second, "remote"), ["255,0,0", "0,0,255"]);
  });

  await step(
    "every state is in words, and a call that is over leaves no frozen face",
    async (page, { server, shown }) => {
      server.showState(IN_CALL);
      server.showRemote(0, await twoColourJpeg(RED, BLUE));
      await until(() => shown.length === 1, "a frame drawn");
      const words: Record<DisplayState["phase"], string> = {
        waiting: "Waiting for a caller",
        calling: "Calling",
        needs_code: "A code is needed",
        in_call: "In call",
        reconnecting: "Connection lost, trying again",
        ended: "The call has ended",
      };
      for (const phase of ["reconnecting", "in_call", "calling", "needs_code", "waiting", "ended"] as const) {
        server.showState({ ...IN_CALL, phase, notice: "something to know" });
        await page.waitForSelector(`[data-phase=${phase}]`);
        assertMatch(await page.textContent("#phase") ?? "", new RegExp(`^${words[phase]}`));
        assertEquals(await page.title(), `vchat server \u00b7 Ada \u00b7 ${words[phase]}`);
        assertEquals(await page.isVisible("#remote"), phase === "in_call" || phase === "reconnecting", phase);
        assertEquals(await page.isVisible(phase === "in_call" ? "#banner" : "#notice"), true, phase);
      }
    },
  );

  await step("a server shows the code for its caller, a client asks for it", async (page, { server }) => {
    server.showState({ ...IN_CALL, phase: "waiting", code: "4821-9930" });
    await page.waitForSelector("#code:not([hidden])");
    assertEquals([await text(page, "#code-label"), await text(page, "#code")], [
      "Tell your caller this code",
      "4821-9930",
    ]);
    server.showState({ ...IN_CALL, role: "client", phase: "needs_code" });
    await page.waitForSelector("[data-phase=needs_code]");
    assertEquals(await page.isVisible("#code"), false);
    assertEquals(await page.getAttribute("#text", "placeholder"), "Type the code that the server shows");
  });

  await step("when vchat is gone the page says so", async (page, { server }) => {
    server.showState(IN_CALL);
    await server.close();
    await page.waitForSelector("[data-phase=lost]", { timeout: 10_000 }).catch((error) => {
      // A page that a script may close is closed.
      if (!page.isClosed()) throw error;
    });
  });

  const axe = await Deno.readTextFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"));
  for (const colorScheme of ["light", "dark"] as const) {
    await step(`is accessible (WCAG AA), ${colorScheme}`, async (page, { server, shown }) => {
      server.showLine(line(1, "hello", { name: "Ada" }));
      server.showLine(line(2, "hi", { from: "local", delivery: "delivered" }));
      server.showLine(line(3, "y".repeat(5000), { from: "local", delivery: "lost" }));
      for (const phase of ["waiting", "in_call"] as const) {
        server.showState({ ...IN_CALL, phase, notice: "The camera is used by another program." });
        if (phase === "in_call") server.showRemote(0, await twoColourJpeg(RED, BLUE));
        if (phase === "in_call") await until(() => shown.length === 1, "a frame drawn");
        await page.waitForSelector(`[data-phase=${phase}]`);
        await page.evaluate(axe);
        const { violations } = await page.evaluate("axe.run()") as {
          violations: { id: string; nodes: { html: string; failureSummary: string }[] }[];
        };
        assertEquals(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.failureSummary)]), []);
      }
    }, { colorScheme, bypassCSP: true });
  }

  for (
    const [locale, words] of [["de-DE", "Im Gespr\u00e4ch"], ["zh-CN", "\u901a\u8bdd\u4e2d"], ["es-MX", "En llamada"]]
  ) {
    await step(`speaks ${locale}`, async (page, { server }) => {
      server.showState(IN_CALL);
      await page.waitForSelector("[data-phase=in_call]");
      assertMatch(await page.textContent("#phase") ?? "", new RegExp(`^${words}`));
      assertEquals(await page.getAttribute("html", "lang"), locale.slice(0, 2));
    }, { locale });
  }

  await browser.close();
});
