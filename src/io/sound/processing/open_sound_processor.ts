import { ApmStage } from "./apm_stage.ts";
import type { ProcessingStage } from "./processing_stage.ts";
import type { ProcessingOptions, SoundProcessor } from "./sound_processor.ts";
import { SpeexStage } from "./speex_stage.ts";
import { StagedProcessor } from "./staged_processor.ts";

/** A processor, and what a person is to know about it. */
export interface OpenedProcessor {
  readonly processor: SoundProcessor;
  /** `webrtc`, `speex`: by that library. `filter`: only an echo filter. `none`: all parts are switched off. */
  readonly kind: "webrtc" | "speex" | "filter" | "none";
  /** For people, to say once: that echo stays, why, and what to do. */
  readonly warning?: string;
}

/** The libraries that may be used, each of which throws or rejects if it cannot be loaded. */
export interface ProcessingLibraries {
  openWebrtc(options: ProcessingOptions): Promise<ProcessingStage>;
  openSpeex(options: ProcessingOptions): ProcessingStage;
}

const LIBRARIES: ProcessingLibraries = { openWebrtc: ApmStage.open, openSpeex: SpeexStage.open };

/** The best processor that this machine has. Never rejects. */
export async function openSoundProcessor(
  options: ProcessingOptions,
  libraries: ProcessingLibraries = LIBRARIES,
): Promise<OpenedProcessor> {
  const { echo, noise, gain, highPass } = options;
  if (!echo && !noise && !gain && !highPass) {
    return { processor: new StagedProcessor(undefined, { filtersEcho: false }), kind: "none" };
  }
  let cause: unknown;
  try {
    const stage = await libraries.openWebrtc(options);
    return { processor: new StagedProcessor(stage, { filtersEcho: echo }), kind: "webrtc" };
  } catch (error) {
    cause = error;
  }
  try {
    const stage = libraries.openSpeex(options);
    return { processor: new StagedProcessor(stage, { filtersEcho: echo }), kind: "speex" };
  } catch {
    const processor = new StagedProcessor(undefined, { filtersEcho: echo });
    return { processor, kind: "filter", ...(echo ? { warning: echoWarning(cause) } : {}) };
  }
}

function echoWarning(cause: unknown): string {
  const reason = (cause instanceof Error ? cause.message : String(cause)).split("\n")[0];
  return `the echo of your loudspeaker may be heard at the other end, since libwebrtc's audio processing cannot be loaded ` +
    `(${reason}): use headphones`;
}
