import { findMagenta, type FramebufferLayout, readLayout, type ScreenBox } from "./framebuffer.ts";
import type { ScreenOrder, ScreenSight } from "./screen_worker.ts";

const FIND_WITHIN_MS = 5000;
const STILL_MS = 500;

/** Finds and watches the peer's picture on an X server's screen. */
export class ScreenWatch {
  private constructor(
    private readonly path: string,
    private readonly layout: FramebufferLayout,
    private readonly box: ScreenBox,
  ) {}

  /** Call this while the picture, and nothing else, is magenta. Throws an Error if it does not appear. */
  static async find(path: string): Promise<ScreenWatch> {
    let last: ScreenBox | undefined;
    for (const startMs = performance.now(); performance.now() - startMs < FIND_WITHIN_MS;) {
      const file = await Deno.readFile(path);
      const layout = readLayout(file);
      const box = findMagenta(file, layout);
      if (box !== undefined && isSame(box, last)) return new ScreenWatch(path, layout, box);
      last = box;
      // Long enough for a window that is still being laid out to move.
      await new Promise((resolve) => setTimeout(resolve, STILL_MS));
    }
    throw new Error("cannot find the window's picture on the X server's screen");
  }

  /** Watches about 1500 times a second which picture is on the screen, for that long. */
  async look(seconds: number): Promise<readonly ScreenSight[]> {
    const worker = new Worker(import.meta.resolve("./screen_worker.ts"), { type: "module" });
    const seen = new Promise<readonly ScreenSight[]>((resolve, reject) => {
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = ({ message }) => reject(new Error(message));
    });
    worker.postMessage({ path: this.path, layout: this.layout, box: this.box, seconds } satisfies ScreenOrder);
    try {
      return await seen;
    } finally {
      worker.terminate();
    }
  }
}

function isSame(one: ScreenBox, other: ScreenBox | undefined): boolean {
  return one.left === other?.left && one.top === other.top && one.width === other.width && one.height === other.height;
}
