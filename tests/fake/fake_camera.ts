import type { AccessUnit } from "../../src/media/access_unit.ts";
import type { CaptureDevice, CaptureState, EncoderTarget } from "../../src/port/capture_device.ts";
import type { Clock } from "../../src/port/clock.ts";
import { testFrame } from "./test_frame.ts";

/** A capture device that delivers when a test says so. */
export class FakeCamera implements CaptureDevice {
  readonly targets: EncoderTarget[] = [];
  stopped = false;
  /** A picture comes broken. */
  breakPicture = () => {};
  #sequence = 0;
  #onAccessUnit: (unit: AccessUnit) => void = () => {};
  #onState: (state: CaptureState) => void = () => {};

  constructor(readonly clock: Clock) {}

  start(
    onAccessUnit: (unit: AccessUnit) => void,
    onState: (state: CaptureState) => void,
    onBroken: () => void = () => {},
  ): void {
    this.breakPicture = onBroken;
    this.#onAccessUnit = onAccessUnit;
    this.#onState = onState;
    onState({ state: "running" });
  }

  setTarget(target: EncoderTarget): void {
    this.targets.push(target);
  }

  stop(): Promise<void> {
    this.stopped = true;
    return Promise.resolve();
  }

  /** @param change What becomes of its bytes before it is delivered. */
  capture(change: (bytes: Uint8Array) => void = () => {}): void {
    const unit = testFrame(this.#sequence++, this.clock.nowMs());
    change(unit.bytes);
    this.#onAccessUnit(unit);
  }

  fail(state: CaptureState): void {
    this.#onState(state);
  }
}
