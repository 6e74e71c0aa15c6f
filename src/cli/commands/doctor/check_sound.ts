import { type Finding, ok, warn } from "./check.ts";

/** What a trial of a device showed. */
export type SoundTrial =
  /** It gave sound, or played it. `peakDbfs`: of a microphone, 0 for the loudest possible. */
  | { readonly kind: "works"; readonly peakDbfs?: number }
  | { readonly kind: "failed"; readonly problem: string; readonly hint?: string }
  /** The person wants none, or a file, which is not touched. */
  | { readonly kind: "not_tried"; readonly why: string };

export interface SoundProbe {
  /** What the devices are called here. */
  readonly microphone: string;
  readonly speaker: string;
  /** Listens for a second. */
  tryMicrophone(): Promise<SoundTrial>;
  /** Plays a tone that one can hear. */
  trySpeaker(): Promise<SoundTrial>;
  /** What cancels the echo of the loudspeaker. `off`: nothing, because the person wants it so. */
  echoCanceller(): Promise<
    { readonly kind: "webrtc" | "speex" | "filter" | "window" | "off"; readonly warning?: string }
  >;
}

/** At most this, in dBFS, is no sound of a room: a microphone that is switched off gives zeros, or the noise of its last bit. */
const SILENT_DBFS = -84;
const ECHO_WORDS = {
  webrtc: "is cancelled, by libwebrtc's audio processing",
  speex: "is cancelled, by speexdsp",
  filter: "is reduced only by a filter",
  window: "is cancelled by the window",
  off: "is not cancelled, as asked for",
};

/** Does the microphone hear, does the loudspeaker play, and is its echo cancelled? In turn, so that the tone is not heard. */
export async function checkSound(probe: SoundProbe): Promise<Finding[]> {
  const heard = microphoneFinding(probe.microphone, await probe.tryMicrophone());
  const played = speakerFinding(probe.speaker, await probe.trySpeaker());
  const { kind, warning } = await probe.echoCanceller();
  const echo = warning === undefined ? ok("echo", ECHO_WORDS[kind]) : warn("echo", ECHO_WORDS[kind], warning);
  return [heard, played, echo];
}

function microphoneFinding(name: string, trial: SoundTrial): Finding {
  const what = "microphone";
  if (trial.kind === "not_tried") return ok(what, trial.why);
  if (trial.kind === "failed") return failure(what, trial);
  const { peakDbfs = 0 } = trial;
  if (peakDbfs > SILENT_DBFS) return ok(what, `${name}: works, ${Math.round(peakDbfs)} dB at its loudest in a second`);
  return warn(
    what,
    `${name}: gives only silence`,
    "it may be muted in the system's settings, or by a switch of its own",
    "vchat devices microphones lists the others, for --microphone",
  );
}

function speakerFinding(name: string, trial: SoundTrial): Finding {
  const what = "loudspeaker";
  if (trial.kind === "not_tried") return ok(what, trial.why);
  if (trial.kind === "failed") return failure(what, trial);
  return ok(
    what,
    `${name}: four tones were played`,
    "if you did not hear them: turn it up, or choose another of vchat devices speakers with --speaker",
  );
}

/** The words of a failure name the device. */
function failure(what: string, { problem, hint }: SoundTrial & { kind: "failed" }): Finding {
  return warn(what, problem, ...hint === undefined ? [] : [hint]);
}
