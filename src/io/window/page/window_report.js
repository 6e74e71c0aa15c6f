/** @import { FromPage } from "../serve/page_message.ts" */

/** A window that is dragged changes all the time. */
const REST_MS = 500;

/**
 * Tells the main process about size and place of the window, so that the next one is opened like this one. A window that is
 * maximized or full-screen says nothing: that is no size to keep.
 * @param {(message: FromPage) => void} tell
 * @param {boolean} hasPlace whether the page learns where its window is
 */
export function reportWindow(tell, hasPlace) {
  let timer = 0;
  const report = () => {
    const { availWidth, availHeight } = screen;
    const isMaximized = outerWidth >= availWidth && outerHeight >= availHeight;
    if (document.fullscreenElement !== null || isMaximized || outerWidth === 0) return;
    tell({ kind: "window", width: outerWidth, height: outerHeight, ...(hasPlace ? { x: screenX, y: screenY } : {}) });
  };
  const changed = () => {
    clearTimeout(timer);
    timer = setTimeout(report, REST_MS);
  };
  addEventListener("resize", changed);
  // Nothing says that a window was moved, but the pointer comes back afterwards.
  document.documentElement.addEventListener("pointerenter", changed);
  addEventListener("pagehide", report);
  return { connected: changed };
}
