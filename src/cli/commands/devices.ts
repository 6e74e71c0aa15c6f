import { listCaptureDevices } from "../../io/capture/devices/capture_devices.ts";
import { EXIT_CODE } from "./exit_code.ts";
import type { Options } from "../options/parse_args.ts";
import { print, printError } from "../console/print.ts";
import { visibleText } from "../console/visible_text.ts";

/** `vchat devices`: prints one camera per line to standard output, its index first. */
export async function runDevices({ ffmpeg }: Options): Promise<number> {
  const devices = await listCaptureDevices({ os: Deno.build.os, ffmpegPath: ffmpeg });
  for (const { index, name } of devices) print(`${index}\t${visibleText(name)}`);
  if (devices.length === 0) printError("vchat: no camera found; vchat --camera test shows a test picture instead");
  return EXIT_CODE.ok;
}
