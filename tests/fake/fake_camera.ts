import type { Camera, CapturedFrame, CaptureState } from "../../src/port/capture_device.ts";
import type { Clock } from "../../src/port/clock.ts";
import { testFrame } from "./test_frame.ts";

/** A capture device that gives a picture when the test says so. */
export class FakeCamera implements Camera {
  readonly ratesKbps: number[] = [];
  readonly limitsBytes: number[] = [];
  keyframesRequested = 0;
  stopped = false;
  /** Gives a broken picture. */
  breakPicture = () => {};
  #sequence = 0;
  #onFrame: (frame: CapturedFrame) => void = () => {};
  #onState: (state: CaptureState) => void = () => {};

  constructor(readonly clock: Clock) {}

  start(
    onFrame: (frame: CapturedFrame) => void,
    onState: (state: CaptureState) => void,
    onBroken: () => void = () => {},
  ): void {
    this.breakPicture = onBroken;
    this.#onFrame = onFrame;
    this.#onState = onState;
    onState({ state: "running" });
  }

  setRate(kbps: number): void {
    this.ratesKbps.push(kbps);
  }

  limitFrame(maxBytes: number): void {
    this.limitsBytes.push(maxBytes);
  }

  requestKeyframe(): void {
    this.keyframesRequested++;
  }

  stop(): Promise<void> {
    this.stopped = true;
    return Promise.resolve();
  }

  /** @param change Changes the bytes before the picture is given. */
  capture(change: (bytes: Uint8Array) => void = () => {}): void {
    const unit = testFrame(this.#sequence++, this.clock.nowMs());
    change(unit.bytes);
    this.#onFrame(unit);
  }

  fail(state: CaptureState): void {
    this.#onState(state);
  }
}
