import { NoSuchSource, type PathKind } from "../../capture/devices/capture_source.ts";
import { shownCamera } from "../../capture/hide_secrets.ts";

/** What `--microphone` means. */
export type SoundSource =
  /** A microphone of `vchat devices`, by NAME or INDEX; without it, the usual one. */
  | { readonly kind: "microphone"; readonly wanted?: string }
  /** A recording: plays at its own rate, over and over. */
  | { readonly kind: "file"; readonly path: string }
  /** A named pipe: read as sound arrives, but not faster than it is heard. */
  | { readonly kind: "fifo"; readonly path: string }
  /** A stream: likewise. */
  | { readonly kind: "url"; readonly url: string };

/** What `--microphone` means: a path or URL, or else a NAME or INDEX. Rejects with a {@linkcode NoSuchSource}. */
export async function findSoundSource(
  wanted: string | undefined,
  pathKind: (path: string) => Promise<PathKind>,
): Promise<SoundSource> {
  if (wanted === undefined || /^\d{1,4}$/.test(wanted)) return { kind: "microphone", wanted };
  if (/^(?!file:)[a-z][a-z0-9+.-]*:\/\//i.test(wanted)) return { kind: "url", url: wanted };
  const path = wanted.replace(/^file:\/\//i, "");
  switch (await pathKind(path)) {
    case "file":
      return { kind: "file", path };
    case "fifo":
      return { kind: "fifo", path };
    case "folder":
      throw new NoSuchSource(
        `${path} is a folder`,
        "--microphone takes a file, a FIFO, a URL or a microphone of vchat devices",
      );
    default:
      if (!/[/\\]/.test(wanted)) return { kind: "microphone", wanted };
      throw new NoSuchSource(
        `there is no ${shownCamera(path)}`,
        "check the path; vchat devices lists the microphones",
      );
  }
}
