import { showJpeg } from "../../../fake/show_jpeg.ts";
import { assert, assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import { DROP_REASONS } from "../../../../src/wire/drop_reason.ts";
import { BLUE, GREEN, type Probe, RED, twoColourJpeg, until } from "../page_probe.ts";
import { FIGURES, IN_CALL, line } from "./page_fixture.ts";
import { keepScreenshot, testPage, WINDOW } from "./page_step.ts";

/** A call with both pictures and a conversation. */
async function showCall(page: Page, { server, shown }: Probe): Promise<void> {
  server.showState(IN_CALL);
  server.showLine(line(1, "Can you see the coast?"));
  server.showLine(line(1, "Sharp, and no delay at all.", { from: "local", delivery: "delivered" }));
  for (let second = 1; second <= 120; second++) {
    server.showFigures({ ...FIGURES, epochMs: 1000 * second, delayMs: 60 + second % 7, rttMs: 20 });
  }
  showJpeg(server, 0, await twoColourJpeg(RED, BLUE));
  await until(() => shown.length === 1, "a frame drawn");
  server.showLocal(await twoColourJpeg(GREEN, RED));
  await page.waitForSelector("#self:not([hidden])");
}

const box = async (page: Page, selector: string) => (await page.locator(selector).boundingBox())!;

testPage("the page fits its window", async (step) => {
  await step("the conversation is beside the picture, below it in a narrow window", async (page, probe) => {
    await showCall(page, probe);
    for (const [name, width, height] of [["wide", 1400, 900], ["default", 720, 480], ["narrow", 400, 720]] as const) {
      await page.setViewportSize({ width, height });
      await page.mouse.move(width / 3, height / 3);
      const stage = await box(page, "#stage");
      const conversation = await box(page, "#conversation");
      if (name === "narrow") {
        assertEquals([stage.width, conversation.width], [width, width]);
        assertEquals(conversation.y, stage.y + stage.height);
        assertEquals(await page.locator("#quality span:visible").allTextContents(), ["", "fair"]);
      } else {
        assertEquals([stage.y, stage.height], [conversation.y, conversation.height]);
        assertEquals(conversation.x, stage.x + stage.width);
      }
      assertEquals(conversation.y + conversation.height, height);
      for (const button of await page.locator("button:visible").all()) {
        const { x, y, width: wide, height: high } = (await button.boundingBox())!;
        assert(x >= 0 && y >= 0 && x + wide <= width && y + high <= height, `${name} ${await button.ariaSnapshot()}`);
      }
      await keepScreenshot(page, `${name}-light`);
    }
  });

  await step(
    "all figures fit into a new window, and their close button is always visible",
    async (page, probe) => {
      await showCall(page, probe);
      await page.click("#quality");
      const scrolls = () => page.evaluate("figures.scrollHeight - figures.clientHeight");
      assertEquals(await scrolls(), 0);
      await keepScreenshot(page, "figures-light");
      const drops = Object.keys(DROP_REASONS).map((reason, at) => ({
        direction: "in" as const,
        reason,
        count: 7 ** (at % 6),
      }));
      probe.server.showFigures({ ...FIGURES, epochMs: 200_000, drops });
      await page.waitForSelector("#drops li:nth-child(20)");
      await page.evaluate("figures.scrollTop = figures.scrollHeight");
      await keepScreenshot(page, "figures-all-drops-light");
      await page.click("#figures .close");
      assertEquals(await page.isVisible("#figures"), false);
    },
    { viewport: WINDOW },
  );

  await step("the self view makes room for the controls; without them it is in the corner", async (page, probe) => {
    await showCall(page, probe);
    const gap = async () => {
      const { y, height } = await box(page, "#self");
      return Math.round(WINDOW.height - y - height);
    };
    await page.waitForSelector("[data-controls=hidden]");
    await until(async () => await gap() === 12, "the self view in its corner");
    await page.evaluate(`{
      globalThis.moved = [];
      document.getElementById("self").addEventListener("transitionrun", ({ propertyName }) => moved.push(propertyName));
    }`);
    await page.mouse.move(150, 150);
    await until(async () => await gap() === 68, "the self view above the controls");
    // On a slow machine they may have disappeared again, and the self view with them.
    assertEquals(await page.evaluate("[...new Set(moved)]"), ["bottom"], "it jumped");
  }, { viewport: WINDOW });

  await step("with reduced motion the self view stays above the controls", async (page, probe) => {
    await showCall(page, probe);
    const before = await box(page, "#self");
    await page.waitForSelector("[data-controls=hidden]");
    assertEquals(await box(page, "#self"), before);
    assertEquals(await page.evaluate("document.getAnimations().length"), 0);
  }, { viewport: WINDOW, reducedMotion: "reduce" });

  await step("in a wide window the self view does not move, because it is beside the controls", async (page, probe) => {
    await showCall(page, probe);
    const self = await box(page, "#self");
    const controls = await box(page, "#controls");
    assert(self.x > controls.x + controls.width);
    await page.waitForSelector("[data-controls=hidden]");
    assertEquals(await box(page, "#self"), self);
  }, { viewport: { width: 1200, height: 800 } });
});
