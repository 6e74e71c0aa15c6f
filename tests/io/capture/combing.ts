import type { RawPicture } from "../../../src/port/raw_picture.ts";

/** How much rows differ from both neighbours, beyond what the neighbours differ from each other: 0 to 1. */
export function combing({ width, height, bytes }: RawPicture): number {
  let sum = 0;
  for (let y = 2; y < height - 2; y += 2) {
    for (let x = 0; x < width; x++) {
      const [above, at, below] = [-1, 0, 1].map((row) => bytes[(y + row) * width + x]);
      sum += Math.max(0, Math.abs(at - above) + Math.abs(at - below) - 2 * Math.abs(above - below)) / 510;
    }
  }
  return sum / (width * height / 2);
}
