/** What a terminal reports. */
export interface TerminalHandlers {
  /** Keys were pressed, as the bytes that a terminal makes of them. `bytes` is only valid during the call. */
  onBytes(bytes: Uint8Array): void;
  onResize(): void;
  /** The program was stopped and goes on; others may have written on the terminal meanwhile. */
  onContinue(): void;
  /** The terminal is gone. */
  onGone(): void;
}

/** A terminal that a person sits at, with every key delivered as it is pressed. */
export interface TerminalDevice {
  /** The present size, in characters. */
  size(): { readonly columns: number; readonly rows: number };
  /**
   * Takes the terminal over. `restore` is the text that restores its screen: if the program crashes or is made to exit, it is
   * still written.
   */
  open(handlers: TerminalHandlers, restore: () => string): void;
  /** Settles when the terminal has taken the text, or is gone. One call at a time. */
  write(text: string): Promise<void>;
  /** Stops the program, as Ctrl-Z does elsewhere: the terminal is the shell's until that continues it. */
  stop(): void;
  /** Gives it back. */
  close(): Promise<void>;
}
