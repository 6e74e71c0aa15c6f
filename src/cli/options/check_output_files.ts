import { recordingFormat, unfitReason } from "../../call/recording.ts";
import { isSameFile } from "../../io/files/file_target.ts";
import { peersPath } from "../commands/known_peers.ts";
import { configPath } from "./option_defaults.ts";
import type { Options } from "./parse_args.ts";
import { UsageError } from "../user_error.ts";

/** Values of `--camera` that are not a file, even if a file has that name. */
const NO_FILE = /^(?:test|screen|none|\d+|[a-z][a-z0-9+.-]*:\/\/.*)$/i;

/**
 * Refuses options that would write one file twice, overwrite a file that this call reads, or record what the file cannot
 * hold. Throws a {@linkcode UsageError}.
 */
export function checkOutputFiles({ record, events, camera, ffmpeg, wire }: Options): void {
  // On the plain wire a peer sends JPEG, and nothing else.
  const format = record === undefined || wire !== "plain" ? undefined : recordingFormat(record);
  const unfit = format === undefined ? undefined : unfitReason(format, "jpeg");
  if (unfit !== undefined) throw new UsageError(`--record ${record}: ${unfit.problem}`, unfit.hint);
  const eventsFile = events === "-" ? undefined : events;
  const read: readonly (readonly [string, string | undefined])[] = [
    ["--camera", camera === undefined || NO_FILE.test(camera) ? undefined : camera],
    ["--ffmpeg", ffmpeg],
    ["the known peers", peersPath()],
    ["the config file", configPath(Deno.build.os, (name) => Deno.env.get(name))],
  ];
  const written = [["--record", record], ["--events", eventsFile]] as const;
  if (record !== undefined && eventsFile !== undefined) refuseSame("--record", record, "--events", eventsFile);
  for (const [option, path] of written) {
    for (const [what, other] of read) {
      if (path !== undefined && other !== undefined) refuseSame(what, other, option, path);
    }
  }
}

function refuseSame(what: string, path: string, option: string, other: string): void {
  if (!isSameFile(path, other) || isDevice(path)) return;
  throw new UsageError(`${what} and ${option} are the same file: ${path}`, `give ${option} a file of its own`);
}

/** Devices such as /dev/null may be used more than once. */
function isDevice(path: string): boolean {
  try {
    return Deno.statSync(path).isCharDevice === true;
  } catch {
    return false;
  }
}
