import { avfoundationCameras, dshowCameras, video4LinuxCameras, type Video4LinuxNode } from "./capture_device_lists.ts";
import type { CaptureDeviceInfo } from "./capture_source.ts";
import { readProcFile } from "../../process/proc_file.ts";
import { runTool } from "../../process/run_tool.ts";

export interface CaptureDeviceQuery {
  readonly os: typeof Deno.build.os;
  /** ffmpeg's path; without it, the one on the PATH. Linux needs none. */
  readonly ffmpegPath?: string;
}

/** A camera has two nodes or four; asking for one that is not there takes a microsecond. */
const MAX_NODES = 64;

/** The cameras of this machine, by name. None if they cannot be listed, for example without ffmpeg. */
export async function listCaptureDevices(
  { os, ffmpegPath = "ffmpeg" }: CaptureDeviceQuery,
): Promise<CaptureDeviceInfo[]> {
  const listed = async (format: string, input: string) => {
    const args = ["-hide_banner", "-nostdin", "-f", format, "-list_devices", "true", "-i", input];
    return (await runTool(ffmpegPath, args))?.stderr ?? ""; // It ends with an error after the list, always.
  };
  switch (os) {
    case "darwin":
      return avfoundationCameras(await listed("avfoundation", ""));
    case "windows":
      return dshowCameras(await listed("dshow", "dummy"));
    default:
      return video4LinuxCameras(video4LinuxNodes(readProcFile));
  }
}

/** The nodes under /sys/class/video4linux, read by `readFile`, which gives "" for what is not there. */
export function video4LinuxNodes(readFile: (path: string) => string): Video4LinuxNode[] {
  const nodes: Video4LinuxNode[] = [];
  for (let number = 0; number < MAX_NODES; number++) {
    const node = `video${number}`;
    const read = (file: string) => readFile(`/sys/class/video4linux/${node}/${file}`).trim();
    const name = read("name");
    if (name !== "") nodes.push({ node, name, indexOfDevice: Number(read("index")) });
  }
  return nodes;
}
