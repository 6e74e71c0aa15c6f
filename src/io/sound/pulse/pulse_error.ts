/** A call to PulseAudio failed. */
export class PulseError extends Error {
  override name = "PulseError";
  /** @param code As in PulseAudio's `pa_error_code_t`. */
  constructor(readonly code: number) {
    super(`PulseAudio's error ${code}`);
  }
}
