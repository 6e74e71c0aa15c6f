import { systemClock } from "../../src/io/clock/system_clock.ts";
import { PulseServer } from "../../tests/fake/pulse_server.ts";
import { RecordedSound } from "./recorded_sound.ts";
import { spokenText } from "./spoken_text.ts";

const SINK = ["rate=48000", "channels=1", "format=float32le"];

/** A sound server with a microphone and a loudspeaker for each end. Somebody speaks at both. */
export class SoundStage {
  /** What goes into the server's microphone, and what comes out of the client's loudspeaker. */
  readonly spoken = new RecordedSound();
  readonly heard = new RecordedSound();
  readonly #pulse = new PulseServer();

  private constructor() {}

  static async open(): Promise<SoundStage> {
    const stage = new SoundStage();
    await stage.#pulse.start();
    for (const name of ["mic2", "spk2"]) {
      await stage.#pulse.control("load-module", "module-null-sink", `sink_name=${name}`, ...SINK);
    }
    stage.#pulse.record("mic.monitor", (samples) => stage.spoken.add(samples, systemClock.epochMs()));
    stage.#pulse.record("spk2.monitor", (samples) => stage.heard.add(samples, systemClock.epochMs()));
    stage.#pulse.play("mic", await spokenText("server"));
    stage.#pulse.play("mic2", await spokenText("client"));
    return stage;
  }

  /** For the process of an end. */
  get env(): Record<string, string> {
    return { PULSE_SERVER: this.#pulse.address };
  }

  argsOf(role: "server" | "client"): string[] {
    const which = role === "server" ? "" : "2";
    return ["--microphone", `mic${which}.monitor`, "--speaker", `spk${which}`, "--no-tones"];
  }

  async close(): Promise<void> {
    await this.#pulse[Symbol.asyncDispose]();
  }
}
