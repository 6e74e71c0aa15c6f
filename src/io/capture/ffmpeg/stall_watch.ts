import type { Clock } from "../../../port/clock.ts";
import type { CaptureSource } from "../devices/capture_source.ts";

/** A camera or stream without a picture for this long hangs, or is used by another program that does not say so. */
const STALL_MS = 10_000;
/** The first picture of a recording; the others may be as far apart as its maker wished. */
const FILE_STALL_MS = 30_000;
/** A playlist's parts arrive one at a time, and may be 10 s long. */
const PLAYLIST_STALL_MS = 30_000;
const PLAYLIST = /\.(?:m3u8?|mpd)(?:$|[?#])/i;
/** A timer that is this late was asleep, and vchat with it: what came meanwhile has yet to be read. */
const ASLEEP_MS = 2_000;

/** How long a source may be silent. A FIFO may be silent for any time, with or without a writer. */
export function stallLimitMs(source: CaptureSource, hadPicture: boolean): number {
  switch (source.kind) {
    case "fifo":
    case "multipart":
      return Infinity;
    case "file":
      return hadPicture ? Infinity : FILE_STALL_MS;
    case "url":
      return PLAYLIST.test(source.url) ? PLAYLIST_STALL_MS : STALL_MS;
    default:
      return STALL_MS;
  }
}

/** Calls back once, when nothing came for as long as the limit is then. Returns how to end the watch. */
export function watchForStall(
  clock: Clock,
  sinceMs: number,
  limitMs: () => number,
  lastMs: () => number,
  onStall: () => void,
): () => void {
  const limit = limitMs();
  if (limit === Infinity) return () => {};
  const dueMs = Math.max(sinceMs, lastMs()) + limit;
  let cancel = clock.callAt(dueMs, () => {
    const nowMs = clock.nowMs();
    const isSilent = nowMs - Math.max(sinceMs, lastMs()) >= limitMs();
    if (isSilent && nowMs - dueMs < ASLEEP_MS) return onStall();
    cancel = watchForStall(clock, isSilent ? nowMs : sinceMs, limitMs, lastMs, onStall);
  });
  return () => cancel();
}
