import { showJpeg } from "../../../fake/show_jpeg.ts";
import { assertEquals } from "@std/assert";
import { BLUE, RED, twoColourJpeg, until } from "../page_probe.ts";
import { colours, IN_CALL, line, text } from "./page_fixture.ts";
import { testPage } from "./page_step.ts";

testPage("the page's connection", async (step) => {
  await step("a reloaded page gets everything again, and frames continue", async (page, { server, shown }) => {
    server.showState(IN_CALL);
    server.showLine(line(1, "before"));
    showJpeg(server, 0, await twoColourJpeg(RED, BLUE));
    await until(() => shown.length === 1, "a frame drawn");
    await page.reload();
    await page.waitForSelector("#lines li");
    assertEquals(await text(page, "#lines li .text"), "before");
    assertEquals(await text(page, "#peer"), "Ada");
    showJpeg(server, 1, await twoColourJpeg(BLUE, RED));
    await until(() => shown.length === 2, "another frame drawn");
    assertEquals(await colours(page, "remote"), ["0,0,255", "255,0,0"]);
  });

  await step("a second page takes over, and the first says so", async (page, probe, context) => {
    probe.server.showState(IN_CALL);
    const second = await context.newPage();
    await second.goto(probe.server.url);
    await page.waitForSelector("[data-phase=lost]");
    assertEquals(await text(page, "#headline"), "The call is now shown in another window");
    showJpeg(probe.server, 0, await twoColourJpeg(RED, BLUE));
    await until(() => probe.shown.length === 1, "a frame drawn by the second page");
    assertEquals(await colours(second, "remote"), ["255,0,0", "0,0,255"]);
  });

  await step("when vchat has ended, the page says so", async (page, { server }) => {
    server.showState(IN_CALL);
    await server.close();
    await page.waitForSelector("[data-phase=lost]").catch((error) => {
      // The page may have closed itself, if the browser lets a script do so.
      if (!page.isClosed()) throw error;
    });
  });
});
