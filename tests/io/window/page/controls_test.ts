import { showJpeg } from "../../../fake/show_jpeg.ts";
import { assertEquals, assertMatch } from "@std/assert";
import { Image } from "imagescript";
import { BLUE, GREEN, RED, twoColourJpeg, until } from "../page_probe.ts";
import { IN_CALL, line } from "./page_fixture.ts";
import { testPage } from "./page_step.ts";

testPage("the page's controls", async (step) => {
  await step("the controls do what they say, by click and by key", async (page, probe) => {
    const { server, orders, shown, pictures } = probe;
    server.showState(IN_CALL);
    showJpeg(server, 0, await twoColourJpeg(RED, BLUE));
    server.showLocal(await twoColourJpeg(GREEN, RED));
    await until(() => shown.length === 1, "a frame drawn");
    await page.waitForSelector("#self:not([hidden])");
    await page.click("#control-camera");
    await until(() => orders.length === 1, "camera off");
    server.showState({ ...IN_CALL, camera: { state: "off" } });
    await page.waitForSelector("#self-missing:not([hidden])");
    await page.keyboard.press("c");
    await until(() => orders.length === 2, "camera on");
    await page.keyboard.press("k");
    await until(() => orders.length === 3, "the question for cameras");
    server.showCameras([{ id: "0", name: "Front <b>" }, { id: "1", name: "Desk" }]);
    await page.click("#camera-list button:has-text('Desk')");
    await until(() => orders.length === 4, "the choice");
    assertEquals(orders, ["camera off", "camera on", "list cameras", "choose 1"]);
    // A screen, the test picture and nothing are always to be had, also while the cameras are looked up.
    server.showState({ ...IN_CALL, camera: { state: "off", choice: "1" } });
    await page.waitForSelector("#control-camera.off");
    await page.keyboard.press("k");
    await until(() => orders.at(-1) === "list cameras", "the question for cameras");
    assertEquals(await page.locator("#camera-list button").allTextContents(), [
      "Share screen",
      "Test picture",
      "No camera",
    ]);
    assertEquals(await page.locator("#camera-list [aria-pressed=true]").allTextContents(), ["No camera"]);
    await page.focus("#camera-list button:has-text('Test picture')");
    server.showCameras([{ id: "0", name: "Front" }]);
    await page.waitForSelector("#camera-list button:has-text('Front')");
    assertEquals(await page.evaluate("document.activeElement.textContent"), "Test picture");
    await page.keyboard.press("Escape");
    server.showState(IN_CALL);
    await page.waitForSelector("#control-camera:not(.off)");
    // The picture went with the camera.
    server.showLocal(await twoColourJpeg(GREEN, RED));
    await page.waitForSelector("#self:not([hidden]) #local:not([hidden])");
    for (const [name, order] of [["Share screen", "choose screen"], ["Test picture", "choose test"]]) {
      await page.keyboard.press("k");
      await until(() => orders.at(-1) === "list cameras", "the question for cameras");
      server.showCameras([]);
      await page.click(`#camera-list button:has-text('${name}')`);
      await until(() => orders.at(-1) === order, order);
    }
    await page.keyboard.press("k");
    await until(() => orders.at(-1) === "list cameras", "the question for cameras");
    server.showCameras([]);
    await page.click("#camera-list button:has-text('No camera')");
    await until(() => orders.at(-1) === "camera off", "no camera");
    orders.length = 4;

    await page.keyboard.press("s");
    await page.waitForSelector("#toast:has-text('/pictures/vchat.png')");
    await page.click("#toast button:has-text('Open folder')");
    await until(() => orders.at(-1) === "open folder", "the folder");
    orders.pop();
    const picture = await Image.decode(pictures[0]);
    const colour = (x: number) => picture.getRGBAAt(x, 24).map((value) => value > 127 ? 255 : 0).join();
    assertEquals([picture.width, picture.height, colour(16), colour(48)], [64, 48, "255,0,0,255", "0,0,255,255"]);

    await page.focus("#self");
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("ArrowLeft");
    await page.waitForSelector("#self[data-corner=top-left]");
    // It moves where the header comes or goes, so it is grabbed once it rests.
    await page.hover("#self");
    const box = (await page.locator("#self").boundingBox())!;
    await page.mouse.down();
    await page.mouse.move(box.x + 300, box.y + 600, { steps: 3 });
    await page.mouse.up();
    await page.waitForSelector("#self[data-corner^=bottom-]");
    await page.keyboard.press("v");
    await page.waitForSelector("#self", { state: "hidden" });
    await page.keyboard.press("t");
    await page.waitForSelector("#text:focus");
    await page.keyboard.press("Escape");
    await page.keyboard.press("t");
    await page.waitForSelector("#conversation", { state: "hidden" });
    server.showLine(line(1, "unseen"));
    await page.waitForSelector("#unseen-badge:has-text('1')");
    assertMatch(await page.title(), /^\(1\) /);
    await page.keyboard.press("t");
    await page.waitForSelector("#unseen-badge", { state: "hidden" });
    await page.keyboard.press("Escape");
    await page.keyboard.press("f");
    await page.waitForSelector("#control-full[aria-label='Leave full screen']");
    await page.keyboard.press("f");
    await page.waitForSelector("#control-full[aria-label='Full screen']");
    await page.click("#control-leave");
    await until(() => probe.leaves === 1, "the leave");
  });

  await step(
    "the controls appear when something moves, and disappear if they would cover a picture",
    async (page, probe) => {
      const { server, shown } = probe;
      await page.clock.install();
      await page.reload();
      await until(() => probe.pages.length === 3, "the page's new connection");
      const shownControls = () =>
        page.evaluate<string>("getComputedStyle(controls).opacity + getComputedStyle(controls).pointerEvents");
      server.showState({ ...IN_CALL, phase: "calling" });
      await page.waitForSelector("[data-phase=calling]");
      await page.clock.runFor(10_000);
      assertEquals(await shownControls(), "1auto");
      server.showState(IN_CALL);
      showJpeg(server, 0, await twoColourJpeg(RED, BLUE));
      await until(() => shown.length === 1, "a frame drawn");
      await page.clock.runFor(4000);
      await until(async () => await shownControls() === "0none", "controls hidden");
      assertEquals(await shownControls(), "0none");
      await page.mouse.move(200, 200);
      await until(async () => await shownControls() === "1auto", "controls shown");
      await page.clock.runFor(4000);
      await until(async () => await shownControls() === "0none", "controls hidden");
      await page.keyboard.press("Shift");
      await until(async () => await shownControls() === "1auto", "controls shown");
      await page.focus("#control-leave");
      await page.clock.runFor(4000);
      assertEquals(await shownControls(), "1auto");
    },
  );

  await step("? shows the keys; single letters can be turned off, and stay off", async (page, probe) => {
    probe.server.showState(IN_CALL);
    await page.waitForSelector("[data-phase=in_call]");
    assertEquals(await page.getAttribute("#control-leave", "title"), "Leave (q)");
    await page.keyboard.press("?");
    await page.waitForSelector("#help-keys div:has-text('q') >> text=Leave");
    const keys = await page.locator("#help-keys .single kbd").allTextContents();
    assertEquals(
      keys.join(" "),
      "c k s v f t i q ?".replace("v f", await page.isVisible("#control-pip") ? "v p f" : "v f"),
    );
    await page.click("#shortcuts-words");
    await until(() => probe.orders.length === 1, "the switch");
    await page.keyboard.press("Escape");
    await page.waitForSelector("#help", { state: "hidden" });
    await page.keyboard.press("q");
    await page.keyboard.press("?");
    assertEquals(await page.isVisible("#help"), false);
    assertEquals(await page.getAttribute("#control-leave", "title"), "Leave");
    assertEquals(await page.getAttribute("#control-leave", "aria-keyshortcuts"), null);
    await page.reload();
    await page.click("#control-help");
    // The page gets the earlier setting when it connects.
    await page.waitForSelector("#shortcuts:not(:checked)");
    await page.click("#shortcuts");
    await page.keyboard.press("Escape");
    await page.waitForSelector("#help", { state: "hidden" });
    await page.keyboard.press("q");
    await until(() => probe.leaves === 1, "the leave");
    assertEquals(probe.orders, ["shortcuts off", "shortcuts on"]);
  });

  await step("a picture that could not be saved is reported too", async (page, probe) => {
    const { server, shown } = probe;
    probe.saved = { problem: "/pictures: no space left" };
    server.showState(IN_CALL);
    await page.waitForSelector("#control-snapshot:disabled");
    showJpeg(server, 0, await twoColourJpeg(RED, BLUE));
    await until(() => shown.length === 1, "a frame drawn");
    await page.click("#control-snapshot");
    await page.waitForSelector("#toast:has-text('The picture was not saved: /pictures: no space left')");
  });
});
