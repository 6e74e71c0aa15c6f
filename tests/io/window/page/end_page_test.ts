import { assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import { until } from "../page_probe.ts";
import { IN_CALL, line } from "./page_fixture.ts";
import { keepScreenshot, testPage } from "./page_step.ts";

const ENDED = {
  ...IN_CALL,
  role: "client",
  phase: "ended",
  ended: "peer_left",
  lastCall: { peerName: "Ada", durationMs: 3 * 60_000 + 12_345 },
  choices: ["call_again"],
} as const;

const HOSTILE_NAME = "<b>Ada</b> \u202egnp \x1b]0;title\x07";

/** The buttons that can be seen, in order. */
async function buttons(page: Page): Promise<string[]> {
  return await page.locator("#end button:visible").allTextContents();
}

testPage("the page of the end", async (step) => {
  await step("says who left, how long the call lasted, and what can be done", async (page, { server, orders }) => {
    server.showState(IN_CALL);
    server.showState(ENDED);
    await page.waitForSelector("#end:not([hidden])");
    assertEquals(await page.textContent("#end-headline"), "Ada has left the call");
    assertEquals(await page.textContent("#end-lasted"), "The call lasted 3:12");
    assertEquals(await buttons(page), ["Call again", "Close"]);
    assertEquals(await page.isVisible("#placeholder"), false);
    assertEquals(await page.isVisible("#control-camera"), false);
    server.showState({ ...ENDED, choices: ["call_again", "start_page"] });
    server.showLine(line(1, "hello"));
    await page.waitForSelector("#end button:has-text('Back to start')");
    assertEquals(await buttons(page), ["Call again", "Save conversation", "Back to start", "Close"]);
    assertEquals(orders, []);
  });

  await step("can be used with the keyboard alone", async (page, probe) => {
    const { server, orders } = probe;
    const choices = ["call_again", "start_page"] as const;
    server.showState(IN_CALL);
    server.showLine(line(1, "hello"));
    server.showState({ ...ENDED, choices });
    // What had the focus is gone. The first key must not press a button: it may be for the call that has just ended.
    await page.waitForFunction("document.activeElement.id === 'end-headline'");
    await page.keyboard.press("Space");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await until(() => orders.length === 1, "the choice");
    assertEquals(orders, ["call_again"]);
    await page.waitForSelector("#end .again:disabled");
    // The call could not be made.
    server.showState({ ...ENDED, ended: "not_made", notice: "no network", lastCall: undefined, choices });
    await page.waitForSelector("#end .again:enabled");
    assertEquals(await page.textContent("#end-headline"), "The call could not be made");
    assertEquals(await page.textContent("#end-advice"), "no network");
    await page.locator("#end .save").focus();
    await page.keyboard.press("Enter");
    await page.waitForSelector("#end .saved:has-text('Conversation saved as')");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await until(() => orders.length === 3, "the start page");
    assertEquals(orders, ["call_again", "save conversation", "start_page"]);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await until(() => probe.leaves === 1, "closing");
  });

  await step("a person who writes a message keeps the focus", async (page, { server, orders }) => {
    server.showState(IN_CALL);
    await page.keyboard.press("t");
    await until(() => orders.length === 1, "the conversation");
    assertEquals(orders.splice(0), ["conversation on"]);
    await page.keyboard.type("one moment");
    server.showState(ENDED);
    await page.waitForSelector("#end:not([hidden])");
    await page.keyboard.press("Space");
    assertEquals(await page.evaluate("document.activeElement.closest('#end')"), null);
    assertEquals(orders, []);
  });

  await step("says where the conversation was saved, or why it was not", async (page, probe) => {
    const { server, orders } = probe;
    server.showState(ENDED);
    await page.waitForSelector("#end:not([hidden])");
    assertEquals(await page.isVisible("#end .save"), false);
    server.showLine(line(1, "hello"));
    probe.saved = { path: "/documents/\u202evchat.txt" };
    await page.click("#end .save");
    await page.waitForSelector("#end .saved:has-text('Conversation saved as /documents/\ufffdvchat.txt')");
    probe.folderProblem = "there is no xdg-open on this computer";
    await page.click("#end .folder");
    await page.waitForSelector("#toast:has-text('The folder was not opened: there is no xdg-open on this computer')");
    assertEquals(await page.isVisible("#toast button"), false);
    await keepScreenshot(page, "end-saved");
    probe.saved = { problem: "/documents: the disk is full" };
    await page.click("#end .save");
    await page.waitForSelector("#end .saved:has-text('was not saved: /documents: the disk is full')");
    assertEquals(await page.isVisible("#end .folder"), false);
    assertEquals(orders, ["save conversation", "open folder", "save conversation"]);
    await keepScreenshot(page, "end-not-saved");
  });

  await step("a server says it in a line of its waiting page", async (page, { server, orders }) => {
    server.showLine(line(1, "hello"));
    const state = { ...ENDED, role: "server", phase: "waiting", choices: undefined } as const;
    server.showState({ ...state, invitation: { addresses: ["192.0.2.7"] } });
    await page.waitForSelector("#detail:not([hidden])");
    assertEquals(await page.textContent("#detail"), "Ada has left the call\nThe call lasted 3:12");
    assertEquals(await page.isVisible("#end"), false);
    await page.click("#last-call .save");
    await page.waitForSelector("#last-call .saved:has-text('Conversation saved as')");
    assertEquals(orders, ["save conversation"]);
    await keepScreenshot(page, "waiting-after-a-call");
    server.showState(IN_CALL);
    await page.waitForSelector("#last-call", { state: "hidden" });
    assertEquals(await page.isVisible(".back"), false);
    server.showState({ ...state, choices: ["start_page"] });
    await page.click("#placeholder .back");
    await until(() => orders.length === 2, "the start page");
    assertEquals(orders[1], "start_page");
  });

  await step("what comes from a peer is text, and every end has words", async (page, { server }) => {
    const headlines: Record<string, string> = {
      peer_left: "has left the call",
      peer_silent: "was lost",
      busy: "The other person is in a call with somebody else",
      refused: "The call was refused",
    };
    for (const [ended, words] of Object.entries(headlines)) {
      server.showState({
        ...ENDED,
        ended: ended as "busy",
        notice: "<b>refused</b> \x1b[31m",
        lastCall: { peerName: HOSTILE_NAME, durationMs: 3_723_000 },
      });
      await page.waitForSelector(`#end-headline:has-text('${words}')`);
      assertEquals(await page.textContent("#end-lasted"), "The call lasted 1:02:03");
      assertEquals(await page.locator("#end b").count(), 0);
    }
    assertEquals(await page.textContent("#end-advice"), "<b>refused</b> \u241b[31m");
  });

  for (
    const [size, viewport] of Object.entries({
      small: { width: 340, height: 300 },
      usual: { width: 1120, height: 700 },
    })
  ) {
    await step(`in a ${size} window every button can be reached`, async (page, { server }) => {
      server.showLine(line(1, "hello"));
      server.showState({ ...ENDED, ended: "peer_silent", choices: ["call_again", "start_page"] });
      await page.waitForSelector("#end:not([hidden])");
      await page.keyboard.press("t");
      for (const button of await page.locator("#end button:visible").all()) await button.click({ trial: true });
      await page.evaluate("document.getElementById('end').scrollTo(0, 0)");
      await keepScreenshot(page, `end-${size}`);
      await page.emulateMedia({ colorScheme: "dark" });
      await keepScreenshot(page, `end-${size}-dark`);
    }, { viewport, reducedMotion: "reduce" });
  }
});
