import { KeptBounds, type WindowBounds } from "../save/window_bounds.ts";
import type { FromPage, PagePreferences } from "./page_message.ts";

/** What the person has set in the page, and the bounds of its window. */
export class PageSettings {
  readonly #onChange;
  readonly #bounds: KeptBounds;
  #preferences: PagePreferences | undefined;

  /** `kept`: what was set before, if that was saved. */
  constructor(kept: PagePreferences | undefined, onChange: (preferences: PagePreferences) => void = () => {}) {
    this.#preferences = kept;
    this.#bounds = new KeptBounds(kept?.window);
    this.#onChange = onChange;
  }

  /** Undefined as long as nothing was set. */
  get preferences(): PagePreferences | undefined {
    return this.#preferences;
  }

  /** With which bounds to open the page's window. */
  get windowBounds(): WindowBounds {
    return this.#bounds.bounds;
  }

  /** A page has connected. */
  pageCame(): void {
    this.#bounds.pageCame();
  }

  received(message: FromPage & { readonly kind: "shortcuts" | "conversation" | "window" | "start_name" }): void {
    if (message.kind === "window") {
      if (this.#bounds.reported(message)) this.#change({ window: this.#bounds.bounds });
    } else if (message.kind === "start_name") this.#change({ name: message.text });
    else this.#change({ [message.kind]: message.on });
  }

  #change(change: Partial<PagePreferences>): void {
    this.#preferences = { shortcuts: true, ...this.#preferences, ...change };
    this.#onChange(this.#preferences);
  }
}
