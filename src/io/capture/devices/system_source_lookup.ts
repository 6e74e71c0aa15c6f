import { listCaptureDevices } from "./capture_devices.ts";
import type { CaptureDeviceQuery } from "./capture_devices.ts";
import type { PathKind, SourceLookup } from "./capture_source.ts";

/** Looks sources up on this machine. */
export function systemSourceLookup(query: CaptureDeviceQuery): SourceLookup {
  return { pathKind, cameras: () => listCaptureDevices(query) };
}

async function pathKind(path: string): Promise<PathKind> {
  try {
    const { isFile, isFifo, isCharDevice } = await Deno.stat(path);
    if (isFifo) return "fifo";
    if (isCharDevice) return "character_device";
    return isFile ? "file" : "folder";
  } catch (error) {
    // Deno tells of device files only to a program that may do everything. ffmpeg will see.
    return error instanceof Deno.errors.NotCapable ? "character_device" : "missing";
  }
}
