import { assertEquals } from "@std/assert";
import type { BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import type { VideoDecoders } from "../../../../src/port/video_decoder.ts";
import { launchChromium } from "../chromium.ts";
import { PATIENCE_MS, type Probe, startProbe, until } from "../page_probe.ts";

/** A part of a test, with a new server and a new page. It also fails if the page throws or logs an error. */
export type PageStep = (
  name: string,
  run: (page: Page, probe: Probe, context: BrowserContext) => Promise<void>,
  options?: BrowserContextOptions,
) => Promise<void>;

/** What is different from a usual page. */
export interface PageSetUp {
  /** Run in each page before its own scripts. */
  readonly script?: string;
  /** Opens the decoders of each step, for what the page cannot decode. */
  readonly decoders?: () => VideoDecoders;
  /** Whether the person has opened the conversation. */
  readonly conversation?: true;
  /** For the browser's command line. */
  readonly browserArgs?: readonly string[];
}

/** Registers a test of the page in a real browser. Its steps share the browser. */
export function testPage(name: string, run: (step: PageStep) => Promise<void>, setUp: PageSetUp = {}): void {
  Deno.test(name, async (t) => {
    const browser = await launchChromium(setUp.browserArgs);
    try {
      await run((name, run, options = {}) =>
        t.step(name, async () => {
          const context = await browser.newContext({ locale: "en-GB", timezoneId: "UTC", ...options });
          const errors: string[] = [];
          const probe = startProbe(setUp.decoders?.());
          if (setUp.script !== undefined) await context.addInitScript(setUp.script);
          const page = await context.newPage();
          page.setDefaultTimeout(PATIENCE_MS);
          page.on("pageerror", (error) => errors.push(error.message));
          page.on("console", (message) => {
            // It is not an error of the page if the server closes the connection.
            if (message.type() === "error" && !message.text().includes("WebSocket")) errors.push(message.text());
          });
          await page.goto(probe.server.url);
          await until(() => probe.pages.length > 0, "the page's connection");
          if (setUp.conversation) {
            await page.keyboard.press("t");
            await until(() => probe.orders.length === 1, "the conversation opened");
            probe.orders.length = 0;
            await page.press("#text", "Escape");
          }
          try {
            await run(page, probe, context);
          } finally {
            await context.close();
            await probe.server.close();
          }
          assertEquals(errors, []);
        }).then(() => {})
      );
    } finally {
      await browser.close();
    }
  });
}

/** The window's size when it opens. */
export const WINDOW = { width: 1120, height: 700 };

/** Saves a screenshot of the page, for people to look at. */
export async function keepScreenshot(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: `build/screenshots/${name}.png` });
}
