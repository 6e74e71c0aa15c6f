import type { Clock } from "../../port/clock.ts";
import type { EncodedSound, SoundHandlers } from "../../port/sound.ts";
import type { Microphone, SoundDeviceChoice, SoundDeviceState, Speaker } from "../../port/sound_device.ts";
import type { IncomingSound } from "../../media/sound/incoming_sound.ts";
import { OutgoingSound } from "../../media/sound/outgoing_sound.ts";
import type { SoundEncoder } from "../../media/sound/sound_encoder.ts";
import type { SoundProcessor } from "./processing/sound_processor.ts";

/** A meter that moves less often looks stuck. */
const LEVELS_MS = 100;
const FIGURES_MS = 1000;

export interface SoundEngineOptions {
  readonly clock: Clock;
  readonly openMicrophone: (name?: string) => Microphone;
  readonly openSpeaker: (name?: string) => Speaker;
  readonly encoder: SoundEncoder;
  readonly incoming: IncomingSound;
  /** Gives `incoming` what has arrived. Called before each pull of the loudspeaker, and some times a second. */
  readonly takeReceived?: () => void;
  /** Absent if nothing is to be cleaned, or nothing here can. */
  readonly processor?: SoundProcessor;
  /** The names of the options. Without them, the system's own devices. */
  readonly microphone?: string;
  readonly speaker?: string;
}

/** Joins the devices, the echo canceller, the encoder and the playout of one end. */
export class SoundEngine {
  readonly incoming: IncomingSound;
  readonly outgoing: OutgoingSound;
  readonly #options: SoundEngineOptions;
  readonly #handlers: Omit<SoundHandlers, "onNotice">;
  readonly #devices: { microphone?: Microphone; speaker?: Speaker } = {};
  /** Changes whenever another device is wanted. Events of earlier devices are then ignored. */
  readonly #turns = { microphone: 0, speaker: 0 };
  /** Settles when all devices that are no longer wanted are closed. */
  #gone: Promise<unknown> = Promise.resolve();
  /** From the moment a frame is pulled to when it is heard. */
  #speakerLeadMs = 0;
  /** What the microphone gives has been cleaned by the system. */
  #isProcessed = false;
  readonly #cancelTimers: (() => void)[] = [];

  constructor(options: SoundEngineOptions, handlers: Omit<SoundHandlers, "onNotice">) {
    this.#options = options;
    this.#handlers = handlers;
    this.incoming = options.incoming;
    const { processor, encoder, clock } = options;
    this.outgoing = new OutgoingSound({
      encoder,
      clean: ({ samples, captureMs, isProcessed }) => {
        this.#isProcessed = isProcessed ?? false;
        if (processor === undefined || isProcessed) return samples;
        processor.setDelayMs(Math.max(0, this.#speakerLeadMs + clock.nowMs() - captureMs));
        return processor.processCapture(samples);
      },
      cleanDelayMs: () => this.#isProcessed ? 0 : processor?.delayMs ?? 0,
      onSound: (sound: EncodedSound) => handlers.onSound(sound),
    });
  }

  start(): void {
    const { microphone, speaker } = this.#options;
    this.choose("microphone", microphone);
    this.choose("speaker", speaker);
    this.#repeat(LEVELS_MS, () => this.#tellLevels());
    this.#repeat(FIGURES_MS, () => this.#handlers.onFigures(this.incoming.takeFigures()));
  }

  /** Changes a device. The old one closes first: a device may not be open twice. */
  choose(kind: SoundDeviceChoice["kind"], name: string | undefined): void {
    const turn = ++this.#turns[kind];
    const old = this.#devices[kind];
    this.#devices[kind] = undefined;
    this.#gone = Promise.allSettled([this.#gone, old?.stop()]).then(() => {
      if (turn !== this.#turns[kind]) return;
      if (kind === "microphone") this.#openMicrophone(turn, name);
      else this.#openSpeaker(turn, name);
    });
  }

  /** Settles when all devices are closed. */
  async stop(): Promise<void> {
    this.#turns.microphone++;
    this.#turns.speaker++;
    for (const cancel of this.#cancelTimers) cancel();
    const { microphone, speaker } = this.#devices;
    await Promise.allSettled([this.#gone, microphone?.stop(), speaker?.stop()]);
    this.#options.processor?.close();
  }

  #openMicrophone(turn: number, name: string | undefined): void {
    const isCurrent = () => turn === this.#turns.microphone;
    const device = this.#devices.microphone = this.#options.openMicrophone(name);
    device.start(
      (sound) => isCurrent() && this.outgoing.add(sound),
      (state: SoundDeviceState) => isCurrent() && this.#handlers.onMicrophone(state),
    );
  }

  #openSpeaker(turn: number, name: string | undefined): void {
    const isCurrent = () => turn === this.#turns.speaker;
    const { clock, processor, takeReceived } = this.#options;
    const device = this.#devices.speaker = this.#options.openSpeaker(name);
    device.start(
      (playMs) => {
        const nowMs = clock.nowMs();
        this.#speakerLeadMs = playMs - nowMs;
        takeReceived?.();
        const samples = this.incoming.pull(playMs, nowMs);
        if (!this.#isProcessed && this.outgoing.isInCall) processor?.processPlayed(samples);
        return samples;
      },
      (state: SoundDeviceState) => isCurrent() && this.#handlers.onSpeaker(state),
    );
  }

  #tellLevels(): void {
    const { outgoing, incoming } = this;
    this.#options.takeReceived?.(); // also if there is no loudspeaker
    this.#handlers.onLevels({
      microphoneDb: outgoing.level.peakDbfs,
      speakerDb: incoming.level.peakDbfs,
      speaking: outgoing.isSpeaking,
      mouthToEarMs: incoming.mouthToEarMs,
    });
  }

  #repeat(everyMs: number, run: () => void): void {
    const { clock } = this.#options;
    const at = this.#cancelTimers.push(() => {}) - 1;
    const wait = () => {
      this.#cancelTimers[at] = clock.callAt(clock.nowMs() + everyMs, () => {
        wait();
        run();
      });
    };
    wait();
  }
}
