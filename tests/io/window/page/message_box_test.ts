import { assert, assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import type { DisplayState } from "../../../../src/port/display.ts";
import { until } from "../page_probe.ts";
import { IN_CALL } from "./page_fixture.ts";
import { keepScreenshot, type PageStep, testPage, WINDOW } from "./page_step.ts";

/** It grows with its text, by CSS or by script. */
async function growsAndShrinks(page: Page) {
  await page.click("#text");
  const height = async () => (await page.locator("#text").boundingBox())!.height;
  const oneLine = await height();
  for (let lines = 0; lines < 3; lines++) {
    await page.keyboard.type("a line of text");
    await page.keyboard.press("Shift+Enter");
  }
  const fourLines = await height();
  assert(fourLines > oneLine * 2, `${fourLines}`);
  await keepScreenshot(page, "multi-line-light");
  await page.fill("#text", "line\n".repeat(200));
  const most = await height();
  assert(most > fourLines && most <= WINDOW.height / 3, `${most}`);
  assertEquals(await page.isVisible("#send"), true);
  await page.click("#send");
  await until(async () => await height() === oneLine, "the box with one line");
  // Two lines, because the box is not wide enough.
  await page.keyboard.type("word ".repeat(12));
  assert(await height() > oneLine);
}

const grows = (name: string) => async (step: PageStep) => {
  await step(name, growsAndShrinks, { viewport: WINDOW });
};

testPage("the message box", async (step) => {
  await grows("grows with its text, up to a third of the window")(step);

  await step("says what becomes of a message, and is off once nobody would get it", async (page, probe) => {
    const said: Record<DisplayState["phase"], string> = {
      waiting: "For your next caller",
      calling: "Sent once in the call",
      needs_code: "Sent once in the call",
      in_call: "Write a message",
      reconnecting: "Sent once reconnected",
      ended: "The call has ended",
    };
    for (const phase of ["waiting", "calling", "needs_code", "in_call", "reconnecting"] as const) {
      probe.server.showState({ ...IN_CALL, phase });
      await page.waitForSelector(`[data-phase=${phase}]`);
      assertEquals(await page.getAttribute("#text", "placeholder"), said[phase]);
      assertEquals(await page.isEditable("#text"), true, phase);
    }
    await page.fill("#text", "not sent yet");
    probe.server.showState({ ...IN_CALL, phase: "ended" });
    await page.waitForSelector("[data-phase=ended]");
    await page.focus("#text");
    await page.keyboard.press("Enter");
    await page.keyboard.type("more");
    assertEquals(await page.isDisabled("#send"), true);
    // It can still be copied.
    assertEquals(await page.inputValue("#text"), "not sent yet");
    assertEquals(await page.textContent("#keys"), "Nobody would get a message now");
    assertEquals(await page.getAttribute("#text", "aria-describedby"), "keys");
    await keepScreenshot(page, "message-box-off-light");
    probe.server.showState(IN_CALL);
    await page.waitForSelector("[data-phase=in_call]");
    await page.focus("#text");
    await page.keyboard.press("Enter");
    await until(() => probe.texts.length > 0, "the text");
    assertEquals(probe.texts, ["not sent yet"]);
    await probe.server.close();
    await page.waitForSelector("#text[placeholder='vchat has ended']");
    assertEquals(await page.isEditable("#text"), false);
  }, { viewport: WINDOW });
}, { conversation: true });

testPage("the message box without field-sizing", grows("grows with its text too"), {
  script: `CSS.supports = () => false;
    addEventListener("DOMContentLoaded", () => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync("#text { field-sizing: fixed !important }");
      document.adoptedStyleSheets = [sheet];
    });`,
  conversation: true,
});
