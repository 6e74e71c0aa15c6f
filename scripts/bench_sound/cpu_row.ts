import type { FigureRow } from "../bench/figure_row.ts";
import { runSoundCall } from "./sound_call.ts";

/** Of a core, in percent. */
const TARGET_PERCENT = 8;

/** What sound costs an end while both speak: a call with sound, less one without. `folder`: makes a new folder. */
export async function cpuRow(folder: () => Promise<string>, seconds: number): Promise<FigureRow> {
  const withSound = await runSoundCall({ folder: await folder(), seconds });
  const without = await runSoundCall({ folder: await folder(), seconds, isSilent: true });
  return {
    figure: "CPU of sound, an end",
    unit: "% of a core",
    vchat: 100 * (withSound.cpu - without.cpu),
    target: { is: "at most", value: TARGET_PERCENT },
  };
}
