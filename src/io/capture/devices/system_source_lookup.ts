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
    // Deno shows device files only to a program with all permissions. ffmpeg will find out.
    return error instanceof Deno.errors.NotCapable ? "character_device" : "missing";
  }
}
