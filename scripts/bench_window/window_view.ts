import type { Display, DisplayHandlers } from "../../src/port/display.ts";

/** A window that is measured: the real page, fed by the real page server in this process. */
export interface WindowView {
  readonly display: Pick<Display, "showFrame" | "showLocal" | "showState" | "showFigures" | "showLine">;
  /** As a person does who minimises the window, and has it back. */
  hide(): Promise<void>;
  show(): Promise<void>;
  /** Gives the page's thread an n-th of the processor; absent where that cannot be done. */
  slowDown?(times: number): Promise<void>;
  /** Where the display's pictures can be read; absent where nobody sees them. */
  readonly framebuffer?: string;
  close(): Promise<void>;
}

export interface ViewOptions {
  readonly handlers: Pick<DisplayHandlers, "onShown" | "onDropped">;
  /** For files that nobody needs after the benchmark. */
  readonly folder: string;
  /** An X display for windows, and the file of its pictures. */
  readonly display: string;
  readonly framebuffer: string;
}

/** Opens a view whose page is there. Throws an Error that says what is missing. */
export type OpenView = (options: ViewOptions) => Promise<WindowView>;

/** Handlers of what nobody does in a benchmark. */
export const NOBODY: Omit<DisplayHandlers, "onShown" | "onDropped"> = {
  onText() {},
  onCode() {},
  onCamera() {},
  onListCameras() {},
  onChooseCamera() {},
  onLeave() {},
};
