/** A plot's own coordinates. */
const WIDTH = 240;
const HEIGHT = 36;
const SVG = "http://www.w3.org/2000/svg";

/** A small line over the last two minutes, drawn from right to left. */
export class Plot {
  element = document.createElementNS(SVG, "svg");
  #line = document.createElementNS(SVG, "path");

  constructor() {
    this.element.setAttribute("viewBox", `0 0 ${WIDTH} ${HEIGHT}`);
    this.element.setAttribute("preserveAspectRatio", "none");
    this.element.setAttribute("aria-hidden", "true");
    this.#line.setAttribute("vector-effect", "non-scaling-stroke");
    this.element.append(this.#line);
  }

  /**
   * @param {readonly (number | undefined)[]} values the newest last; undefined leaves a gap
   * @param {number} span how many fit
   * @param {number} least the least value that the top stands for
   */
  show(values, span, least) {
    const top = Math.max(least, ...values.map((value) => value ?? 0));
    let path = "";
    let isGap = true;
    values.forEach((value, at) => {
      if (value !== undefined) {
        const x = WIDTH - (values.length - 1 - at) * WIDTH / (span - 1);
        const y = HEIGHT - 1 - value * (HEIGHT - 2) / top;
        path += `${isGap ? "M" : "L"}${x.toFixed(1)} ${y.toFixed(1)}`;
      }
      isGap = value === undefined;
    });
    this.#line.setAttribute("d", path);
  }
}
