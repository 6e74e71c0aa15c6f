import { assert, assertEquals, assertMatch } from "@std/assert";
import { until } from "../page_probe.ts";
import { IN_CALL, line, text } from "./page_fixture.ts";
import { keepScreenshot, testPage, WINDOW } from "./page_step.ts";

testPage("the page's conversation", async (step) => {
  await step("a long text is shown piece by piece, and copied whole", async (page, { server }, context) => {
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    const long = "\ud83d\ude00".repeat(15_000) + "line\n".repeat(400);
    for (let id = 0; id < 300; id++) server.showLine(line(id, `line ${id}`));
    server.showLine(line(300, long));
    await page.waitForSelector("#lines .more");
    const last = "#lines ol:last-child li:last-child";
    const shown = () => page.locator(`${last} .text`).allTextContents();
    assertEquals((await shown()).map(({ length }) => length), [4000]);
    assertEquals(await text(page, `${last} .more`), `Show more (${long.length - 4000} characters left)`);
    await page.click(`${last} .copy`);
    await page.waitForSelector(`${last} .copy:has-text('Copied')`);
    assertEquals(await page.evaluate("navigator.clipboard.readText()"), long);
    while (await page.isVisible(`${last} .more`)) await page.click(`${last} .more`);
    assertEquals((await shown()).join(""), long);
    assert((await shown()).every((piece) => piece.isWellFormed()));
  });

  await step(
    "the rest of a text that is too long is left out, and the page says how much",
    async (page, { server }) => {
      server.showLine(line(1, `${"x".repeat(1024 * 1024)}${"\u202e".repeat(12_345)}`));
      await page.waitForSelector("#lines .left-out");
      assertEquals(await text(page, "#lines .left-out"), "12345 more characters were left out");
      server.showLine(line(2, "short"));
      await page.waitForSelector("text=short");
      assertEquals(await page.locator("#lines .left-out").count(), 1);
    },
  );

  await step("300 lines are scrolled to the last one, and stay there", async (page, { server }) => {
    for (let id = 0; id < 300; id++) server.showLine(line(id, `line ${id}`));
    server.showLine(line(301, "after it", { from: "local" }));
    await page.waitForSelector("text=after it");
    await page.waitForFunction("log.scrollTop > 1000 && log.scrollHeight - log.scrollTop - log.clientHeight < 60");
  });

  await step("a line shows who wrote it and its delivery", async (page, { server }) => {
    server.showLine(line(1, "hi", { from: "local", name: "me", delivery: "waiting" }));
    server.showLine(line(1, "hello"));
    server.showLine(line(1, "hi", { from: "local", name: "me", delivery: "delivered" }));
    await page.waitForSelector("#lines li.local .about :has-text('delivered')");
    assertEquals(await page.locator("#lines li").count(), 2);
    assertEquals(await page.locator("#lines li.local .about > *").allTextContents(), ["You", "12:00", "delivered"]);
    assertEquals(await page.locator("#lines li.remote .about > *").allTextContents(), ["Ada", "12:00", ""]);
  }, { locale: "en-US" });

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

  await step(
    "the Enter that accepts an input method's suggestion sends nothing; the next one sends the line",
    async (page, probe) => {
      const press = (id: string, key: string, more: object) =>
        page.evaluate(`document.getElementById("${id}").dispatchEvent(
        new KeyboardEvent("keydown", ${JSON.stringify({ key, bubbles: true, cancelable: true, ...more })}),
      )`);
      const compose = (id: string) =>
        page.evaluate(`["compositionstart", "compositionend"].forEach((type) =>
        document.getElementById("${id}").dispatchEvent(new CompositionEvent(type, { bubbles: true, data: "\u4f60" })))`);
      await page.fill("#text", "\u4f60\u597d");
      await page.focus("#text");
      await compose("text");
      await press("text", "Enter", { keyCode: 229, isComposing: false }); // WebKit
      await press("text", "Enter", { keyCode: 229, isComposing: true });
      await press("text", "Escape", { keyCode: 229, isComposing: false });
      assertEquals(await page.evaluate("document.activeElement.id"), "text");
      await page.keyboard.press("Enter");
      await until(() => probe.texts.length > 0, "the text");
      assertEquals(probe.texts, ["\u4f60\u597d"]);

      probe.server.showState({ ...IN_CALL, role: "client", phase: "needs_code" });
      await page.waitForSelector("#code-form:not([hidden])");
      await page.fill("#code", "apple-river-stone");
      await compose("code");
      // False means that the form is not sent.
      assertEquals(await press("code", "Enter", { keyCode: 229, isComposing: false }), false);
      assertEquals(probe.orders, []);
      await page.keyboard.press("Enter");
      await until(() => probe.orders.length > 0, "the code");
      assertEquals(probe.orders, ["code apple-river-stone"]);

      await page.focus("#control-leave");
      await press("control-leave", "q", { keyCode: 229 });
      await page.keyboard.press("c");
      await until(() => probe.orders.length > 1, "the camera");
      assertEquals(probe.leaves, 0);
    },
  );

  await step("10,000 lines scroll, with few of them in the page; links are texts to copy", async (page, { server }) => {
    for (let id = 0; id < 10_000; id++) server.showLine(line(id, `line ${id} https://example.org/${id}.`));
    await page.reload();
    await page.waitForSelector("text=line 9999");
    assert(await page.locator("#lines li").count() < 300);
    assertEquals(await page.locator("#lines a").count(), 0);
    assertEquals(await text(page, "#lines ol:last-child li:last-child .link"), "https://example.org/9999");
    await page.evaluate("log.scrollTop = 0");
    await page.waitForSelector("text=line 0 ");
    assert(await page.locator("#lines li").count() < 400);
    server.showLine(line(10_000, "below"));
    await page.waitForSelector("#unseen:has-text('1 new')");
    await page.click("#unseen");
    await page.waitForSelector("#lines .first-unseen");
    await page.waitForSelector("text=below");
  });

  await step(
    "lines that came while nobody looked are marked and counted until they are seen",
    async (page, { server }) => {
      server.showState(IN_CALL);
      for (let id = 0; id < 40; id++) server.showLine(line(id, `line ${id}`));
      await page.waitForSelector("text=line 39");
      // The scroll event comes with the next frame.
      await page.evaluate("log.scrollTop = 0, new Promise((done) => requestAnimationFrame(() => setTimeout(done)))");
      await page.waitForSelector("text=line 0");
      server.showLine(line(40, "first unseen"));
      server.showLine(line(41, "second unseen"));
      await page.waitForSelector("#unseen:has-text('2 new')");
      assertEquals(await page.textContent("#unseen-badge"), "2");
      assertMatch(await page.title(), /^\(2\) /);
      await keepScreenshot(page, "unseen-light");
      await page.click("#unseen");
      await page.waitForSelector("#unseen", { state: "hidden" });
      assertEquals(await page.textContent("li:has(.first-unseen) .text"), "first unseen");
      assertEquals(await page.locator(".first-unseen").count(), 1);
    },
    { viewport: WINDOW },
  );

  await step("a link stays a text: only its copy button can be clicked", async (page, { server }, context) => {
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    server.showLine(
      line(1, "see https://example.org/a?b=1&c=(2)#d, and (http://[2001:db8::7]/x)! javascript:alert(1)"),
    );
    await page.waitForSelector("#lines .link");
    const links = await page.locator("#lines .link").allTextContents();
    assertEquals(links, ["https://example.org/a?b=1&c=(2)#d", "http://[2001:db8::7]/x"]);
    assertEquals(await page.locator("#lines a, #lines [href]").count(), 0);
    await page.click("#lines .link");
    await page.click("#lines .copy >> nth=0");
    await page.waitForSelector("#lines .copy:has-text('Copied')");
    assertEquals(await page.evaluate("navigator.clipboard.readText()"), links[0]);
    assertEquals(context.pages().length, 1);
  });

  await step("if the clipboard is refused, the selection is copied", async (page, { server }, context) => {
    await context.grantPermissions(["clipboard-read"]);
    await page.evaluate("navigator.clipboard.writeText = () => Promise.reject(new Error('refused'))");
    server.showLine(line(1, "https://example.org/"));
    await page.focus("#text");
    await page.click("#lines .copy");
    await page.waitForSelector("#lines .copy:has-text('Copied')");
    assertEquals(await page.evaluate("navigator.clipboard.readText()"), "https://example.org/");
    assertEquals(await page.locator("body > textarea").count(), 0);
  });
}, { conversation: true });
