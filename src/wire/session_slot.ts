import type { MediaTrack, TrackId } from "../port/encoded_frame.ts";
import type { Outputs } from "./output_queue.ts";
import type { Session, Switches } from "./session.ts";
import { WaitingLines } from "./waiting_lines.ts";
import type { Input } from "./wire.ts";

/** What an end is given to send to its peer. */
export type MediaInput = Extract<
  Input,
  { readonly kind: "track" | "frame" | "sound" | "text" | "camera" | "microphone" | "keyframe_needed" }
>;

/** How a wire carries lines. */
export interface LineFormat {
  /** `undefined`: the line is too long for the wire. */
  readonly encodeLine: (text: string) => Uint8Array | undefined;
  /** How many bytes of encoded lines may wait for a session. */
  readonly maxWaitingBytes: number;
}

/**
 * The session of an end with its peer, if it is in a call. What the end is given to send goes to the session. Between calls
 * lines wait for the next session, tracks and switches are remembered, and frames are dropped.
 */
export class SessionSlot<S extends Session> {
  readonly #outputs: Outputs;
  readonly #encodeLine: LineFormat["encodeLine"];
  readonly #waitingLines: WaitingLines;
  readonly #tracks = new Map<TrackId, MediaTrack>();
  #session: S | undefined;
  #switches: Switches = { cameraOn: true, microphoneOn: true };

  constructor(outputs: Outputs, { encodeLine, maxWaitingBytes }: LineFormat) {
    this.#outputs = outputs;
    this.#encodeLine = encodeLine;
    this.#waitingLines = new WaitingLines(outputs, maxWaitingBytes);
  }

  get session(): S | undefined {
    return this.#session;
  }

  /** The tracks that this end sends. */
  get tracks(): Iterable<MediaTrack> {
    return this.#tracks.values();
  }

  get switches(): Switches {
    return this.#switches;
  }

  handle(input: MediaInput, nowMs: number): void {
    switch (input.kind) {
      case "track":
        this.#tracks.set(input.track.id, input.track);
        return this.#session?.setTrack(input.track);
      case "frame":
        if (this.#session !== undefined) return this.#session.offer(input.frame, nowMs);
        return this.#outputs.push({ kind: "dropped", direction: "out", reason: "no_peer" });
      case "sound":
        return this.#session?.sound(input.sound, nowMs);
      case "text":
        return this.#line(input.id, input.text, nowMs);
      case "camera":
        this.#switches = { ...this.#switches, cameraOn: input.on };
        return this.#session?.camera(input.on, nowMs);
      case "microphone":
        this.#switches = { ...this.#switches, microphoneOn: input.on };
        return this.#session?.microphone(input.on, nowMs);
      case "keyframe_needed":
        return this.#session?.keyframeNeeded(input.track, nowMs);
    }
  }

  /** A call starts: reports it, and gives the session the waiting lines. */
  begin(session: S, nowMs: number): void {
    this.#session = session;
    this.#outputs.push({ kind: "connected", peer: session.peer });
    for (const { id, encoded } of this.#waitingLines.take()) session.line(id, encoded, nowMs);
  }

  /** The call is over. Its session has already reported that. */
  clear(): void {
    this.#session = undefined;
  }

  /** There will be no other call. */
  loseLines(): void {
    this.#waitingLines.lose();
  }

  #line(id: number, text: string, nowMs: number): void {
    const encoded = this.#encodeLine(text);
    if (encoded === undefined) this.#outputs.push({ kind: "text_lost", id, reason: "too_long" });
    else if (this.#session !== undefined) this.#session.line(id, encoded, nowMs);
    else this.#waitingLines.add(id, encoded);
  }
}
