import { assert, assertEquals } from "@std/assert";
import { FfmpegCamera } from "../../../src/io/capture/ffmpeg_camera.ts";
import type { SourceLookup } from "../../../src/io/capture/devices/capture_source.ts";
import { systemClock } from "../../../src/io/clock/system_clock.ts";
import type { CapturedFrame } from "../../../src/port/capture_device.ts";
import type { CaptureState } from "../../../src/port/capture_device.ts";
import type { Clock } from "../../../src/port/clock.ts";

export const posix = Deno.build.os !== "windows";

/** A camera in a temporary folder, and everything that it gave. */
export class CameraRig {
  readonly folder = Deno.makeTempDirSync();
  readonly units: CapturedFrame[] = [];
  readonly states: CaptureState[] = [];
  #camera: FfmpegCamera | undefined;

  open(
    camera: string,
    options: { ffmpegPath?: string; width?: number; maxBytes?: number; clock?: Clock; lookup?: SourceLookup } = {},
  ): FfmpegCamera {
    const { ffmpegPath, width = 80, maxBytes, clock = systemClock, lookup } = options;
    const device = new FfmpegCamera(
      { camera, width, fps: 30, quality: 95, ffmpegPath, os: posix ? "linux" : "windows" },
      clock,
      lookup,
    );
    if (maxBytes !== undefined) device.limitFrame(maxBytes);
    device.start((unit) => this.units.push(unit), (state) => this.states.push(state));
    return this.#camera = device;
  }

  path(name: string): string {
    return `${this.folder}/${name}`;
  }

  async fifo(name: string): Promise<string> {
    assertEquals((await new Deno.Command("mkfifo", { args: [this.path(name)] }).output()).code, 0);
    return this.path(name);
  }

  /** A program that stands in for ffmpeg. */
  script(name: string, lines: string): string {
    Deno.writeTextFileSync(this.path(name), `#!/bin/sh\n${lines}\n`, { mode: 0o755 });
    return this.path(name);
  }

  get failures(): CaptureState[] {
    return this.states.filter(({ state }) => state === "failed");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#camera?.stop();
    await Deno.remove(this.folder, { recursive: true });
  }
}

export async function writeAll(file: Deno.FsFile, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
}

/** Makes a recording with ffmpeg. */
export async function record(path: string, source: string, ...args: string[]): Promise<void> {
  const command = ["-v", "error", "-f", "lavfi", "-i", source, ...args, path];
  const { success, stderr } = await new Deno.Command("ffmpeg", { args: command, stdin: "null" }).output();
  assert(success, new TextDecoder().decode(stderr));
}

/** A JPEG of noise, some 30 KB, that ffmpeg decodes. */
export async function jpeg(seed: number): Promise<Uint8Array<ArrayBuffer>> {
  const { Image } = await import("imagescript");
  const image = new Image(160, 120);
  for (let i = 0, state = seed; i < image.bitmap.length; i++) {
    state = Math.imul(state, 1664525) + 1013904223 >>> 0;
    image.bitmap[i] = i % 4 === 3 ? 255 : state >>> 24;
  }
  return new Uint8Array(await image.encodeJPEG(90));
}

export const NO_CAMERAS: SourceLookup = {
  pathKind: () => Promise.resolve("missing"),
  cameras: () => Promise.resolve([]),
};
export const ONE_DEVICE: SourceLookup = { ...NO_CAMERAS, pathKind: () => Promise.resolve("character_device") };
