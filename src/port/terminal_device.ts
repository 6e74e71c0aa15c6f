/** What a terminal reports. */
export interface TerminalHandlers {
  /** Keys were pressed. `bytes`: what the terminal sends for them, valid only during the call. */
  onBytes(bytes: Uint8Array): void;
  onResize(): void;
  /** The program was suspended and continues. Other programs may have written to the terminal in between. */
  onContinue(): void;
  /** The terminal was closed. */
  onGone(): void;
}

/** A terminal with a person at it. Every key is delivered as it is pressed. */
export interface TerminalDevice {
  /** The present size, in characters. */
  size(): { readonly columns: number; readonly rows: number };
  /**
   * Takes over the terminal. `restore`: the text that restores its screen. It is written even if the program crashes or is
   * made to exit.
   */
  open(handlers: TerminalHandlers, restore: () => string): void;
  /** Settles when the terminal has taken the text, or was closed. One call at a time. */
  write(text: string): Promise<void>;
  /** Suspends the program, like Ctrl-Z in other programs. The shell has the terminal until it continues the program. */
  stop(): void;
  /** Restores the terminal. */
  close(): Promise<void>;
}
