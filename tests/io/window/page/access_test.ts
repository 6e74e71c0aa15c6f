import { showJpeg } from "../../../fake/show_jpeg.ts";
import { assert, assertEquals } from "@std/assert";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";
import type { DisplayState } from "../../../../src/port/display.ts";
import { BLUE, GREEN, type Probe, RED, twoColourJpeg, until } from "../page_probe.ts";
import { FIGURES, IN_CALL, INVITATION, line } from "./page_fixture.ts";
import { keepScreenshot, testPage, WINDOW } from "./page_step.ts";

const axe = await Deno.readTextFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"));

/** The views to check: a state, and what the person has opened in it. */
const VIEWS: Readonly<
  Record<string, { state?: Partial<DisplayState>; open?: (page: Page, probe: Probe) => Promise<void> }>
> = {
  waiting: { state: { phase: "waiting", code: "plaza-needle-studio", invitation: INVITATION } },
  waiting_more: {
    state: { phase: "waiting", code: "plaza-needle-studio", invitation: INVITATION },
    open: (page) => page.click("#invite-more-words"),
  },
  calling: { state: { phase: "calling", role: "client", notice: "Nobody answers at 192.0.2.7:9699 yet" } },
  needs_code: { state: { phase: "needs_code", role: "client", notice: "That is not the code." } },
  in_call: {},
  peer_camera_off: { state: { peerPicture: "off" } },
  picture_missing: { state: { peerPicture: "missing" } },
  own_camera_off: { state: { camera: { state: "off" } } },
  camera_failed: {
    state: {
      camera: {
        state: "failed",
        message: "camera 0 is used by another program",
        hint: "close that program, or choose another camera",
      },
    },
  },
  reconnecting: { state: { phase: "reconnecting", sinceEpochMs: Date.now() - 12_000 } },
  peer_left: { state: { phase: "waiting", ended: "peer_left", invitation: { addresses: ["192.0.2.7"] } } },
  ended: {
    state: {
      phase: "ended",
      camera: { state: "off" },
      ended: "peer_left",
      lastCall: { peerName: "Ada", durationMs: 75_000 },
      choices: ["call_again", "start_page"],
    },
  },
  figures: { open: (page) => page.click("#quality") },
  cameras: {
    state: { camera: { state: "running", choice: "1" } },
    open: async (page, { server, orders }) => {
      await page.click("#control-cameras");
      await until(() => orders.length > 0, "the question for cameras");
      server.showCameras([{ id: "0", name: "Front camera" }, { id: "1", name: "Desk camera" }]);
      await page.waitForSelector("#camera-list button");
    },
  },
  help: { open: (page) => page.click("#control-help") },
  help_off: {
    open: async (page) => {
      await page.click("#control-help");
      await page.click("#shortcuts");
    },
  },
  unseen: {
    open: async (page, { server }) => {
      await page.evaluate("log.scrollTop = 0, new Promise((done) => requestAnimationFrame(() => setTimeout(done)))");
      server.showLine(line(99, "unseen"));
      await page.waitForSelector("#unseen:not([hidden])");
    },
  },
  snapshot: {
    open: async (page) => {
      await page.click("#control-snapshot");
      await page.waitForSelector("#toast:not([hidden])");
    },
  },
};

testPage("the page can be used by everybody", async (step) => {
  for (const colorScheme of ["light", "dark"] as const) {
    await step(`every view meets WCAG 2.2 AA, ${colorScheme}`, async (page, probe) => {
      const { server, shown } = probe;
      server.showLine(line(1, "hello, see https://example.org/", { name: "Ada" }));
      server.showLine(line(1, "hi\non two lines", { from: "local", delivery: "delivered" }));
      server.showLine(line(2, `long ${"word ".repeat(1000)}`));
      server.showLine(line(2, "still there?", { from: "local", delivery: "lost" }));
      server.showLine(line(3, "yes", { from: "local", delivery: "sent" }));
      await page.evaluate(axe);
      const names = Object.keys(VIEWS);
      for (const [name, { state = {}, open }] of Object.entries(VIEWS)) {
        const wanted = { ...IN_CALL, ...state };
        server.showState(wanted);
        await page.waitForSelector(`[data-phase=${wanted.phase}]`);
        if (wanted.phase === "in_call") {
          server.showFigures({ ...FIGURES, epochMs: 1000 * names.indexOf(name) });
          await page.waitForSelector("#quality:not([hidden])");
          const before = shown.length;
          if (wanted.peerPicture === "expected" && wanted.camera.state === "running") {
            showJpeg(server, before, await twoColourJpeg(RED, BLUE));
            await until(() => shown.length > before, "a frame drawn");
          }
        }
        // The self view waits until the call.
        if (wanted.camera.state === "running" && ["in_call", "reconnecting"].includes(wanted.phase)) {
          server.showLocal(await twoColourJpeg(GREEN, RED));
          await page.waitForSelector("#local:not([hidden])");
        }
        await page.mouse.move(100 + names.indexOf(name), 200);
        await open?.(page, probe);
        await page.waitForFunction("getComputedStyle(controls).opacity === '1'");
        await keepScreenshot(page, `${name}-${colorScheme}`);
        // In the dark only the colours are different.
        const rules = colorScheme === "light" ? {} : { runOnly: ["color-contrast"] };
        const { violations } = await page.evaluate(
          `axe.run(${JSON.stringify({ ...rules, resultTypes: ["violations"] })})`,
        ) as {
          violations: { id: string; nodes: { failureSummary: string }[] }[];
        };
        assertEquals(violations.map(({ id, nodes }) => [name, id, nodes.map((node) => node.failureSummary)]), []);
        await page.keyboard.press("Escape");
      }
    }, { colorScheme, bypassCSP: true, viewport: WINDOW, reducedMotion: "reduce" });
  }

  await step("the keyboard reaches everything in visual order, and the focus is visible", async (page, probe) => {
    const { server, shown } = probe;
    server.showState(IN_CALL);
    server.showFigures(FIGURES);
    server.showLine(line(1, "see https://example.org/"));
    showJpeg(server, 0, await twoColourJpeg(RED, BLUE));
    server.showLocal(await twoColourJpeg(GREEN, RED));
    await until(() => shown.length === 1, "a frame drawn");
    await page.waitForSelector("#self:not([hidden])");
    await page.waitForSelector("#lines .copy");
    const order: string[] = [];
    for (let presses = 0; presses < 20; presses++) {
      await page.keyboard.press("Tab");
      const [name, outline] = await page.evaluate(`(() => {
        const { id, className } = document.activeElement;
        const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement);
        return [id || className, outlineStyle === "none" ? 0 : parseFloat(outlineWidth)];
      })()`) as [string, number];
      if (order.includes(name) || name === "") break;
      assert(outline >= 2, `${name} does not show that it has the focus`);
      order.push(name);
    }
    const controls = ["camera", "cameras", "snapshot", "self", "pip", "full", "conversation", "leave"];
    const visible = [];
    for (const name of controls) if (await page.isEnabled(`#control-${name}:visible`)) visible.push(`control-${name}`);
    assertEquals(order, [
      "quality",
      "control-help",
      "self",
      ...visible,
      "conversation-close",
      "log",
      "copy",
      "text",
      "send",
    ]);
  }, { viewport: WINDOW });

  await step("every control has a name, and a panel takes the focus and gives it back", async (page, probe) => {
    probe.server.showState(IN_CALL);
    probe.server.showFigures(FIGURES);
    await page.waitForSelector("#quality:not([hidden])");
    for (const button of await page.locator("button:visible").all()) {
      assert(/^- '?button "[^"]{2,}"/.test(await button.ariaSnapshot()), await button.ariaSnapshot());
    }
    await page.focus("#control-leave");
    for (const [key, panel] of [["i", "figures"], ["k", "cameras"], ["?", "help"]]) {
      await page.keyboard.press(key);
      await page.waitForSelector(`#${panel}:focus`);
      await page.keyboard.press("Tab");
      await page.waitForSelector(`#${panel} .close:focus`);
      await page.keyboard.press("Escape");
      await page.waitForSelector(`#${panel}`, { state: "hidden" });
      await page.waitForSelector("#control-leave:focus");
    }
  });
});
