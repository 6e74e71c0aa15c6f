/**
 * Watches a row of an X server's screen and reports which picture appeared there, and when. This is the end of a frame's
 * way, seen from outside the measured programs.
 */
import { BYTES_PER_PIXEL, type FramebufferLayout, type ScreenBox } from "./framebuffer.ts";
import { readFrameCode } from "./frame_code.ts";

export interface ScreenOrder {
  readonly path: string;
  readonly layout: FramebufferLayout;
  /** The area of the picture. */
  readonly box: ScreenBox;
  readonly seconds: number;
}

/** A picture that appeared, in epoch milliseconds of this machine's clock. */
export interface ScreenSight {
  readonly code: number;
  readonly epochMs: number;
}

const LOOK_EVERY_MS = 0.5;
/** The position of the bars, as a fraction of the picture's height. */
const ROW = 1 / 8;
const GREEN = 1;

const worker = globalThis as unknown as {
  onmessage: (event: MessageEvent<ScreenOrder>) => void;
  postMessage(sights: readonly ScreenSight[]): void;
};

worker.onmessage = ({ data: { path, layout, box, seconds } }) => {
  using file = Deno.openSync(path);
  const y = Math.floor(box.top + box.height * ROW);
  const offset = layout.offset + y * layout.bytesPerLine + box.left * BYTES_PER_PIXEL;
  const pixels = new Uint8Array(box.width * BYTES_PER_PIXEL);
  const row = new Uint8Array(box.width);
  const pause = new Int32Array(new SharedArrayBuffer(4));
  const sights: ScreenSight[] = [];
  for (const endMs = performance.now() + seconds * 1000; performance.now() < endMs;) {
    Atomics.wait(pause, 0, 0, LOOK_EVERY_MS);
    file.seekSync(offset, Deno.SeekMode.Start);
    file.readSync(pixels);
    for (let x = 0; x < row.length; x++) row[x] = pixels[x * BYTES_PER_PIXEL + GREEN];
    const code = readFrameCode(row);
    if (code === undefined || code === sights.at(-1)?.code) continue;
    sights.push({ code, epochMs: performance.timeOrigin + performance.now() });
  }
  worker.postMessage(sights);
};
