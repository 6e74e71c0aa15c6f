import { fitPicture, pictureRect } from "./picture_fit.js";

const SLIDE_MS = 200;
/** What moves with the edge of the picture when the conversation comes or goes. */
const MOVED = ["quality", "control-help", "controls", "self"];

/**
 * Shows or hides a pane beside the picture. The page is laid out once: the picture gets its new size immediately, and everything
 * is then moved there by transforms, which need no layout and no new picture. Only a choice of the person for less motion leaves
 * that out.
 * @param {HTMLElement} pane
 * @param {HTMLElement} stage what it takes the space from
 * @param {HTMLCanvasElement} canvas the picture on the stage
 * @param {boolean} shown
 */
export function slide(pane, stage, canvas, shown) {
  for (const animation of pane.getAnimations()) animation.finish();
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) {
    pane.hidden = !shown;
    return;
  }
  const moved = MOVED.map((id) => /** @type {HTMLElement} */ (document.getElementById(id)))
    .filter((element) => element.checkVisibility());
  const picture = canvas.checkVisibility() ? pictureRect(canvas) : undefined;
  const places = moved.map((element) => element.getBoundingClientRect());
  if (!shown) leave(pane, stage);
  pane.hidden = !shown;
  if (shown) move(pane, [{ transform: away(pane, stage) }, { transform: "none" }]);
  moved.forEach((element, at) => {
    const now = element.getBoundingClientRect();
    const x = (places[at].left + places[at].right - now.left - now.right) / 2;
    const y = (places[at].top + places[at].bottom - now.top - now.bottom) / 2;
    if (x !== 0 || y !== 0) move(element, [{ transform: `translate(${x}px, ${y}px)` }, { transform: "none" }]);
  });
  if (picture === undefined) return;
  fitPicture(canvas);
  const now = pictureRect(canvas);
  const x = picture.x + picture.width / 2 - now.x - now.width / 2;
  const y = picture.y + picture.height / 2 - now.y - now.height / 2;
  const from = `translate(${x}px, ${y}px) scale(${picture.width / now.width})`;
  move(canvas, [{ transform: from }, { transform: "none" }]);
}

/**
 * The pane is hidden at once for everybody but the eye: it moves out over the picture.
 * @param {HTMLElement} pane
 * @param {HTMLElement} stage
 */
function leave(pane, stage) {
  const { width, height } = pane.getBoundingClientRect();
  Object.assign(pane.style, { width: `${width}px`, height: `${height}px` });
  const to = away(pane, stage);
  pane.classList.add("leaving");
  pane.inert = true;
  move(pane, [{ transform: "none" }, { transform: to }]).finished.finally(() => {
    pane.classList.remove("leaving");
    pane.inert = false;
    Object.assign(pane.style, { width: "", height: "" });
  });
}

/**
 * Out of the window: down if the pane is below the picture, otherwise to the side.
 * @param {HTMLElement} pane
 * @param {HTMLElement} stage
 */
function away(pane, stage) {
  return pane.getBoundingClientRect().top >= stage.getBoundingClientRect().bottom
    ? "translateY(100%)"
    : "translateX(100%)";
}

/**
 * @param {HTMLElement} element
 * @param {Keyframe[]} keyframes
 */
function move(element, keyframes) {
  return element.animate(keyframes, { duration: SLIDE_MS, easing: "ease-out" });
}
