/** How long something may take to appear on the screen. A busy machine is slow; normally it takes a fraction of this. */
const PATIENCE_MS = 120_000;
const LOOK_EVERY_MS = 50;

/** A terminal for one test, which runs a program in it, presses keys and reads the screen. */
export class Tmux {
  /** For tmux's socket, which tmux does not remove. */
  readonly #folder = Deno.makeTempDirSync({ prefix: "vchat-tmux-" });

  /** Starts a terminal that runs `command`, and closes when that ends. */
  static async start(
    command: readonly string[],
    { columns = 80, rows = 24, env = {} }: { columns?: number; rows?: number; env?: Record<string, string> } = {},
  ): Promise<Tmux> {
    const tmux = new Tmux();
    const set = Object.entries({ TERM: "tmux-256color", NO_COLOR: "", COLORTERM: "", ...env });
    await tmux.#run(
      ["-f", "/dev/null", "new-session", "-d", "-x", String(columns), "-y", String(rows)],
      ["env", ...set.map(([name, value]) => `${name}=${value}`), ...command].map(tmuxQuoted),
    );
    return tmux;
  }

  /** Presses keys by their tmux names: `Enter`, `C-c`, `M-b`, `Left`. */
  async press(...keys: string[]): Promise<void> {
    await this.#run(["send-keys", ...keys]);
  }

  /** Types `text` literally. */
  async type(text: string): Promise<void> {
    await this.#run(["send-keys", "-l", text]);
  }

  /** Pastes `text` like a terminal: marked as a paste, if the program asked for that. */
  async paste(text: string): Promise<void> {
    await this.#run(["set-buffer", text], [";", "paste-buffer", "-p", "-r"]);
  }

  async resize(columns: number, rows: number): Promise<void> {
    await this.#run(["resize-window", "-x", String(columns), "-y", String(rows)]);
  }

  /** The rows of the screen, without trailing blanks. `escapes` keeps the colours. */
  async screen({ escapes = false, history = false } = {}): Promise<string[]> {
    const flags = [...(escapes ? ["-e"] : []), ...(history ? ["-S", "-"] : [])];
    const text = await this.#run(["capture-pane", "-p", ...flags]);
    return text.replace(/\n$/, "").split("\n").map((row) => row.trimEnd());
  }

  /** From now on also writes every byte from the program to a file. */
  async record(path: string): Promise<void> {
    await this.#run(["pipe-pane", "-o", `cat > '${path}'`]);
  }

  /** A value that tmux knows: `#{cursor_x}`, `#{alternate_on}`, `#{pane_title}` ... */
  async ask(format: string): Promise<string> {
    return (await this.#run(["display-message", "-p", format])).trimEnd();
  }

  /** Waits until the screen shows this, and returns it. If it does not, fails with the present screen. */
  async until(what: RegExp | ((rows: string[]) => boolean | Promise<boolean>), name = String(what)): Promise<string[]> {
    const giveUp = Date.now() + PATIENCE_MS;
    for (;;) {
      const rows = await this.screen();
      if (what instanceof RegExp ? what.test(rows.join("\n")) : await what(rows)) return rows;
      if (Date.now() > giveUp) throw new Error(`not on the screen: ${name}\n${rows.join("\n")}`);
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  }

  /** Closes the terminal, and ends the program in it if it still runs. */
  async close(): Promise<void> {
    await this.#run(["kill-server"]).catch(() => {});
    await Deno.remove(this.#folder, { recursive: true }).catch(() => {}); // closed before
  }

  async #run(...args: string[][]): Promise<string> {
    const { success, stdout, stderr } = await new Deno.Command("tmux", {
      args: ["-u", "-S", `${this.#folder}/socket`, ...args.flat()],
      env: { TMUX: "" },
      stdin: "null",
    }).output();
    if (!success) throw new Error(`tmux ${args.flat().join(" ")}: ${new TextDecoder().decode(stderr)}`);
    return new TextDecoder().decode(stdout);
  }
}

/** An argument that ends in `;` would end tmux's command. */
function tmuxQuoted(argument: string): string {
  return argument.endsWith(";") ? `${argument.slice(0, -1)}\\;` : argument;
}
