/** What the window shows, in words a page can draw. Everything in it that came from the peer is still unescaped. */
export interface DisplayState {
  readonly role: "server" | "client";
  /** `needs_code`: what is typed next is the code that the server shows. */
  readonly phase: "waiting" | "calling" | "needs_code" | "in_call" | "reconnecting" | "ended";
  /** The peer's name and address, once there is one. */
  readonly peerName?: string;
  readonly peerAddress?: string;
  readonly sealed?: boolean;
  /** A server's: what the next new caller needs. */
  readonly code?: string;
  /** One line for people: what is happening or went wrong, and what to do. */
  readonly notice?: string;
  /** Frames a second over the last second. */
  readonly receivedFps: number;
  readonly sentFps: number;
}

/** A line of the conversation. */
export interface ConversationLine {
  readonly id: number;
  readonly from: "local" | "remote";
  readonly name: string;
  readonly text: string;
  readonly epochMs: number;
  /** For local lines. */
  readonly delivery?: "waiting" | "sent" | "delivered" | "lost";
}

export interface DisplayHandlers {
  /** Frame `n` was drawn. */
  onShown(n: number): void;
  /** Frame `n` was not, and never will be. */
  onDropped(n: number, reason: "display_busy" | "undecodable"): void;
  /** The person typed a line. */
  onText(text: string): void;
  /** The person closed the window or pressed `q`, or the window is gone for another reason. */
  onLeave(): void;
}

/** Where received pictures and the conversation are shown. No call blocks; the newest picture wins. */
export interface Display {
  open(handlers: DisplayHandlers): Promise<void>;
  showRemote(n: number, jpeg: Uint8Array): void;
  showLocal(jpeg: Uint8Array): void;
  /** Adds a line, or changes the delivery of the line with the same `from` and `id`. */
  showLine(line: ConversationLine): void;
  showState(state: DisplayState): void;
  /** Settles when the window and its process are gone. */
  close(): Promise<void>;
}
