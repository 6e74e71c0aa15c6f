/** `keyCode` of a key that an input method has taken (UI Events, "Fixed virtual key codes"). */
const TAKEN = 229;

/**
 * Whether a key was pressed for an input method: the Enter that takes its suggestion sends nothing. WebKit ends the
 * composition before that key, which then has nothing but its `keyCode` to tell it by (WebKit bug 165004).
 * @param {KeyboardEvent} event
 */
export function isForInputMethod({ isComposing, keyCode }) {
  return isComposing || keyCode === TAKEN;
}
