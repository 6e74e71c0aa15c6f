/** How ffmpeg is told that each picture in is one picture out: `-fps_mode` exists since 5.1; `-vsync` is removed in 8. */
export type RateOption = "fps_mode" | "vsync";

/** Whether an ffmpeg has ended because it is too old for `-fps_mode`. `said`: what it said. */
export function isTooOldForFpsMode(said: string): boolean {
  return /unrecognized option '?(?:-)?fps_mode/i.test(said);
}
