import type { ConversationLine } from "../../../port/display.ts";
import type { SavedFile } from "../serve/page_message.ts";
import { openFolder } from "./open_folder.ts";
import { saveConversation } from "./save_conversation.ts";
import type { SavePlace } from "./save_file.ts";
import { savePicture } from "./save_picture.ts";

/** The files that a person saves from the page. It knows where they are, so the page names no path. */
export class SavedFiles {
  readonly #place: SavePlace;
  readonly #open: typeof openFolder;
  /** Of the last file. */
  #folder: string | undefined;

  constructor(place: SavePlace, open = openFolder) {
    this.#place = place;
    this.#open = open;
  }

  savePicture(png: Uint8Array): Promise<SavedFile> {
    return this.#remember(savePicture(png, new Date(), this.#place));
  }

  saveConversation(lines: readonly ConversationLine[], peerName: string | undefined): Promise<SavedFile> {
    return this.#remember(saveConversation(lines, peerName, new Date(), this.#place));
  }

  /** Opens the folder of the last file in the system's file browser. Returns why that failed. Does nothing without such a file. */
  async openFolder(): Promise<string | undefined> {
    return this.#folder === undefined ? undefined : await this.#open(this.#folder, this.#place.os);
  }

  async #remember(saving: Promise<SavedFile>): Promise<SavedFile> {
    const saved = await saving;
    const separator = this.#place.os === "windows" ? "\\" : "/";
    if ("path" in saved) this.#folder = saved.path.slice(0, saved.path.lastIndexOf(separator));
    return saved;
  }
}
