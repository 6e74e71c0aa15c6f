/** The only way to read the time and to set timers. Tests pass a virtual clock. */
export interface Clock {
  /** Milliseconds with fractions, monotonic, from an arbitrary origin. */
  nowMs(): number;
  /** The same moment in milliseconds since the Unix epoch, with fractions. For event logs only. */
  epochMs(): number;
  /** Calls back once `nowMs()` has reached `atMs`. The returned function cancels the call. */
  callAt(atMs: number, callback: () => void): () => void;
}
