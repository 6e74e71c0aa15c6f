/** Whether the conversation is shown: not before somebody writes, and afterwards as the person chose. */
export class ConversationChoice {
  #shown = false;
  /** The person has opened or closed it. */
  #isChosen = false;
  #opensInCall = false;

  get shown() {
    return this.#shown;
  }

  /** What the person chose, if they did. */
  get chosen() {
    return this.#isChosen ? this.#shown : undefined;
  }

  /**
   * What the person chose before this page was loaded: true if the conversation was open, also in an earlier call; false if it was
   * closed in this one.
   * @param {boolean | undefined} kept
   */
  keep(kept) {
    this.#opensInCall = kept === true;
    if (kept === false) this.choose(false);
  }

  /** @param {boolean} shown */
  choose(shown) {
    this.#isChosen = true;
    this.#shown = shown;
  }

  callBegan() {
    if (this.#opensInCall && !this.#isChosen) this.#shown = true;
  }

  /** Somebody wrote, here or there. */
  lineCame() {
    if (!this.#isChosen) this.#shown = true;
  }
}
