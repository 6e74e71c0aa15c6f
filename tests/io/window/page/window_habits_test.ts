import { assertEquals } from "@std/assert";
import type { CDPSession } from "playwright-core";
import { until } from "../page_probe.ts";
import { IN_CALL, line } from "./page_fixture.ts";
import { keepScreenshot, testPage, WINDOW } from "./page_step.ts";

type DragEventType = "dragEnter" | "dragOver" | "dragCancel" | "drop";

/** Drags as the system does; the browser then does what it does with what is dropped. */
async function drag(session: CDPSession, types: readonly DragEventType[], x: number, y: number, files: string[]) {
  const items = files.length > 0 ? [] : [{ mimeType: "text/uri-list", data: "https://example.org/" }];
  for (const type of types) {
    await session.send("Input.dispatchDragEvent", { type, x, y, data: { items, files, dragOperationsMask: 1 } });
  }
}

testPage("the page behaves as a window", async (step) => {
  await step(
    "a dropped file or link is not opened, and files are said not to be sent yet",
    async (page, probe, context) => {
      probe.server.showState(IN_CALL);
      await page.waitForSelector("[data-phase=in_call]");
      const folder = await Deno.makeTempDir();
      try {
        const file = `${folder}/other.html`;
        await Deno.writeTextFile(file, "<title>another page</title>");
        const session = await context.newCDPSession(page);
        const { x, y } = (await page.locator("#text").boundingBox())!;
        for (const [atX, atY] of [[200, 200], [x + 5, y + 5]]) {
          await drag(session, ["dragEnter", "dragOver"], atX, atY, [file]);
          await page.waitForSelector("#drop-hint:has-text('cannot send files')");
          await keepScreenshot(page, "drop-light");
          await drag(session, ["drop"], atX, atY, [file]);
          await page.mouse.move(atX + 1, atY);
          await page.waitForSelector("#drop-hint", { state: "hidden" });
          await drag(session, ["dragEnter", "dragOver", "dragCancel"], atX, atY, [file]);
          await page.mouse.move(atX, atY);
          await page.waitForSelector("#drop-hint", { state: "hidden" });
        }
        await drag(session, ["dragEnter", "dragOver", "drop"], 200, 200, []);
        // A page that was left would not get it.
        await page.keyboard.press("q");
        await until(() => probe.leaves === 1, "the leave");
        assertEquals([page.url(), probe.goodbyes], [probe.server.url, []]);
      } finally {
        await Deno.remove(folder, { recursive: true });
      }
    },
    { viewport: WINDOW },
  );

  await step("a text may be dropped into the message box", async (page, probe) => {
    probe.server.showState(IN_CALL);
    await page.waitForSelector("[data-phase=in_call]");
    const isTaken = (id: string) =>
      page.evaluate(`(() => {
        const dataTransfer = new DataTransfer();
        dataTransfer.setData("text/plain", "words");
        const event = new DragEvent("dragover", { dataTransfer, bubbles: true, cancelable: true });
        return document.getElementById("${id}").dispatchEvent(event);
      })()`);
    assertEquals([await isTaken("text"), await isTaken("stage")], [true, false]);
  });

  await step("the browser's menu comes only where a text can be copied or pasted", async (page, { server }) => {
    server.showState(IN_CALL);
    server.showLine(line(1, "to be copied"));
    await page.waitForSelector("#lines .text");
    await page.evaluate(`{
      globalThis.menus = [];
      addEventListener("contextmenu", (event) => {
        menus.push(event.target.id || event.target.className);
        globalThis.refused = event.defaultPrevented;
      });
    }`);
    const comes = async (selector: string) => {
      const before = await page.evaluate<number>("menus.length");
      await page.locator(selector).dispatchEvent("contextmenu", { button: 2 });
      await page.waitForFunction(`menus.length > ${before}`);
      return await page.evaluate<boolean>("!refused");
    };
    assertEquals(await comes("#stage"), false);
    assertEquals(await comes("#control-leave"), false);
    assertEquals(await comes("#lines .text"), false);
    assertEquals(await comes("#text"), true);
    await page.evaluate(`getSelection().selectAllChildren(document.querySelector("#lines .text"))`);
    assertEquals(await comes("#lines .text"), true);
    assertEquals(await comes("#stage"), false);
  });
}, { conversation: true });
