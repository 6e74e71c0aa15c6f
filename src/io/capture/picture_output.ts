/** A picture, cut out of what ffmpeg writes. */
export interface CutPicture {
  readonly bytes: Uint8Array;
}

/** What ffmpeg makes of a source's pictures, and where they go. */
export interface PictureOutput<Picture extends CutPicture> {
  readonly format: "jpeg" | "raw";
  /** Called when ffmpeg is started. Returns its limits: the width in pixels, and the largest picture in bytes. */
  begin(nowMs: number): { readonly width: number; readonly maxBytes: number };
  /** What cuts its output into pictures. `onBroken` is called for each that is not delivered. */
  splitter(onBroken: () => void): { push(bytes: Uint8Array): Iterable<Picture> };
  /** Takes a picture. */
  deliver(picture: Picture, sequence: number, captureMs: number): void;
  /** Whether ffmpeg must be started again after a picture of this size, because it needs other limits. */
  needsRestart(bytes: number, nowMs: number): boolean;
}
