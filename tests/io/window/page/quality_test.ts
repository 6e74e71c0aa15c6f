import { assertEquals, assertMatch } from "@std/assert";
import { strings } from "../../../../src/io/window/page/strings.js";
import { DROP_REASONS, type DropReason } from "../../../../src/wire/drop_reason.ts";
import { until } from "../page_probe.ts";
import { FIGURES, IN_CALL, text } from "./page_fixture.ts";
import { testPage } from "./page_step.ts";

testPage("the page's figures", async (step) => {
  await step("the badge shows how good the call is, and the figures show why", async (page, { server }) => {
    server.showState(IN_CALL);
    for (let second = 0; second < 5; second++) server.showFigures({ ...FIGURES, epochMs: 1000 * (second + 1) });
    await page.waitForSelector("#quality[data-quality=fair]");
    assertEquals(await text(page, "#quality-words"), "Connection: fair");
    await page.click("#quality");
    // The badge appears after the first of the five seconds.
    await until(async () => await page.locator("#plots path[d*='L']").count() === 7, "the lines of all plots");
    assertEquals(await page.locator("#plots p").allTextContents(), [
      ...["30 per second", "30 per second", "62 ms", "not measured"],
      ...["4.2 ms", "3.1 %", "900 kbit/s", "870 kbit/s"],
    ]);
    assertMatch(
      await page.textContent("#drops") ?? "",
      /^12 A picture with parts that came too late or never \(receiving\)$/,
    );
  });

  await step("a lost link makes the badge poor at once", async (page, { server }) => {
    server.showState(IN_CALL);
    server.showFigures({ ...FIGURES, epochMs: 1000 });
    await page.waitForSelector("#quality[data-quality=fair]");
    server.showState({ ...IN_CALL, phase: "reconnecting" });
    await page.waitForSelector("#quality[data-quality=poor]");
    assertEquals(await text(page, "#quality-words"), "Connection: poor");
  });

  await step("every drop reason has a text of its own", async (page, { server }) => {
    const drops = Object.keys(DROP_REASONS).map((reason, at) => ({ direction: "in" as const, reason, count: at + 1 }));
    server.showState(IN_CALL);
    server.showFigures({
      ...FIGURES,
      epochMs: 1000,
      drops: [...drops, { direction: "out", reason: "new_one", count: 7 }],
    });
    await page.click("#quality");
    const shown = await page.locator("#drops li").allTextContents();
    assertEquals(shown.length, drops.length + 1);
    assertEquals(shown.at(-1), "7 Another reason (sending)");
    for (const words of shown) assertEquals(/_|undefined/.test(words), false, words);
    const words = Object.keys(DROP_REASONS).map((reason) => strings[`drop_${reason as DropReason}`]);
    assertEquals(new Set(words).size, drops.length);
  });
});
