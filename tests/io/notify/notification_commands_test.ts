import { assert, assertEquals } from "@std/assert";
import { notificationCommands } from "../../../src/io/notify/notification_commands.ts";

/** Texts that some program would read as something else. */
const HOSTILE = [
  `"; rm -rf ~ #`,
  "$(id) `id` $HOME",
  "-e",
  "--help",
  "<b>bold</b> & <img src='http://192.0.2.1/x'>",
  "\\033]0;title\\007 \\n",
  "uint32 5",
  `'quoted'`,
  "' + 'x",
  "%s%n",
  "']] & calc",
];

Deno.test("Linux: a text is one argument after --, without markup and escapes", () => {
  for (const text of HOSTILE) {
    const [notifySend] = notificationCommands({ title: text, body: text }, "linux");
    assertEquals(notifySend.path, "notify-send");
    const { args } = notifySend, at = args.indexOf("--");
    assert(args.slice(0, at).every((arg) => arg.startsWith("--")));
    assertEquals([args.length - at, args[at + 1]], [3, text]);
    assert(!/[<>]|&(?!(amp|lt|gt);)/.test(args[at + 2]), args[at + 2]);
    assert(!/\\/.test(args[at + 2].replaceAll("\\\\", "")), "g_strcompress would read a single backslash");
  }
});

Deno.test("Linux without notify-send: gdbus gets each text as a quoted GVariant string", () => {
  for (const text of HOSTILE) {
    const [, gdbus] = notificationCommands({ title: text, body: "" }, "linux");
    assertEquals(gdbus.path, "gdbus");
    const [app, replaces, icon, title, body, ...rest] = gdbus.args.slice(gdbus.args.indexOf("--method") + 2);
    assertEquals([app, replaces, icon, body], ["vchat", "uint32 0", '""', '""']);
    assertEquals(rest, ["@as []", "@a{sv} {}", "int32 10000"]);
    assertEquals(JSON.parse(title), text, "what is escaped is escaped as in JSON");
  }
});

Deno.test("macOS: a text is an argument of the script, after one that ends osascript's options", () => {
  for (const text of HOSTILE) {
    const [osascript, ...more] = notificationCommands({ title: text, body: text }, "darwin");
    assertEquals([osascript.path, more.length], ["osascript", 0]);
    const { args } = osascript;
    assertEquals(args.slice(-3), ["vchat", text, text]);
    assertEquals(args.slice(0, -3).filter((_, at) => at % 2 === 0), ["-e", "-e", "-e"]);
    assertEquals(args.slice(0, -3), notificationCommands({ title: "", body: "" }, "darwin")[0].args.slice(0, -3));
  }
});

Deno.test("Windows: a text is in a variable, and the script is always the same", () => {
  const { args } = notificationCommands({ title: "", body: "" }, "windows")[0];
  for (const text of HOSTILE) {
    const [powershell] = notificationCommands({ title: text, body: text }, "windows");
    assertEquals(powershell.args, args);
    assertEquals(Object.values(powershell.env!), [text, text]);
    for (const name of Object.keys(powershell.env!)) assert(args.at(-1)!.includes(`$env:${name}`));
  }
});
