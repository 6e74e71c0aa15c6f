/** How much of a camera's picture may be cut off at its edges, so that it fills the window. */
const MOST_CUT = 1 / 8;

/**
 * Lets a picture fill its box if that cuts off little of it. To be called when either has another size, or shows something else.
 * @param {HTMLCanvasElement} canvas
 */
export function fitPicture(canvas) {
  const { width, height, clientWidth, clientHeight } = canvas;
  const ratios = [width / height, clientWidth / clientHeight];
  const cut = 1 - Math.min(...ratios) / Math.max(...ratios);
  // A text on a screen may reach to its edges.
  canvas.classList.toggle("cut", canvas.dataset.shows !== "screen" && cut <= MOST_CUT);
}

/**
 * Where a picture is in the window, in CSS pixels. If it is cut, it is larger than its box.
 * @param {HTMLCanvasElement} canvas
 */
export function pictureRect(canvas) {
  const { left, top, width, height } = canvas.getBoundingClientRect();
  const scales = [width / canvas.width, height / canvas.height];
  const scale = canvas.classList.contains("cut") ? Math.max(...scales) : Math.min(...scales);
  const shown = { width: canvas.width * scale, height: canvas.height * scale };
  return { x: left + (width - shown.width) / 2, y: top + (height - shown.height) / 2, ...shown };
}
