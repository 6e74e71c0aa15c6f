/** What ffmpeg makes of a source's pictures, and where they go. */
export interface PictureOutput {
  /** `raw`: I420, in YUV4MPEG2. */
  readonly format: "jpeg" | "raw";
  /** ffmpeg is started. Returns what it is to be told: the width in pixels, and the most bytes of a picture. */
  begin(nowMs: number): { readonly width: number; readonly maxBytes: number };
  /** What cuts its output into pictures. `onBroken` is called for each that is not delivered. */
  splitter(onBroken: () => void): { push(bytes: Uint8Array): Iterable<Uint8Array> };
  /** Takes a picture. */
  deliver(picture: Uint8Array, sequence: number, captureMs: number): void;
  /** Whether ffmpeg is to be started again after a picture of so many bytes, because it should be told something else. */
  needsRestart(bytes: number, nowMs: number): boolean;
}
