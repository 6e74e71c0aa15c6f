/** `keyCode` of a key that an input method has taken (UI Events, "Fixed virtual key codes"). */
const TAKEN = 229;

/**
 * Whether a key was pressed for an input method: the Enter that accepts its suggestion must send nothing. WebKit ends the
 * composition before that key, which can then be recognised only by its `keyCode` (WebKit bug 165004).
 * @param {KeyboardEvent} event
 */
export function isForInputMethod({ isComposing, keyCode }) {
  return isComposing || keyCode === TAKEN;
}
