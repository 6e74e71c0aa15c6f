import { showJpeg } from "../../../fake/show_jpeg.ts";
import { assert, assertEquals, assertMatch } from "@std/assert";
import { BLUE, RED, twoColourJpeg, until } from "../page_probe.ts";
import { FIGURES, IN_CALL, line } from "./page_fixture.ts";
import { keepScreenshot, testPage, WINDOW } from "./page_step.ts";

testPage("text from elsewhere stays text on the page", async (step) => {
  await step("shows text as text", async (page, { server }) => {
    const markup = '<img src=x onerror="document.title=1"><b>bold</b> &amp; <script>document.title=2</script>';
    server.showState({ ...IN_CALL, peerName: markup, notice: markup });
    server.showLine(line(1, markup, { name: markup }));
    server.showLine(line(2, "two\nlines \u202egnp"));
    await page.waitForSelector("#lines li:nth-child(2)");
    assertEquals(await page.textContent("#lines li:first-child .text"), markup);
    assertEquals(await page.textContent("#lines li:nth-child(2) .text"), "two\nlines \ufffdgnp");
    assertEquals(await page.textContent("#notice"), markup);
    assertEquals(await page.locator("#lines img, #lines b, #lines script, header b, #stage b").count(), 0);
    assertMatch(await page.title(), /^vchat \u00b7 <img src=x onerror=/);
  });

  await step("names and texts of any kind and length do not affect what is around them", async (page, { server }) => {
    const boxes = () =>
      page.evaluate(`["header", "#stage", "#conversation", "#compose", "#quality", "#control-help"].map((name) => {
        const { x, y, width, height } = document.querySelector(name).getBoundingClientRect();
        return [name, x, y, width, height].join(" ");
      })`);
    server.showState(IN_CALL);
    server.showFigures(FIGURES);
    server.showLine(line(0, "harmless"));
    await page.waitForSelector("#lines li");
    await until(async () => await page.evaluate("document.getAnimations().length") === 0, "the end of the slide");
    const before = await boxes();
    const hostile = {
      long: "N".repeat(10_000),
      markup: "<script>document.title = 1</script><style>* { display: none }</style>".repeat(20),
      rightToLeft: "\u202e\u2067\u05d0\u05d1\u05d2 gnp.exe\u202c",
      controls: Array.from({ length: 0xa0 }, (_, code) => String.fromCharCode(code)).join(""),
      piled: "Z\u0351\u034b\u0310\u0306\u0304\u0302\u0300".repeat(200),
      lines: "\n\u2028\u2029\r\n\u0085".repeat(1000),
      unbroken: "\u00a0".repeat(5000),
      wide: "\ufdfd".repeat(5000),
      halfPairs: "\ud800\udc00\udc00\ud800".repeat(1000),
    };
    let id = 1;
    for (const [name, text] of Object.entries(hostile)) {
      server.showState({
        ...IN_CALL,
        peerName: text,
        peerAddress: text,
        notice: text,
        camera: { state: "failed", message: text, hint: text },
      });
      server.showLine(line(id, `${name} ${text}`, { name: text }));
      server.showLine(line(id, `${name} ${text}`, { from: "local", delivery: "lost" }));
      await page.waitForSelector(`#lines li.local .text >> text=${name}`);
      assertEquals(await boxes(), before, name);
      assertEquals(
        await page.evaluate(`[log.scrollWidth - log.clientWidth, document.documentElement.scrollWidth - innerWidth,
          document.documentElement.scrollHeight - innerHeight]`),
        [0, 0, 0],
        name,
      );
      assert((await page.title()).length < 150, name);
      await keepScreenshot(page, `hostile-${name}-light`);
      id++;
    }
    assertEquals(await page.locator("#lines script, #lines style, header script, #stage style").count(), 0);
  }, { viewport: WINDOW });

  await step("the page still responds with a megabyte on one line", async (page, { server, shown }, context) => {
    server.showState(IN_CALL);
    // Time on the clock would also be that of all other programs.
    const session = await context.newCDPSession(page);
    await session.send("Performance.enable", { timeDomain: "threadTicks" });
    let before = 0;
    /** The CPU time that all tasks of the page have taken since the last call. */
    const cpuMs = async () => {
      const { metrics } = await session.send("Performance.getMetrics");
      const now = 1000 * metrics.find(({ name }) => name === "TaskDuration")!.value;
      const taken = Math.round(now - before);
      before = now;
      return taken;
    };
    await cpuMs();
    const kinds = { letters: "x".repeat(1 << 20), words: "word ".repeat(200_000), lines: "y\n".repeat(500_000) };
    const found: Record<string, number> = {};
    let id = 1;
    for (const [name, text] of Object.entries(kinds)) {
      server.showLine(line(id, text));
      const item = `#lines ol:last-child li:nth-child(${id})`;
      await page.waitForSelector(`${item} .more`);
      showJpeg(server, id, await twoColourJpeg(RED, BLUE));
      await until(() => shown.length === id, "a frame drawn");
      found[`${name}, come`] = await cpuMs();
      for (let clicks = 1; clicks <= 5; clicks++) {
        await page.click(`${item} .more`);
        await page.waitForSelector(`${item} .text >> nth=${clicks}`);
      }
      found[`${name}, more of it shown`] = await cpuMs();
      id++;
    }
    server.showState({ ...IN_CALL, peerName: kinds.letters, notice: kinds.letters });
    await page.waitForSelector("h1:has-text('xxx')");
    found["name and notice"] = await cpuMs();
    assert(Object.values(found).every((ms) => ms > 0 && ms < 1000), JSON.stringify(found));
  });
});
