import type { CaptureDeviceInfo } from "./capture_source.ts";

type Medium = "video" | "audio";

/** A node of Video4Linux, as described in /sys/class/video4linux. */
export interface Video4LinuxNode {
  /** "video0". */
  readonly node: string;
  readonly name: string;
  /** The number of the node among those of its device: only the first captures, the others carry metadata or meters. */
  readonly indexOfDevice: number;
}

/** Chips that decode, encode or scale have nodes like a camera's; what they are is only known after opening them. */
const NO_CAMERA =
  /^(?:bcm2835-(?:codec|isp)|pispbe|rpivid|rpi-hevc|Qualcomm Venus)|^[a-z0-9._-]*[-_.](?:m2m|vpu|(?:dec|enc)(?:oder|ode)?)(?:[-_.0-9]|$)/;

/** The cameras among the nodes, in the order of their numbers. */
export function video4LinuxCameras(nodes: readonly Video4LinuxNode[]): CaptureDeviceInfo[] {
  const number = ({ node }: Video4LinuxNode) => Number(/^video(\d+)$/.exec(node)?.[1]);
  return nodes
    .filter((node) => node.indexOfDevice === 0 && Number.isInteger(number(node)) && !NO_CAMERA.test(node.name))
    .toSorted((a, b) => number(a) - number(b))
    .map(({ node, name }, index) => ({ index, id: `/dev/${node}`, name }));
}

/** What `ffmpeg -f avfoundation -list_devices true -i ""` says on its standard error: cameras, not screens or microphones. */
export function avfoundationCameras(said: string): CaptureDeviceInfo[] {
  const cameras = avfoundationDevices(said, "video").filter(({ name }) => !name.startsWith("Capture screen"));
  return cameras.map((camera, index) => ({ ...camera, index }));
}

/** The same of the microphones. */
export function avfoundationMicrophones(said: string): CaptureDeviceInfo[] {
  return avfoundationDevices(said, "audio");
}

function avfoundationDevices(said: string, medium: Medium): CaptureDeviceInfo[] {
  const devices: CaptureDeviceInfo[] = [];
  let listing = false;
  for (const line of said.split(/\r?\n/)) {
    if (/AVFoundation (?:video|audio) devices:/.test(line)) listing = line.includes(`${medium} devices:`);
    const device = listing ? /\] \[(\d+)\] (.+)$/.exec(line) : null;
    // A name may be that of two devices, or hold the colon that parts video from audio: the number is always right.
    if (device) devices.push({ index: devices.length, id: device[1], name: device[2] });
  }
  return devices;
}

/**
 * What is registered there captures, though it may have nothing to show yet: CLSID_VideoInputDeviceCategory for software,
 * KSCATEGORY_CAPTURE, KSCATEGORY_VIDEO and KSCATEGORY_VIDEO_CAMERA for what is plugged in. Microphones have another.
 */
const VIDEO_INPUT_CATEGORY = /\{(?:860bb310|65e8773d|6994ad05|e5323777)\b/i;

/** What `ffmpeg -f dshow -list_devices true -i dummy` says on its standard error: cameras. */
export function dshowCameras(said: string): CaptureDeviceInfo[] {
  return dshowDevices(said, "video");
}

/** The same of the microphones. */
export function dshowMicrophones(said: string): CaptureDeviceInfo[] {
  return dshowDevices(said, "audio");
}

/**
 * Since ffmpeg 5 each line ends with the device's kinds, which are "none" for a software camera whose source does not run; before
 * that, headings part video from audio.
 */
function dshowDevices(said: string, medium: Medium): CaptureDeviceInfo[] {
  const devices: CaptureDeviceInfo[] = [];
  let listing = false;
  let last:
    | { readonly name: string; readonly kinds: string | undefined; readonly index: number | undefined }
    | undefined;
  const add = (id: string, name: string) => devices.push({ index: devices.length, id, name }) - 1;
  for (const line of said.split(/\r?\n/)) {
    if (/DirectShow (?:video|audio) devices/.test(line)) listing = line.includes(`DirectShow ${medium} devices`);
    const alternative = /Alternative name "(.+)"/.exec(line)?.[1];
    if (alternative !== undefined) {
      // Unique if two devices have the same name, and without the colon that separates video from audio.
      if (last?.index !== undefined) devices[last.index] = { ...devices[last.index], id: alternative };
      else if (medium === "video" && last?.kinds === "none" && VIDEO_INPUT_CATEGORY.test(alternative)) {
        add(alternative, last.name);
      }
      last = undefined;
      continue;
    }
    const device = /\]\s+"(.+)"(?: \(([a-z, ]+)\))?\s*$/.exec(line);
    if (!device) continue;
    const [, name, kinds] = device;
    const isWanted = kinds === undefined ? listing : kinds.includes(medium);
    last = { name, kinds, index: isWanted ? add(name, name) : undefined };
  }
  return devices;
}
