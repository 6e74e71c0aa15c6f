import type { Display, DisplayHandlers } from "../../src/port/display.ts";

/** A window to measure: the real page, served by the real page server in this process. */
export interface WindowView {
  readonly display: Pick<Display, "showFrame" | "showLocal" | "showState" | "showFigures" | "showLine">;
  /** Minimises the window, or hides it in another way. */
  hide(): Promise<void>;
  show(): Promise<void>;
  /** Gives the page's thread an n-th of the processor. Absent if that is not possible. */
  slowDown?(times: number): Promise<void>;
  /** The file with the pixels of the screen. Absent if there is no screen. */
  readonly framebuffer?: string;
  close(): Promise<void>;
}

export interface ViewOptions {
  readonly handlers: Pick<DisplayHandlers, "onShown" | "onDropped">;
  /** For temporary files. */
  readonly folder: string;
  /** An X display for windows, and the file with its pixels. */
  readonly display: string;
  readonly framebuffer: string;
}

/** Opens a view and waits for its page. Throws an Error that says what is missing. */
export type OpenView = (options: ViewOptions) => Promise<WindowView>;
