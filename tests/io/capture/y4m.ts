/** YUV4MPEG2 pictures, in limited range. */

/** @param interlacing `p` for progressive, `t` or `b` for interlaced with the top or the bottom field first. */
export function y4mHeader(width: number, height: number, interlacing: "p" | "t" | "b" = "p"): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`YUV4MPEG2 W${width} H${height} F30:1 I${interlacing} A1:1 C420jpeg\n`);
}

/** Frame `n`: left half black, right half white, a grey bar that moves down; or noise, the same for the same `n`. */
export function y4mFrame(width: number, height: number, n: number, noise = false): Uint8Array<ArrayBuffer> {
  const head = new TextEncoder().encode("FRAME\n");
  const luma = width * height, chroma = Math.ceil(width / 2) * Math.ceil(height / 2);
  const frame = new Uint8Array(head.length + luma + 2 * chroma).fill(128);
  frame.set(head);
  let state = n + 1;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      state = Math.imul(state, 1664525) + 1013904223 >>> 0;
      const plain = y === (height >> 1) + n % (height >> 1) ? 128 : x < width / 2 ? 16 : 235;
      frame[head.length + y * width + x] = noise ? 16 + (state >>> 24) % 220 : plain;
    }
  }
  return frame;
}

export async function writeY4m(
  path: string,
  { width, height, frames, noise }: { width: number; height: number; frames: number; noise?: boolean },
): Promise<void> {
  using file = await Deno.open(path, { write: true, create: true, truncate: true });
  const write = async (bytes: Uint8Array) => {
    for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
  };
  await write(y4mHeader(width, height));
  for (let n = 0; n < frames; n++) await write(y4mFrame(width, height, n, noise));
}
