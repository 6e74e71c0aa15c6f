import type { CaptureDeviceInfo } from "./capture_source.ts";

/** A node of Video4Linux, as /sys/class/video4linux tells of it. */
export interface Video4LinuxNode {
  /** "video0". */
  readonly node: string;
  readonly name: string;
  /** The number of the node among those of its device: only the first captures, the others carry metadata or meters. */
  readonly indexOfDevice: number;
}

/** The cameras among the nodes, in the order of their numbers. */
export function video4LinuxCameras(nodes: readonly Video4LinuxNode[]): CaptureDeviceInfo[] {
  const number = ({ node }: Video4LinuxNode) => Number(/^video(\d+)$/.exec(node)?.[1]);
  return nodes
    .filter((node) => node.indexOfDevice === 0 && Number.isInteger(number(node)))
    .toSorted((a, b) => number(a) - number(b))
    .map(({ node, name }, index) => ({ index, id: `/dev/${node}`, name }));
}

/** What `ffmpeg -f avfoundation -list_devices true -i ""` says on its standard error: cameras, not screens or microphones. */
export function avfoundationCameras(said: string): CaptureDeviceInfo[] {
  const cameras: CaptureDeviceInfo[] = [];
  let listing = false;
  for (const line of said.split(/\r?\n/)) {
    if (/AVFoundation (?:video|audio) devices:/.test(line)) listing = line.includes("video devices:");
    const device = listing ? /\] \[(\d+)\] (.+)$/.exec(line) : null;
    // A name may be that of two cameras, or hold the colon that parts video from audio: the number is always right.
    if (device && !device[2].startsWith("Capture screen")) {
      cameras.push({ index: cameras.length, id: device[1], name: device[2] });
    }
  }
  return cameras;
}

/**
 * What `ffmpeg -f dshow -list_devices true -i dummy` says on its standard error. Since ffmpeg 5 each line ends with the
 * device's kinds; before that, headings part video from audio.
 */
export function dshowCameras(said: string): CaptureDeviceInfo[] {
  const cameras: CaptureDeviceInfo[] = [];
  let listing = false;
  let last: CaptureDeviceInfo | undefined;
  for (const line of said.split(/\r?\n/)) {
    if (/DirectShow (?:video|audio) devices/.test(line)) listing = line.includes("video devices");
    const alternative = /Alternative name "(.+)"/.exec(line);
    if (alternative) {
      // Unique where two cameras have one name, and free of the colon that parts video from audio.
      if (last) cameras[last.index] = { ...last, id: alternative[1] };
      last = undefined;
      continue;
    }
    const device = /\]\s+"(.+)"(?: \(([a-z, ]+)\))?\s*$/.exec(line);
    if (!device) continue;
    const [, name, kinds] = device;
    last = (kinds === undefined ? listing : kinds.includes("video"))
      ? { index: cameras.length, id: name, name }
      : undefined;
    if (last) cameras.push(last);
  }
  return cameras;
}
