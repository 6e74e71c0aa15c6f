/** A `notify-send` that keeps what it was asked to show, and a session bus that does not exist. */
export class FakeNotifySend {
  private constructor(readonly folder: string) {}

  static async create(): Promise<FakeNotifySend> {
    const folder = await Deno.makeTempDir({ prefix: "vchat-notify-" });
    const script = `#!/bin/sh\nfor text; do printf '%s|' "$text"; done >> "${folder}/told"\necho >> "${folder}/told"\n`;
    await Deno.writeTextFile(`${folder}/notify-send`, script, { mode: 0o700 });
    return new FakeNotifySend(folder);
  }

  /** For the process that shows notifications. */
  get env(): Record<string, string> {
    return { PATH: `${this.folder}:${Deno.env.get("PATH")}`, DBUS_SESSION_BUS_ADDRESS: "unix:path=/nonexistent" };
  }

  /** Title and body of each notification so far. */
  async told(): Promise<string[]> {
    const text = await Deno.readTextFile(`${this.folder}/told`).catch(() => "");
    return text.split("\n").slice(0, -1).map((line) => line.split("|--|")[1].replace(/\|$/, ""));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.folder, { recursive: true });
  }
}
