import type { Notification, Notifier } from "../../port/notification.ts";
import { ChildProcess } from "../process/child_process.ts";
import { type NotificationCommand, notificationCommands } from "./notification_commands.ts";

/** A program that takes longer is ended. PowerShell needs a second to start. */
const LIMIT_MS = 10_000;

export interface DesktopNotifierOptions {
  readonly os: typeof Deno.build.os;
  readonly env: (name: string) => string | undefined;
}

/** Notifications of the desktop, shown by its own programs. Where there are none, or no desktop, nothing happens. */
export class DesktopNotifier implements Notifier {
  readonly #options: DesktopNotifierOptions;
  #running: { readonly shown: Promise<void>; child?: ChildProcess } | undefined;
  #closed = false;

  constructor(options: DesktopNotifierOptions) {
    this.#options = options;
  }

  /** One at a time: while one is being shown, others are left out. */
  show(notification: Notification): void {
    if (this.#closed || this.#running !== undefined || !this.#hasDesktop) return;
    const shown = this.#show(notificationCommands(notification, this.#options.os));
    this.#running = { shown };
    shown.finally(() => this.#running = undefined);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#running?.child?.stop();
    await this.#running?.shown;
  }

  /** Without a session bus, the programs of Linux would start one. */
  get #hasDesktop(): boolean {
    const { os, env } = this.#options;
    if (os === "darwin" || os === "windows") return true;
    const runtime = env("XDG_RUNTIME_DIR");
    return Boolean(env("DBUS_SESSION_BUS_ADDRESS")) || runtime !== undefined && exists(`${runtime}/bus`);
  }

  async #show(commands: readonly NotificationCommand[]): Promise<void> {
    await Promise.resolve(); // until #running is set
    for (const command of commands) {
      if (this.#closed || await this.#run(command)) return;
    }
  }

  /** Whether it has shown it. */
  async #run({ path, args, env }: NotificationCommand): Promise<boolean> {
    let child: ChildProcess;
    try {
      child = new ChildProcess({ path, args, env });
    } catch {
      return false; // there is no such program
    }
    this.#running!.child = child;
    const deadline = setTimeout(() => child.stop(), LIMIT_MS);
    try {
      return await child.ended === 0;
    } finally {
      clearTimeout(deadline);
    }
  }
}

function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}
