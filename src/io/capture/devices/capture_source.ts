import { shownCamera } from "../hide_secrets.ts";
import { chosenDevice } from "./chosen_device.ts";

/** Where pictures come from, as ffmpeg has to know it. */
export type CaptureSource =
  /** A camera, by the address that ffmpeg's device input takes: /dev/video0, an AVFoundation or DirectShow name. */
  | { readonly kind: "camera"; readonly address: string }
  | { readonly kind: "screen" }
  /** A recording: plays at its own rate, over and over. */
  | { readonly kind: "file"; readonly path: string }
  /** A named pipe: read as data arrives. */
  | { readonly kind: "fifo"; readonly path: string }
  /** JPEG pictures on ffmpeg's standard input, each with its length. */
  | { readonly kind: "multipart"; readonly path: string }
  /** A stream: read as data arrives. */
  | { readonly kind: "url"; readonly url: string };

/** What a path leads to. */
export type PathKind = "file" | "fifo" | "character_device" | "folder" | "missing";

/** A camera that this machine has. */
export interface CaptureDeviceInfo {
  /** What `--camera` takes, from 0. */
  readonly index: number;
  /** What ffmpeg takes: a device file, or the device's unique name. */
  readonly id: string;
  /** What its maker calls it. Not yet made safe to print. */
  readonly name: string;
}

/** How `--camera` is looked up. */
export interface SourceLookup {
  pathKind(path: string): Promise<PathKind>;
  cameras(): Promise<readonly CaptureDeviceInfo[]>;
}

/** The camera that was asked for is not there, or is not one. */
export class NoSuchSource extends Error {
  override name = "NoSuchSource";
  constructor(message: string, readonly hint: string) {
    super(message);
  }
}

const LIST_HINT = "vchat devices lists the cameras; --camera test shows a test picture instead";

/**
 * What `--camera` means: `screen`, an index or name from `vchat devices`, a URL, or the path of a file, FIFO or device file.
 * A part of a name is enough, in upper or lower case, if only one camera matches.
 * Rejects with a {@linkcode NoSuchSource}.
 */
export async function findCaptureSource(camera: string, lookup: SourceLookup): Promise<CaptureSource> {
  if (camera === "screen") return { kind: "screen" };
  const path = pathOfUrl(camera);
  if (path !== undefined) return await findCaptureSource(path, lookup);
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(camera)) return { kind: "url", url: camera };
  const isIndex = /^\d{1,4}$/.test(camera);
  if (!isIndex) {
    switch (await lookup.pathKind(camera)) {
      case "file":
        return { kind: "file", path: camera };
      case "fifo":
        return { kind: "fifo", path: camera };
      case "character_device":
        return { kind: "camera", address: camera };
      case "folder":
        throw new NoSuchSource(
          `${camera} is a folder`,
          "--camera takes a file, a FIFO, a URL or a camera of vchat devices",
        );
      case "missing":
        if (/[/\\]/.test(camera)) {
          throw new NoSuchSource(`there is no ${shownCamera(camera)}`, `check the path; ${LIST_HINT}`);
        }
    }
  }
  const cameras = await lookup.cameras();
  if (cameras.length === 0) {
    throw new NoSuchSource("no camera found", "connect one; --camera test shows a test picture instead");
  }
  const found = chosenDevice(cameras, camera);
  if (found) return { kind: "camera", address: found.id };
  throw new NoSuchSource(`no camera ${isIndex ? "with index" : "named"} ${shownCamera(camera)}`, LIST_HINT);
}

/** The path that a `file:` URL names: as a file it plays at its own rate, and loops. */
function pathOfUrl(camera: string): string | undefined {
  if (!/^file:\/\//i.test(camera)) return undefined;
  try {
    return decodeURIComponent(new URL(camera).pathname).replace(/^\/(?=[a-z]:)/i, "");
  } catch {
    return undefined; // ffmpeg will say what is wrong with it
  }
}
