/**
 * `feed_clip.ts CLIP.y4m FIFO FPS TIMES`: a camera. Writes the clip to the FIFO in real time, each frame with a counter, to one
 * reader after the other. Adds a line `NUMBER MS` to the file TIMES when it starts to write a frame: epoch milliseconds. As with a
 * camera, frames that the reader was too slow for are lost; their numbers are missing in TIMES.
 */
import { systemClock } from "../../src/io/clock/system_clock.ts";
import { COUNTER_END, drawCounter } from "./frame_counter.ts";
import { Y4mClip } from "./y4m_clip.ts";

const [path, fifo, framesPerSecond, times] = Deno.args;
const clip = Y4mClip.open(path);
const log = Deno.openSync(times, { create: true, append: true });
const intervalMs = 1000 / Number(framesPerSecond);
const unit = new Uint8Array(clip.unitBytes);
const encoder = new TextEncoder();
const sleeper = new Int32Array(new SharedArrayBuffer(4));

function writeAll(file: Deno.FsFile, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += file.writeSync(bytes.subarray(at));
}

/** Writes frames from `first` on until the reader is gone, and returns the next number. */
function feed(file: Deno.FsFile, first: number): number {
  const startMs = systemClock.epochMs();
  for (let number = first;; number++) {
    clip.read(number, unit);
    drawCounter(clip.lumaOf(unit), clip.width, clip.height, number % COUNTER_END);
    const dueMs = startMs + (number - first) * intervalMs;
    const waitMs = dueMs - systemClock.epochMs();
    if (waitMs < -intervalMs) continue;
    if (waitMs > 0) Atomics.wait(sleeper, 0, 0, waitMs);
    writeAll(log, encoder.encode(`${number} ${systemClock.epochMs().toFixed(3)}\n`));
    try {
      writeAll(file, unit);
    } catch {
      return number + 1;
    }
  }
}

for (let number = 0;;) {
  // Waits for a reader.
  const file = Deno.openSync(fifo, { write: true });
  try {
    writeAll(file, clip.header);
    number = feed(file, number);
  } catch {
    // The reader has left before the first frame.
  }
  file.close();
}
