import { byId, write } from "./dom.js";
import { strings } from "./strings.js";

/** Where a person writes. */
const WRITTEN_IN = "textarea, input[type=text]";

/**
 * Takes from the browser what a page does and a window does not: a menu with "Reload" and "Back", and opening a file, link or picture
 * that is dropped on it, which would leave the call.
 */
export function keepWindowHabits() {
  addEventListener("contextmenu", (event) => {
    if (!isText(event.target)) event.preventDefault();
  });
  write("drop-hint", strings.drop_not_yet);
  for (const type of ["dragenter", "dragover"]) {
    addEventListener(type, (event) => {
      const { dataTransfer, target } = /** @type {DragEvent} */ (event);
      if (mayDrop(dataTransfer, target)) return;
      event.preventDefault();
      if (dataTransfer !== null) dataTransfer.dropEffect = "none";
      byId("drop-hint").hidden = !hasFiles(dataTransfer);
    });
  }
  addEventListener("dragleave", (event) => {
    // It also leaves one element for the next.
    if (/** @type {DragEvent} */ (event).relatedTarget === null) byId("drop-hint").hidden = true;
  });
  addEventListener("drop", (event) => {
    const { dataTransfer, target } = /** @type {DragEvent} */ (event);
    if (!mayDrop(dataTransfer, target)) event.preventDefault();
    byId("drop-hint").hidden = true;
  });
  // WebKit does not say that a drag has left the window; the next movement of the pointer does.
  addEventListener("pointermove", () => byId("drop-hint").hidden = true, { passive: true });
}

/**
 * Whether the menu with "Copy" and "Paste" is wanted: in a text field, and on a selected text.
 * @param {EventTarget | null} target
 */
function isText(target) {
  if (!(target instanceof Element)) return false;
  const selection = getSelection();
  const isSelected = selection !== null && !selection.isCollapsed && selection.containsNode(target, true);
  return isSelected || target.matches(WRITTEN_IN);
}

/**
 * A text may be dropped where a person writes.
 * @param {DataTransfer | null} dropped
 * @param {EventTarget | null} target
 */
function mayDrop(dropped, target) {
  return !hasFiles(dropped) && target instanceof Element && target.matches(WRITTEN_IN);
}

/** @param {DataTransfer | null} dropped */
function hasFiles(dropped) {
  return dropped?.types.includes("Files") ?? false;
}
