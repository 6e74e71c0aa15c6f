import type { Clock } from "../../../port/clock.ts";
import type { SoundDeviceState, Speaker } from "../../../port/sound_device.ts";
import { FileSink } from "../../files/file_sink.ts";
import { fileTarget } from "../../files/file_target.ts";
import { HoldsSomething } from "../../files/output_file.ts";
import { writeAll } from "../../files/write_all.ts";
import { DeviceSpeaker } from "../device_speaker.ts";
import { pacedPlayback } from "../paced_playback.ts";
import { sampleBytes } from "../sample_bytes.ts";
import { wavHeader } from "./wav_header.ts";

/**
 * Writes what would be heard to a WAV file, in real time. A file that holds something is not touched. If writing
 * fails, that is reported, and sound is discarded from then on. Until it is closed its header lacks the length; players read to the end.
 */
export class WavSpeaker implements Speaker {
  readonly #path: string;
  readonly #device: DeviceSpeaker;
  #sink: FileSink | undefined;
  #samples = 0;
  #hasFailed = false;
  #onState: (state: SoundDeviceState) => void = () => {};

  constructor(path: string, clock: Clock) {
    this.#path = path;
    this.#device = new DeviceSpeaker(pacedPlayback((samples) => this.#write(samples), clock), clock);
  }

  start(pull: (playMs: number) => Float32Array, onState: (state: SoundDeviceState) => void): void {
    this.#onState = onState;
    try {
      this.#sink = FileSink.open(this.#path, "refuse", (message) => this.#fail(message));
      this.#sink.append(wavHeader());
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      this.#fail(error.message, error instanceof HoldsSomething ? "choose another name, or delete it" : undefined);
    }
    this.#device.start(pull, (state) => {
      if (!this.#hasFailed) onState(state);
    });
  }

  async stop(): Promise<void> {
    await this.#device.stop();
    await this.#sink?.close();
    if (this.#sink && !this.#hasFailed) await this.#endHeader();
  }

  #write(samples: Float32Array): void {
    if (this.#hasFailed) return;
    this.#samples += samples.length;
    this.#sink?.append(sampleBytes(samples));
  }

  #fail(why: string, hint = "check the path and the disk"): void {
    this.#hasFailed = true;
    const message = `sound is not written to ${this.#path}: ${why}`;
    this.#onState({ state: "failed", reason: "stopped", message, hint });
  }

  /** Writes the length, which is known only now. A pipe cannot be rewound, so it goes without. */
  async #endHeader(): Promise<void> {
    const path = fileTarget(this.#path);
    try {
      if (!(await Deno.stat(path)).isFile) return;
      using file = await Deno.open(path, { write: true });
      await writeAll((bytes) => file.write(bytes), wavHeader(this.#samples));
    } catch {
      // It was deleted, or moved: it can be played all the same.
    }
  }
}
