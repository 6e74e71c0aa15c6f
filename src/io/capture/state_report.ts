import type { CaptureState } from "../../port/capture_device.ts";
import { hideSecrets } from "./hide_secrets.ts";

/** Reports the states of a capture device: each once, until another one follows, and without passwords. */
export class StateReport {
  onState: (state: CaptureState) => void = () => {};
  #last = "";

  report(given: CaptureState): void {
    const state = given.message === undefined ? given : { ...given, message: hideSecrets(given.message) };
    const key = JSON.stringify(state);
    if (key === this.#last) return;
    this.#last = key;
    this.onState(state);
  }
}
