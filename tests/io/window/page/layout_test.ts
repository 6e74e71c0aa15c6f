import { showJpeg } from "../../../fake/show_jpeg.ts";
import { assert, assertEquals } from "@std/assert";
import { Image } from "imagescript";
import type { Page } from "playwright-core";
import { DROP_REASONS } from "../../../../src/wire/drop_reason.ts";
import { GREEN, type Probe, RED, twoColourJpeg, until } from "../page_probe.ts";
import { FIGURES, IN_CALL, line } from "./page_fixture.ts";
import { keepScreenshot, testPage, WINDOW } from "./page_step.ts";

const CALL = {
  ...IN_CALL,
  sound: { muted: false, volume: 1, microphone: { state: "running" }, speaker: { state: "running" } },
} as const;
/** Windows of people: the first, others on a desk, on a phone, and with 200 % zoom; the last is the smallest. */
const SIZES = [[1120, 700], [1600, 900], [720, 480], [400, 720], [640, 360], [560, 350], [320, 240]] as const;
/** What must not lie over one another. */
const PARTS = ["#who", "#quality", "#control-help", "#controls", "#self", "#preview", "#headline", "#conversation"];

/** A call with both pictures, in 16:9, and without a conversation. */
async function showCall(page: Page, { server, shown }: Probe): Promise<void> {
  server.showState(CALL);
  for (let second = 1; second <= 120; second++) {
    server.showFigures({ ...FIGURES, epochMs: 1000 * second, delayMs: 60 + second % 7, rttMs: 20 });
  }
  const picture = new Image(320, 180).fill((x) => x <= 160 ? RED : GREEN);
  showJpeg(server, 0, await picture.encodeJPEG(80));
  await until(() => shown.length === 1, "a frame drawn");
  server.showLocal(await twoColourJpeg(GREEN, RED));
  await page.waitForSelector("#self:not([hidden])");
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Where a part is, if it can be seen. */
async function box(page: Page, selector: string): Promise<Box | undefined> {
  return await page.isVisible(selector) ? await page.locator(selector).boundingBox() ?? undefined : undefined;
}

/** Waits until nothing moves; the controls are shown then. */
async function settled(page: Page): Promise<void> {
  await until(async () => {
    await page.mouse.move(1, 100 + Math.random());
    return await page.evaluate(`document.body.dataset.controls === "shown" && document.getAnimations().length === 0`);
  }, "a page that does not move");
}

/** Fails if parts lie over one another, or outside of the window, or a button outside of it. */
async function nothingIsCovered(page: Page, name: string): Promise<void> {
  const { width, height } = page.viewportSize()!;
  const boxes: [string, Box][] = [];
  for (const part of PARTS) {
    const found = await box(page, part);
    if (found) boxes.push([part, found]);
  }
  for (const button of await page.locator("button:visible").all()) {
    boxes.push([(await button.getAttribute("id"))!, (await button.boundingBox())!]);
  }
  for (const [part, { x, y, width: wide, height: high }] of boxes) {
    assert(x >= 0 && y >= 0 && x + wide <= width + 0.1 && y + high <= height + 0.1, `${name}: ${part} is outside`);
  }
  const parts = boxes.filter(([part]) => part.startsWith("#"));
  for (const [at, [part, a]] of parts.entries()) {
    for (const [other, b] of parts.slice(at + 1)) {
      const isApart = a.x + a.width <= b.x + 0.1 || b.x + b.width <= a.x + 0.1 || a.y + a.height <= b.y + 0.1 ||
        b.y + b.height <= a.y + 0.1;
      assert(isApart, `${name}: ${part} and ${other}`);
    }
  }
}

testPage("the page fits its window", async (step) => {
  await step(
    "the picture fills it, and nothing lies over another thing, in windows of any size",
    async (page, probe) => {
      const { server } = probe;
      await showCall(page, probe);
      for (const [width, height] of SIZES) {
        const name = `call-${width}x${height}`;
        await page.setViewportSize({ width, height });
        await settled(page);
        await nothingIsCovered(page, name);
        assertEquals(await box(page, "#stage"), { x: 0, y: 0, width, height });
        const self = (await box(page, "#self"))!;
        assert(self.width <= width / 5 + 0.1 && self.height <= height / 5 + 0.1, `${name}: the self view`);
        await keepScreenshot(page, `${name}-light`);
      }
      for (const corner of ["ArrowUp", "ArrowLeft", "ArrowDown"]) {
        await page.focus("#self");
        await page.keyboard.press(corner);
        for (const [width, height] of [SIZES[0], SIZES[3], SIZES.at(-1)!]) {
          await page.setViewportSize({ width, height });
          await settled(page);
          await nothingIsCovered(page, `${corner} ${width}x${height}`);
        }
      }
      // Both cameras are off, with a name that is long or written from right to left; then the own one has failed.
      const failed = { state: "failed", message: "camera 0 is used by another program", hint: "close it" } as const;
      for (const peerName of ["N".repeat(300), "\u05d0\u05d1\u05d2 \u05d3\u05d4\u05d5"]) {
        for (const [width, height] of [SIZES[0], SIZES[3], SIZES.at(-1)!]) {
          const name = `off-${peerName.length}-${width}x${height}`;
          await page.setViewportSize({ width, height });
          server.showState({ ...CALL, peerName, peerMuted: true, peerPicture: "off", camera: { state: "off" } });
          await page.waitForSelector("#self:has-text('Your camera is off')");
          await settled(page);
          await page.evaluate("document.getElementById('placeholder').scrollTo(0, 0)");
          await keepScreenshot(page, `${name}-light`);
          const header = await Promise.all(["#who", "#quality", "#self", "#controls"].map((part) => box(page, part)));
          assert(header.every((part) => part !== undefined), name);
          if (peerName.length < 100) await nothingIsCovered(page, name);
          server.showState({ ...CALL, camera: failed });
          await page.waitForSelector("#self:has-text('close it')");
          await settled(page);
          await nothingIsCovered(page, `failed ${name}`);
          await keepScreenshot(page, `failed-${width}x${height}-light`);
        }
      }
    },
  );

  await step(
    "the first line opens the conversation beside the picture; the person's choice is kept",
    async (page, probe) => {
      const { server, orders } = probe;
      await showCall(page, probe);
      assertEquals(await page.isVisible("#conversation"), false);
      await page.focus("#control-camera");
      server.showLine(line(1, "Can you see the coast?"));
      await page.waitForSelector("#lines li.remote");
      server.showLine(line(1, "Sharp, and no delay at all.", { from: "local", delivery: "delivered" }));
      await page.waitForSelector("#lines li.local");
      // It does not take the focus.
      assertEquals(await page.evaluate("document.activeElement.id"), "control-camera");
      for (const [width, height] of SIZES) {
        const name = `conversation-${width}x${height}`;
        await page.setViewportSize({ width, height });
        await settled(page);
        const stage = (await box(page, "#stage"))!, pane = (await box(page, "#conversation"))!;
        if (width < 720 && height < 480) {
          assertEquals(pane, { x: 0, y: 0, width, height });
          assertEquals(await page.isVisible("#control-leave"), false, "below it");
        } else {
          await nothingIsCovered(page, name);
          const isBelow = width < 720;
          assertEquals([pane.x, pane.y], isBelow ? [0, stage.height] : [stage.width, 0]);
          assert(stage.width * stage.height > width * height / 2, `${name}: the picture is larger`);
        }
        await keepScreenshot(page, `${name}-light`);
      }
      await page.setViewportSize(WINDOW);
      await page.click("#conversation-close");
      await page.waitForSelector("#conversation", { state: "hidden" });
      await until(() => orders.length === 1, "the choice");
      server.showLine(line(2, "And now? A line that is much longer than the narrow window in which it is shown."));
      await page.waitForSelector("#preview:has-text('And now?')");
      await page.waitForSelector("#unseen-badge:has-text('1')");
      assertEquals(await page.isVisible("#conversation"), false);
      for (const [width, height] of [SIZES.at(-1)!, SIZES[0]]) {
        await page.setViewportSize({ width, height });
        await settled(page);
        if (await page.isVisible("#preview")) await nothingIsCovered(page, `preview ${width}x${height}`);
        await keepScreenshot(page, `preview-${width}x${height}-light`);
      }
      await page.reload();
      await page.waitForSelector("[data-phase=in_call]");
      server.showLine(line(3, "Still there?"));
      await page.waitForSelector("#preview:has-text('Still there?')");
      assertEquals(await page.isVisible("#conversation"), false);
      await page.click("#control-conversation");
      await page.waitForSelector("#text:focus");
      await until(() => orders.at(-1) === "conversation on", "the other choice");
      assertEquals(orders.filter((order, at) => order !== orders[at - 1]), ["conversation off", "conversation on"]);
    },
    { viewport: WINDOW },
  );

  await step(
    "the self view waits until the call; texts to copy are never under the controls",
    async (page, { server }) => {
      const invitation = {
        addresses: ["192.0.2.7", "198.51.100.23", "2001:db8::7", "fe80::1%eth0"],
        command: "vchat 192.0.2.7",
        link: "vchat://192.0.2.7:9699#plaza-needle-studio",
      };
      server.showState({ ...IN_CALL, phase: "waiting", code: "plaza-needle-studio", invitation, ended: "peer_left" });
      server.showLocal(await twoColourJpeg(RED, GREEN));
      await page.waitForSelector("#invitation:not([hidden])");
      assertEquals(await page.isVisible("#self"), false);
      await keepScreenshot(page, "waiting-long-light");
      for (const button of await page.locator("#invitation button:visible").all()) {
        // Scrolls to it if necessary, and fails if something else would be clicked.
        await button.click({ trial: true });
      }
    },
    { viewport: WINDOW },
  );

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

  await step(
    "the header and the controls leave the picture alone; the self view moves into its corner",
    async (page, probe) => {
      await showCall(page, probe);
      const gap = async () => {
        const { y, height } = (await box(page, "#self"))!;
        return Math.round(480 - y - height);
      };
      await page.waitForSelector("[data-controls=hidden]");
      await until(async () => await gap() === 12, "the self view in its corner");
      const opacities = () =>
        page.evaluate(`["header", "#controls"].map((part) => getComputedStyle(document.querySelector(part)).opacity)`);
      await until(async () => (await opacities() as string[]).join() === "0,0", "nothing over the picture");
      await page.evaluate(`{
      globalThis.moved = [];
      document.getElementById("self").addEventListener("transitionrun", ({ propertyName }) => moved.push(propertyName));
    }`);
      await page.mouse.move(150, 150);
      await until(async () => await gap() === 68, "the self view above the controls");
      // On a slow machine they may have disappeared again, and the self view with them.
      assertEquals(await page.evaluate("[...new Set(moved)]"), ["translate"], "it jumped");
      // What has the keyboard's focus stays.
      await page.keyboard.press("Tab");
      await page.waitForSelector("#quality:focus");
      await until(async () => (await opacities() as string[]).join() === "1,1", "all of it");
    },
    { viewport: { width: 720, height: 480 } },
  );

  await step("with reduced motion nothing moves", async (page, probe) => {
    await showCall(page, probe);
    const before = await box(page, "#self");
    await page.waitForSelector("[data-controls=hidden]");
    assertEquals(await box(page, "#self"), before);
    probe.server.showLine(line(1, "hello"));
    await page.waitForSelector("#lines li.remote");
    assertEquals(await page.evaluate("document.getAnimations().length"), 0);
    assertEquals(await page.isVisible("#conversation"), true);
  }, { viewport: { width: 720, height: 480 }, reducedMotion: "reduce" });

  await step("the size of the window is kept for the next one, once it rests", async (page, { server, windows }) => {
    // Only its outer size counts, which zooming does not change.
    await until(() => windows.length === 1, "where it is");
    const first = server.settings.windowBounds;
    await page.evaluate("outerWidth -= 100, dispatchEvent(new Event('resize')), dispatchEvent(new Event('resize'))");
    await until(() => windows.length === 2, "its size");
    assertEquals(server.settings.windowBounds, { ...first, width: first.width - 100 });
  }, { viewport: WINDOW, screen: { width: 1920, height: 1080 } });

  await step(
    "a camera's picture fills the window if little is cut off, a screen's is always whole",
    async (page, probe) => {
      const { server, shown } = probe;
      await showCall(page, probe);
      const fit = () => page.evaluate("getComputedStyle(remote).objectFit");
      assertEquals(await fit(), "cover");
      await page.setViewportSize({ width: 700, height: 700 });
      await until(async () => await fit() === "contain", "the whole picture");
      await page.setViewportSize(WINDOW);
      await until(async () => await fit() === "cover", "the picture without its edges");
      const screen = await new Image(320, 180).fill(RED).encodeJPEG(80);
      server.showFrame(1, { id: 0, kind: "screen", codec: "jpeg" }, { n: 1, keyframe: true, bytes: screen });
      await until(() => shown.length === 2, "the screen");
      assertEquals(await fit(), "contain");
      await page.reload();
      await page.waitForSelector("[data-phase=in_call]");
      server.showFrame(1, { id: 0, kind: "screen", codec: "jpeg" }, { n: 2, keyframe: true, bytes: screen });
      await until(() => shown.length === 3, "the screen again");
      assertEquals(await fit(), "contain");
    },
    { viewport: WINDOW },
  );
});
