import { assertEquals } from "@std/assert";
import { DesktopNotifier } from "../../../src/io/notify/desktop_notifier.ts";

const NOTIFICATION = { title: "Call from Zoë", body: "a <b>" };
const BUS = { DBUS_SESSION_BUS_ADDRESS: "unix:path=/nonexistent" };

/** Runs `body` with only these programs on the PATH. Each keeps its name and its last two arguments, and then runs its script. */
async function withPrograms(
  programs: Readonly<Record<string, string>>,
  body: (told: () => Promise<string[]>) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "vchat-notify-" });
  const before = Deno.env.get("PATH")!;
  for (const [name, script] of Object.entries(programs)) {
    const keep = `for text; do last=$text; done; printf '%s: %s\\n' ${name} "$last" >> "${folder}/told"`;
    await Deno.writeTextFile(`${folder}/${name}`, `#!/bin/sh\n${keep}\n${script}\n`, { mode: 0o700 });
  }
  Deno.env.set("PATH", folder);
  try {
    await body(async () =>
      (await Deno.readTextFile(`${folder}/told`).catch(() => "")).split("\n").filter((line) => line !== "")
    );
  } finally {
    Deno.env.set("PATH", before);
    await Deno.remove(folder, { recursive: true });
  }
}

/** Shows a notification, and waits until programs were told of it so often. */
async function show(told: () => Promise<string[]>, times: number, env: Readonly<Record<string, string>> = BUS) {
  const notifier = new DesktopNotifier({ os: "linux", env: (name) => env[name] });
  notifier.show(NOTIFICATION);
  while ((await told()).length < times) await new Promise((resolve) => setTimeout(resolve, 5));
  await notifier.close();
  notifier.show(NOTIFICATION);
}

if (Deno.build.os === "linux") {
  Deno.test("notify-send shows it; gdbus if that is missing, or fails; without both nothing happens", async () => {
    await withPrograms({ "notify-send": "", gdbus: "" }, async (told) => {
      await show(told, 1);
      assertEquals(await told(), ["notify-send: a &lt;b&gt;"]);
    });
    for (const other of [{}, { "notify-send": "exit 1" }] as Record<string, string>[]) {
      await withPrograms({ ...other, gdbus: "" }, async (told) => {
        await show(told, 1 + Object.keys(other).length);
        assertEquals((await told()).at(-1), "gdbus: int32 10000");
      });
    }
    await withPrograms({}, async (told) => {
      await show(told, 0);
      assertEquals(await told(), []);
    });
  });

  Deno.test("without a session bus nothing is started", async () => {
    await withPrograms({ "notify-send": "", gdbus: "" }, async (told) => {
      await show(told, 0, { XDG_RUNTIME_DIR: "/nonexistent" });
      assertEquals(await told(), []);
    });
  });

  Deno.test("a program that hangs keeps nothing from closing, and no second one is started beside it", async () => {
    await withPrograms({ "notify-send": "exec /bin/sleep 600", gdbus: "" }, async (told) => {
      const notifier = new DesktopNotifier({
        os: "linux",
        env: (name) => ({ ...BUS } as Record<string, string>)[name],
      });
      notifier.show(NOTIFICATION);
      notifier.show(NOTIFICATION);
      while ((await told()).length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
      await notifier.close();
      assertEquals(await told(), ["notify-send: a &lt;b&gt;"]);
    });
  });
}
