import { thisMachine } from "../setup/machine.ts";

const FOLDER = `${import.meta.dirname}/../../../shared/pyshine`;

/**
 * The folder next to the project that holds the original programs and what measures them, as an absolute path; `undefined`
 * if it, or the Python with OpenCV that they need, is missing.
 */
export function pyshineFolder(): string | undefined {
  const machine = thisMachine();
  const runs = machine.hasFile("/usr/bin/python3") && machine.hasFile("/usr/lib/python3/dist-packages/cv2*.so");
  return runs && machine.hasFile(`${FOLDER}/orig/server.py`) ? Deno.realPathSync(FOLDER) : undefined;
}
