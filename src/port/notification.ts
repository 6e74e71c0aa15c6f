/** What the desktop should tell a person who may be looking elsewhere. Both texts are safe to show, and short. */
export interface Notification {
  readonly title: string;
  /** May be empty. */
  readonly body: string;
}

export interface Notifier {
  /** Shows it, if this desktop can. Never fails: a call works without it. */
  show(notification: Notification): void;
  /** Settles when nothing that it has started runs any more. */
  close(): Promise<void>;
}
