import { thisMachine } from "../setup/machine.ts";

const FOLDER = `${import.meta.dirname}/../../../shared/pyshine`;

/**
 * The absolute path of the folder next to the project with the original programs and their measuring scripts; `undefined` if
 * the folder, or Python with OpenCV, is missing.
 */
export function pyshineFolder(): string | undefined {
  const machine = thisMachine();
  const runs = machine.hasFile("/usr/bin/python3") && machine.hasFile("/usr/lib/python3/dist-packages/cv2*.so");
  return runs && machine.hasFile(`${FOLDER}/orig/server.py`) ? Deno.realPathSync(FOLDER) : undefined;
}
