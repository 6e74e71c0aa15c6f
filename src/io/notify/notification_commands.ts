import type { Notification } from "../../port/notification.ts";

/** A program that shows a notification. */
export interface NotificationCommand {
  readonly path: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

const APP = "vchat";
/** How long a notification stays, if the desktop heeds that. */
const SHOWN_MS = 10_000;

/** Of `org.freedesktop.Notifications`. */
const BUS_NAME = "org.freedesktop.Notifications", BUS_PATH = "/org/freedesktop/Notifications";

/** Its arguments are those after the first. */
const APPLE_SCRIPT = [
  "on run argv",
  "display notification (item 3 of argv) with title (item 2 of argv)",
  "end run",
];

/** The toast belongs to PowerShell's own entry in the Start menu, because an app without such an entry may show none. */
const POWERSHELL_ID = "{1AC14E77-02E7-4E5D-B744-2EB1AE5198B7}\\WindowsPowerShell\\v1.0\\powershell.exe";
/** The texts are in variables, so they are never read as script, nor as XML. */
const TOAST_SCRIPT = [
  "$ErrorActionPreference = 'Stop'",
  "[void][Windows.UI.Notifications.ToastNotificationManager, Windows.UI.Notifications, ContentType = WindowsRuntime]",
  "$kind = [Windows.UI.Notifications.ToastTemplateType]::ToastText02",
  "$toast = [Windows.UI.Notifications.ToastNotificationManager]::GetTemplateContent($kind)",
  "$texts = $toast.GetElementsByTagName('text')",
  "[void]$texts.Item(0).AppendChild($toast.CreateTextNode($env:VCHAT_NOTIFICATION_TITLE))",
  "[void]$texts.Item(1).AppendChild($toast.CreateTextNode($env:VCHAT_NOTIFICATION_BODY))",
  `$notifier = [Windows.UI.Notifications.ToastNotificationManager]::CreateToastNotifier('${POWERSHELL_ID}')`,
  "$notifier.Show([Windows.UI.Notifications.ToastNotification]::new($toast))",
].join("; ");

/**
 * The programs that can show a notification on this system, the best first. None is a shell, and no text is part of a script: what
 * comes from a peer is a whole argument or variable, after one of our own.
 */
export function notificationCommands(
  { title, body }: Notification,
  os: typeof Deno.build.os,
): readonly NotificationCommand[] {
  switch (os) {
    case "darwin":
      // After its first argument, osascript takes no more options, whatever the texts begin with.
      return [{
        path: "osascript",
        args: [...APPLE_SCRIPT.flatMap((line) => ["-e", line]), APP, title, body],
      }];
    case "windows":
      return [{
        path: "powershell",
        args: ["-NoProfile", "-NonInteractive", "-Command", TOAST_SCRIPT],
        env: { VCHAT_NOTIFICATION_TITLE: title, VCHAT_NOTIFICATION_BODY: body },
      }];
    default:
      return [notifySend(title, withoutMarkup(body)), gdbus(title, withoutMarkup(body))];
  }
}

function notifySend(title: string, body: string): NotificationCommand {
  // notify-send reads escapes such as \033 in the body (g_strcompress).
  const args = [`--app-name=${APP}`, `--expire-time=${SHOWN_MS}`, "--", title, body.replaceAll("\\", "\\\\")];
  return { path: "notify-send", args };
}

function gdbus(title: string, body: string): NotificationCommand {
  const call = ["call", "--session", "--dest", BUS_NAME, "--object-path", BUS_PATH, "--method", `${BUS_NAME}.Notify`];
  const values = [APP, "uint32 0", '""', variant(title), variant(body), "@as []", "@a{sv} {}", `int32 ${SHOWN_MS}`];
  return { path: "gdbus", args: [...call, ...values] };
}

/** The body of a notification may contain markup (Desktop Notifications Specification). The title may not. */
function withoutMarkup(body: string): string {
  return body.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** A string in the text format of GVariant, which would otherwise read what looks like another value as that. */
function variant(text: string): string {
  return `"${text.replace(/["\\]/g, "\\$&")}"`;
}
