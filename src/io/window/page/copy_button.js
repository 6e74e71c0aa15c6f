import { make, makeButton } from "./dom.js";
import { plainLine } from "./plain_text.js";
import { strings, withText } from "./strings.js";

/** How long the button shows the result. */
const SAID_MS = 1500;

/**
 * A button that copies a text.
 * @param {string} text
 * @param {string} [words] on the button
 */
export function copyButton(text, words = strings.copy) {
  const button = makeButton("copy", words, async () => {
    const copied = await copyText(text);
    button.textContent = copied ? strings.copied : strings.not_copied;
    setTimeout(() => button.textContent = words, SAID_MS);
  });
  button.title = withText(strings.copy_what, plainLine(text));
  return button;
}

/**
 * Copies a text. Resolves to whether that was possible.
 * @param {string} text
 */
async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copySelection(text);
  }
}

/**
 * For browser engines that do not let a local page use the clipboard, but allow it to copy a selection.
 * @param {string} text
 */
function copySelection(text) {
  const before = document.activeElement;
  const box = make("textarea", "");
  box.value = text;
  box.style.position = "fixed";
  box.style.opacity = "0";
  document.body.append(box);
  box.select();
  const copied = document.execCommand("copy");
  box.remove();
  if (before instanceof HTMLElement) before.focus({ preventScroll: true });
  return copied;
}
