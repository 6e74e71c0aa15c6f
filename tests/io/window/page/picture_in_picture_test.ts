import { showJpeg } from "../../../fake/show_jpeg.ts";
import { assertEquals } from "@std/assert";
import { BLUE, RED, twoColourJpeg, until } from "../page_probe.ts";
import { colours, IN_CALL } from "./page_fixture.ts";
import { testPage } from "./page_step.ts";

testPage("picture in picture", async (step) => {
  await step("opens and closes by button and key, and shows no frozen face", async (page, { server, shown }) => {
    const inPicture = () =>
      page.evaluate<number>("document.pictureInPictureElement ? document.pictureInPictureElement.videoWidth : 0");
    server.showState(IN_CALL);
    showJpeg(server, 0, await twoColourJpeg(RED, BLUE));
    await until(() => shown.length === 1, "a frame drawn");
    await page.click("#control-pip");
    await until(async () => await inPicture() === 64, "the picture in its own window");
    server.showState({ ...IN_CALL, peerPicture: "off" });
    await until(async () => (await colours(page, "remote", 0.1)).join(" ") === "0,0,0 0,0,0", "nobody in the picture");
    server.showState(IN_CALL);
    showJpeg(server, 1, await twoColourJpeg(BLUE, RED));
    await until(() => shown.length === 2, "another frame drawn");
    assertEquals(await colours(page, "remote"), ["0,0,255", "255,0,0"]);
    await page.keyboard.press("p");
    await until(async () => await inPicture() === 0, "its end");
    await page.keyboard.press("p");
    await until(async () => await inPicture() === 64, "the picture in its own window again");
  });

  await step(
    "if the platform does not support it, there is no button, no key and no help for it",
    async (page, { server, shown }) => {
      await page.addInitScript("delete Document.prototype.pictureInPictureEnabled");
      await page.reload();
      server.showState(IN_CALL);
      showJpeg(server, 0, await twoColourJpeg(RED, BLUE));
      await until(() => shown.length === 1, "a frame drawn");
      assertEquals(await page.isVisible("#control-pip"), false);
      await page.keyboard.press("p");
      await page.keyboard.press("?");
      await page.waitForSelector("#help-keys div:has-text('Full screen')");
      assertEquals(await page.locator("#help-keys div:has-text('Picture in picture')").count(), 0);
      assertEquals(await page.evaluate("document.pictureInPictureElement"), null);
    },
  );
});
