/** @import { DisplayFigures } from "../../../port/display.ts" */
/** @import { Strings } from "./strings.js" */
import { byId, make, write } from "./dom.js";
import { plainLine } from "./plain_text.js";
import { Plot } from "./plot.js";
import { strings, withNumber, withText } from "./strings.js";

/** The time span of the plots, in seconds. */
const SPAN = 120;

/**
 * The plotted figures. The top of a plot stands for at least `least`. A figure multiplied by `times` is in `unit`.
 * @type {readonly { name: keyof Strings, figure: "receivedFps" | "sentFps" | "delayMs" | "rttMs" | "jitterMs" | "loss" | "receivedKbps" | "sentKbps", unit: keyof Strings, least: number, times?: number, digits?: number }[]}
 */
const PLOTS = [
  { name: "received_fps", figure: "receivedFps", unit: "unit_fps", least: 30 },
  { name: "sent_fps", figure: "sentFps", unit: "unit_fps", least: 30 },
  { name: "delay", figure: "delayMs", unit: "unit_ms", least: 100 },
  { name: "round_trip", figure: "rttMs", unit: "unit_ms", least: 50 },
  { name: "jitter", figure: "jitterMs", unit: "unit_ms", least: 20, digits: 1 },
  { name: "loss", figure: "loss", unit: "unit_percent", least: 0.05, times: 100, digits: 1 },
  { name: "received_kbps", figure: "receivedKbps", unit: "unit_kbps", least: 1000 },
  { name: "sent_kbps", figure: "sentKbps", unit: "unit_kbps", least: 1000 },
];

/** The badge that shows how good the call is, and the panel of figures that it opens. */
export class Quality {
  #panel = byId("figures");
  /** @type {DisplayFigures[]} */
  #figures = [];
  /** @type {{ plot: Plot, value: HTMLElement }[]} */
  #plots = [];

  constructor() {
    write("figures-title", strings.figures);
    write("figures-span", strings.figures_span);
    write("drops-title", strings.drops);
    // The panel is drawn when it opens, and then each second. While it is closed, nothing is drawn.
    this.#panel.addEventListener("beforetoggle", (event) => {
      if (/** @type {ToggleEvent} */ (event).newState === "open") this.#draw();
    });
  }

  toggle() {
    if (!byId("quality").hidden) this.#panel.togglePopover();
  }

  /** A call has ended: the next one begins with empty plots. */
  reset() {
    this.#figures = [];
    byId("quality").hidden = true;
    if (this.#panel.matches(":popover-open")) this.#panel.hidePopover();
  }

  /** @param {string} address of the peer, and its port */
  set address(address) {
    write("figures-address", plainLine(address));
  }

  /** @param {readonly DisplayFigures[]} figures may hold what is known already */
  add(figures) {
    const knownMs = this.#figures.at(-1)?.epochMs ?? 0;
    this.#figures.push(...figures.filter(({ epochMs }) => epochMs > knownMs));
    this.#figures.splice(0, this.#figures.length - SPAN);
    const latest = this.#figures.at(-1);
    if (latest === undefined) return;
    if (latest.quality !== undefined) this.#say(latest.quality);
    if (this.#panel.matches(":popover-open")) this.#draw();
  }

  /** The link is lost: the last figures are no longer true. */
  lost() {
    this.#say("poor");
  }

  /** @param {NonNullable<DisplayFigures["quality"]>} quality */
  #say(quality) {
    byId("quality").hidden = false;
    const word = strings[`quality_${quality}`];
    const words = withText(strings.quality, word);
    byId("quality").dataset.quality = this.#panel.dataset.quality = quality;
    write("quality-words", words);
    write("quality-word", word);
    write("figures-quality", words);
  }

  #draw() {
    if (this.#plots.length === 0) this.#make();
    const latest = this.#figures.at(-1);
    PLOTS.forEach(({ figure, unit, least, times = 1, digits = 0 }, at) => {
      const now = latest?.[figure];
      const { plot, value } = this.#plots[at];
      plot.show(this.#figures.map((figures) => figures[figure]), SPAN, least);
      value.textContent = now === undefined
        ? strings.not_measured
        : withNumber(strings[unit], Number((now * times).toFixed(digits)));
    });
    const drops = latest?.drops.map(({ direction, reason, count }) => {
      const item = make("li", "");
      const way = direction === "in" ? strings.drops_in : strings.drops_out;
      item.append(make("b", "", String(count)), ` ${dropWords(reason)} (${way})`);
      return item;
    });
    byId("drops").replaceChildren(...drops?.length ? drops : [make("li", "", strings.drops_none)]);
  }

  #make() {
    this.#plots = PLOTS.map(({ name }) => {
      const plot = new Plot();
      const value = make("p", "");
      const part = make("section", "");
      part.append(make("h3", "", strings[name]), value, plot.element);
      byId("plots").append(part);
      return { plot, value };
    });
  }
}

/**
 * The text for a drop reason.
 * @param {string} reason one of the wire's drop reasons
 */
function dropWords(reason) {
  const name = `drop_${reason}`;
  return Object.hasOwn(strings, name) ? strings[/** @type {keyof Strings} */ (name)] : strings.drop_other;
}
