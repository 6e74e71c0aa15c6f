/**
 * The option with which ffmpeg writes one picture for each that it reads: `-fps_mode` exists since 5.1, and 8 removed `-vsync`.
 */
export type RateOption = "fps_mode" | "vsync";

/** Whether ffmpeg ended because it is too old for `-fps_mode`. `said`: its messages. */
export function isTooOldForFpsMode(said: string): boolean {
  return /unrecognized option '?(?:-)?fps_mode/i.test(said);
}
