import { readRegularFile } from "../../files/read_regular_file.ts";
import { userFolders } from "../../files/user_folders.ts";
import type { PagePreferences } from "../serve/page_message.ts";
import { parseWindowBounds } from "./window_bounds.ts";

const MAX_FILE_BYTES = 64 * 1024;
/** In UTF-16 units. */
const NAME_LIMIT = 200;

/** The defaults. */
const DEFAULTS: PagePreferences = { shortcuts: true };

export interface PreferencePlace {
  readonly os: typeof Deno.build.os;
  readonly env: (name: string) => string | undefined;
}

/** What this user set in the page before; a file that is missing or damaged is as good as none. */
export function keptPreferences(place: PreferencePlace): PagePreferences {
  const file = preferencesFile(place);
  if (file === undefined) return DEFAULTS;
  try {
    const kept = JSON.parse(new TextDecoder().decode(readRegularFile(file.path, MAX_FILE_BYTES)));
    const window = parseWindowBounds(kept.window);
    return {
      shortcuts: typeof kept.shortcuts === "boolean" ? kept.shortcuts : DEFAULTS.shortcuts,
      ...(isName(kept.name) ? { name: kept.name } : {}),
      // One that was closed in an earlier call opens again when somebody writes.
      ...(kept.conversation === true ? { conversation: true } : {}),
      ...(window && { window }),
    };
  } catch {
    return DEFAULTS;
  }
}

function isName(name: unknown): name is string {
  return typeof name === "string" && name.length <= NAME_LIMIT && name.trim() !== "";
}

/** Keeps it for the next call. Where nothing can be written it holds for this one. */
export function keepPreferences(preferences: PagePreferences, place: PreferencePlace): void {
  const file = preferencesFile(place);
  if (file === undefined) return;
  try {
    Deno.mkdirSync(file.folder, { recursive: true, mode: 0o700 });
    Deno.writeTextFileSync(file.path, JSON.stringify(preferences) + "\n", { mode: 0o600 });
  } catch {
    // a full or read-only disk: not worth reporting to a person in a call
  }
}

function preferencesFile({ os, env }: PreferencePlace): { folder: string; path: string } | undefined {
  const folder = userFolders(os, env)?.state;
  return folder === undefined ? undefined : { folder, path: `${folder}${os === "windows" ? "\\" : "/"}window.json` };
}
