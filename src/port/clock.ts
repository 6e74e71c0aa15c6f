/** The one way to learn the time and to be called later. Tests pass a virtual one. */
export interface Clock {
  /** Milliseconds with fractions, monotonic, counted from any origin. */
  nowMs(): number;
  /** The same moment in milliseconds since the Unix epoch, with fractions. For event logs only. */
  epochMs(): number;
  /** Calls back once `nowMs()` has reached `atMs`. The returned function cancels it. */
  callAt(atMs: number, callback: () => void): () => void;
}
