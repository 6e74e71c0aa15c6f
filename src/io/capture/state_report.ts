import type { CaptureState } from "../../port/capture_device.ts";
import { hideSecrets } from "./hide_secrets.ts";

/** Reports the states of a device: each once, until another one follows, and without passwords. */
export class StateReport<State extends { readonly message?: string } = CaptureState> {
  onState: (state: State) => void = () => {};
  #last = "";

  report(given: State): void {
    const state = given.message === undefined ? given : { ...given, message: hideSecrets(given.message) };
    const key = JSON.stringify(state);
    if (key === this.#last) return;
    this.#last = key;
    this.onState(state);
  }
}
