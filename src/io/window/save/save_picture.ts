import type { SavedFile } from "../serve/page_message.ts";
import { nameOfTime, saveFile, type SavePlace } from "./save_file.ts";

/** Saves a PNG to the person's pictures folder, under a name of the time alone. */
export function savePicture(png: Uint8Array, at: Date, place: SavePlace): Promise<SavedFile> {
  return saveFile(png, { keepsake: "pictures", name: nameOfTime(at), extension: "png" }, place);
}
