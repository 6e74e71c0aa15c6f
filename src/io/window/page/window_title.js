/**
 * Sets the title of the page and of the window around it.
 * @param {string} text
 */
export function setWindowTitle(text) {
  if (document.title === text) return;
  document.title = text;
  // The native window's title bar does not follow the page's title.
  const native = /** @type {{ vchatTitle?: (title: string) => void }} */ (globalThis);
  native.vchatTitle?.(text);
}
