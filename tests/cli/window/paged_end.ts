import { assertEquals } from "@std/assert";
import { createRequire } from "node:module";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { VchatProcess } from "../../fake/vchat_process.ts";

/** Screenshots of every state, for people to look at. */
const SCREENSHOTS = "build/screenshots/two_ends";
const VIEWPORT = { width: 900, height: 600 };
/** How long a page may take on a busy machine. Normally it takes a fraction of this. */
const PATIENCE_MS = 120_000;
const URL_PATTERN = /http:\/\/127\.0\.0\.1:\d+\/[\w-]{43}\//;

const axe = await Deno.readTextFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"));

export interface PagedEndOptions {
  readonly args: readonly string[];
  readonly browser: Browser;
  /**
   * Opens the page as on a desktop without a window library and Chromium: with `xdg-open`, which here keeps in `opened` what it
   * should open; that file leads to the address. Otherwise there is no display, and vchat prints where the page is.
   */
  readonly desktop?: boolean;
  /** More variables of its process. */
  readonly env?: Readonly<Record<string, string>>;
  /** Runs in the page before anything else. */
  readonly before?: string;
}

/** A real vchat in its own process, and a browser with the page that it serves. */
export class PagedEnd {
  /** Errors in its pages. */
  readonly errors: string[] = [];
  page!: Page;
  url = "";

  private constructor(readonly process: VchatProcess, readonly folder: string, readonly context: BrowserContext) {}

  static async start({ args, browser, desktop = false, env: more = {}, before }: PagedEndOptions): Promise<PagedEnd> {
    const folder = await Deno.makeTempDir({ prefix: "vchat-end-" });
    await Deno.writeTextFile(
      `${folder}/user-dirs.dirs`,
      `XDG_PICTURES_DIR="${folder}/My pictures"\nXDG_DOCUMENTS_DIR="${folder}/My documents"\n`,
    );
    const env: Record<string, string> = { XDG_CONFIG_HOME: folder, ...more };
    const opened = `${folder}/opened`;
    await Deno.writeTextFile(`${folder}/xdg-open`, `#!/bin/sh\necho "$1" >> "${opened}"\n`, { mode: 0o700 });
    env.PATH ??= `${folder}:${Deno.env.get("PATH") ?? ""}`;
    if (desktop) Object.assign(env, { PATH: folder, DISPLAY: ":no-such-display" });
    const process = new VchatProcess([...args, "--no-remember"], env);
    const context = await browser.newContext({ locale: "en-GB", reducedMotion: "reduce", viewport: VIEWPORT });
    const end = new PagedEnd(process, folder, context);
    if (before !== undefined) await context.addInitScript(before);
    try {
      if (desktop) {
        await until(async () => (await readOrNothing(opened)).endsWith("\n"), "the file for xdg-open");
        end.url = (await Deno.readTextFile(new URL(await readOrNothing(opened)))).match(URL_PATTERN)![0];
      } else {
        await process.until("stderr", URL_PATTERN);
        end.url = process.stderr.match(URL_PATTERN)![0];
      }
      end.page = await end.openPage();
      return end;
    } catch (error) {
      await end[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Opens a new page for this end's call. */
  async openPage(): Promise<Page> {
    const page = await this.context.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    page.on("pageerror", (error) => this.errors.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error" && !message.text().includes("WebSocket")) this.errors.push(message.text());
    });
    await page.goto(this.url);
    return page;
  }

  /** Waits until the page is in this phase. */
  async phase(phase: string): Promise<void> {
    await this.page.waitForSelector(`[data-phase=${phase}]`);
  }

  /** Moves to a control, because hidden controls appear when the mouse moves, and clicks it. */
  async control(name: string): Promise<void> {
    // Without a picture, as after two seconds in which none came, some are disabled.
    await this.page.waitForSelector(`#control-${name}:enabled`, { state: "attached" });
    await this.page.mouse.move(0, 0);
    await this.page.click(`#control-${name}`, { force: true });
  }

  /** Waits until the expression is true in the page. */
  async holds(expression: string): Promise<void> {
    await until(async () => await this.page.evaluate(expression) === true, expression);
  }

  /** A text on the page, without surrounding space. */
  async text(selector: string): Promise<string> {
    return (await this.page.textContent(selector))?.trim() ?? "";
  }

  /** Saves screenshots of the page in light and dark, and checks that axe-core finds no fault. */
  async look(name: string): Promise<void> {
    const { page } = this;
    await page.evaluate(axe);
    // In dark mode only the colours change.
    const themes = [["light", {}], ["dark", { runOnly: ["color-contrast"] }]] as const;
    for (const [colorScheme, rules] of themes) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await page.screenshot({ path: `${SCREENSHOTS}/${name}-${colorScheme}.png` });
      const { violations } = await page.evaluate(
        `axe.run(${JSON.stringify({ ...rules, resultTypes: ["violations"] })})`,
      ) as {
        violations: { id: string; nodes: { html: string; failureSummary: string }[] }[];
      };
      const faults = violations.flatMap(({ id, nodes }) =>
        nodes.map(({ html, failureSummary }) => ({ id, html, failureSummary }))
      );
      assertEquals(faults, [], `${name}, ${colorScheme}`);
    }
  }

  /** The size and pixels of a canvas; undefined while it is hidden. */
  async pixels(canvas: "remote" | "local" | "start-picture"): Promise<Pixels | undefined> {
    const read = await this.page.evaluate(`(() => {
      const canvas = document.getElementById("${canvas}");
      if (!canvas.checkVisibility() || canvas.width === 0) return null;
      return ${READ_PIXELS}(canvas);
    })()`) as PagePixels | null;
    return read === null ? undefined : toPixels(read);
  }

  /** Waits until the pictures on a canvas move. The page compares them: all their pixels take a busy machine long to pass on. */
  async moves(canvas: "remote" | "local" | "start-picture"): Promise<void> {
    await this.page.evaluate(`delete globalThis["first " + "${canvas}"]`);
    const hasMoved = `(() => {
      const canvas = document.getElementById("${canvas}");
      if (!canvas.checkVisibility() || canvas.width === 0) return false;
      const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
      const first = globalThis["first " + "${canvas}"] ??= data;
      return data.some((value, at) => value !== first[at]);
    })()`;
    await until(async () => await this.page.evaluate(hasMoved) === true, `another picture on ${canvas}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.context.close();
    for (const signal of ["SIGCONT", "SIGKILL"] as const) {
      try {
        this.process.kill(signal);
      } catch {
        // It has already ended.
      }
    }
    await this.process.ended();
    await Deno.remove(this.folder, { recursive: true });
  }
}

export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8Array;
}

/** Pixels as they leave the page, with their bytes in base64. */
export interface PagePixels {
  readonly width: number;
  readonly height: number;
  readonly rgba: string;
}

/** A function for the page: from a canvas to its {@linkcode PagePixels}. */
export const READ_PIXELS = `((canvas) => {
  const { width, height } = canvas;
  const { data } = canvas.getContext("2d").getImageData(0, 0, width, height);
  let binary = "";
  for (let at = 0; at < data.length; at += 32768) binary += String.fromCharCode(...data.subarray(at, at + 32768));
  return { width, height, rgba: btoa(binary) };
})`;

export function toPixels(pixels: PagePixels): Pixels {
  return { ...pixels, rgba: Uint8Array.fromBase64(pixels.rgba) };
}

/** The red, green and blue of a pixel. `x` and `y` are fractions of the width and height. */
export function colourAt({ width, height, rgba }: Pixels, x: number, y: number): number[] {
  const at = 4 * (Math.floor(y * height) * width + Math.floor(x * width));
  return [...rgba.subarray(at, at + 3)];
}

/** Waits until the condition is true. */
export async function until(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const endMs = performance.now() + PATIENCE_MS;
  while (!await condition()) {
    if (performance.now() > endMs) throw new Error(`never came: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function readOrNothing(path: string): Promise<string> {
  return await Deno.readTextFile(path).catch(() => "");
}
