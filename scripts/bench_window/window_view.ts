import type { Display, DisplayHandlers } from "../../src/port/display.ts";

/** A window that is measured: the real page, fed by the real page server in this process. */
export interface WindowView {
  readonly display: Pick<Display, "showFrame" | "showLocal" | "showState" | "showFigures" | "showLine">;
  /** As if a person minimised the window and restored it. */
  hide(): Promise<void>;
  show(): Promise<void>;
  /** Gives the page's thread an n-th of the processor; absent if that is not possible. */
  slowDown?(times: number): Promise<void>;
  /** Where the display's pictures can be read; absent if there is no screen. */
  readonly framebuffer?: string;
  close(): Promise<void>;
}

export interface ViewOptions {
  readonly handlers: Pick<DisplayHandlers, "onShown" | "onDropped">;
  /** For files that are not needed after the benchmark. */
  readonly folder: string;
  /** An X display for windows, and the file of its pictures. */
  readonly display: string;
  readonly framebuffer: string;
}

/** Opens a view and waits for its page. Throws an Error that says what is missing. */
export type OpenView = (options: ViewOptions) => Promise<WindowView>;

/** Handlers of what never happens in a benchmark. */
export const NOBODY: Omit<DisplayHandlers, "onShown" | "onDropped"> = {
  onText() {},
  onCode() {},
  onCamera() {},
  onListCameras() {},
  onChooseCamera() {},
  onLeave() {},
  lines: () => [],
};
