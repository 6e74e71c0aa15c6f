import { assertEquals } from "@std/assert";
import { FfmpegRawCamera } from "../../../src/io/capture/ffmpeg_raw_camera.ts";
import { systemClock } from "../../../src/io/clock/system_clock.ts";
import type { CaptureState } from "../../../src/port/capture_device.ts";
import type { RawPicture } from "../../../src/port/raw_picture.ts";

/** A raw camera in a temporary folder, and everything that it gave. */
export class RawCameraRig {
  readonly folder = Deno.makeTempDirSync();
  readonly pictures: RawPicture[] = [];
  readonly states: CaptureState[] = [];
  #camera: FfmpegRawCamera | undefined;

  open(camera: string, options: { width?: number; ffmpegPath?: string } = {}): void {
    const { width = 64, ffmpegPath } = options;
    this.#camera = new FfmpegRawCamera({ camera, width, ffmpegPath, fps: 30, os: Deno.build.os }, systemClock);
    this.#camera.start((picture) => this.pictures.push(picture), (state) => this.states.push(state));
  }

  path(name: string): string {
    return `${this.folder}/${name}`;
  }

  async fifo(name: string): Promise<string> {
    assertEquals((await new Deno.Command("mkfifo", { args: [this.path(name)] }).output()).code, 0);
    return this.path(name);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#camera?.stop();
    await Deno.remove(this.folder, { recursive: true });
  }
}
