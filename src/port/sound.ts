import type { SoundDeviceChoice, SoundDeviceState } from "./sound_device.ts";

/** One Opus frame (RFC 6716), and its place in the sound of a microphone. */
export interface SoundFrame {
  /** The number of its first 10 ms, counted from 0 since the microphone started. A frame of 20 ms advances it by 2. */
  readonly sequence: number;
  /** An Opus packet of one mono stream. Never changed once created. */
  readonly bytes: Uint8Array;
}

/** What the encoder of a microphone makes. */
export interface EncodedSound extends SoundFrame {
  /** When what is heard at its beginning was captured, in milliseconds of the sender's clock. */
  readonly captureMs: number;
  /** Empty: silence begins here, or continues. Nothing else is sent until somebody speaks again. */
  readonly bytes: Uint8Array;
}

/** What a packet of the peer brought. */
export interface ReceivedSound {
  /**
   * The newest frame first, and then earlier ones, which may have been lost. They were sent one after another, so a gap between
   * them is silence. None: silence has begun.
   */
  readonly frames: readonly SoundFrame[];
  /** When the newest frame was captured, in milliseconds of the receiver's clock. `undefined` while the clocks are not compared. */
  readonly captureMs: number | undefined;
  /** In milliseconds of the receiver's clock. */
  readonly arrivedMs: number;
}

/** How a microphone's sound should be encoded, for the link that it takes. */
export interface SoundTarget {
  /** Of the Opus frames, without headers and repetition. */
  readonly kbps: number;
  /** How long each Opus frame is. */
  readonly frameMs: 10 | 20;
  /** The share of frames that are lost in spite of all repetitions, 0 to 1, for the encoder's own redundancy. */
  readonly loss: number;
}

/** How loud it is at both ends, some ten times a second. 0 is the loudest possible; silence is below -60. */
export interface SoundLevels {
  /** Of the microphone, in dBFS. Also while it is muted. */
  readonly microphoneDb: number;
  /** Of what is played, in dBFS. */
  readonly speakerDb: number;
  /** Whether somebody speaks into the microphone. */
  readonly speaking: boolean;
  /** How long ago what is heard now was said, in milliseconds. `undefined` while nothing is heard, or the clocks are not compared. */
  readonly mouthToEarMs?: number;
}

/** Why a frame of the peer's sound is not played. */
export type SoundDropReason =
  /** It is not Opus, or overlaps another one of its packet. */
  | "sound_malformed"
  /** It ends before what its head announces. */
  | "sound_truncated"
  /** It is longer than any that vchat sends. */
  | "sound_too_long"
  /** Its time had passed when it arrived. */
  | "sound_late"
  /** It waited, and newer sound is played instead: after an outage, or when the peer or a clock started again. */
  | "sound_skipped"
  /** Its number does not fit those before. */
  | "sound_stray";

/** What the sound of the last second was like. */
export interface SoundFigures {
  /** The share of the time in which lost sound was made up, 0 to 1. */
  readonly concealed: number;
  /** How much sound waits to be played, in milliseconds. */
  readonly bufferMs: number;
  /** Frames that arrived and are not played. Each reason once; none that did not happen. */
  readonly drops: readonly { readonly reason: SoundDropReason; readonly count: number }[];
}

/** A peer can be made louder than it is, up to this: twice as loud, 6 dB. A limiter keeps that from hurting. */
export const MAX_VOLUME = 2;

/** Sounds that vchat makes itself: somebody called this end, its own call was answered, a call is over. */
export type Tone = "ring" | "joined" | "left";

export interface SoundHandlers {
  onSound(sound: EncodedSound): void;
  onMicrophone(state: SoundDeviceState): void;
  onSpeaker(state: SoundDeviceState): void;
  onLevels(levels: SoundLevels): void;
  onFigures(figures: SoundFigures): void;
  /** Said once to the person: for example that nothing here cancels the echo. */
  onNotice(message: string, hint?: string): void;
}

/** The microphone, the loudspeaker, and all that is between them and the wire. Runs in a worker, apart from the call. */
export interface Sound {
  /** Opens the devices. Called once. */
  start(handlers: SoundHandlers): void;
  /** Whether there is a peer that plays and sends sound. Only then the microphone is sent. */
  inCall(on: boolean): void;
  /** Plays sound of the peer. */
  receive(sound: ReceivedSound): void;
  setTarget(target: SoundTarget): void;
  /** Nothing of the microphone leaves while it is muted. */
  mute(muted: boolean): void;
  /** How loud the peer is: 0 silent, 1 as it is, at most {@linkcode MAX_VOLUME}. */
  setVolume(volume: number): void;
  /** Changes a device. `id`: as in `SoundDeviceChoice`, or `none`. */
  choose(kind: SoundDeviceChoice["kind"], id: string): void;
  /** Holds sound back by this many milliseconds, for pictures that come later. */
  holdBack(delayMs: number): void;
  list(): Promise<readonly SoundDeviceChoice[]>;
  play(tone: Tone): void;
  /** Settles when the devices are closed. */
  stop(): Promise<void>;
}
