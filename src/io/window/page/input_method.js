/** `keyCode` of a key that an input method has taken (UI Events, "Fixed virtual key codes"). */
const TAKEN = 229;

/**
 * Whether a key was pressed for an input method: the Enter that accepts its suggestion must not send the text. WebKit ends the
 * composition before that key, so there it can be recognised only by its `keyCode` (WebKit bug 165004).
 * @param {KeyboardEvent} event
 */
export function isForInputMethod({ isComposing, keyCode }) {
  return isComposing || keyCode === TAKEN;
}
